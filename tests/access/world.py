"""Seven cases, as far as a case goes, and everybody who might knock at their doors.

Each case stands in a relation to Ana's people: her own case; Bea's in the same centre; Bea's in another centre of the
study, with its own therapist; one of another study, with its own people; and Ben's cases that were withdrawn at each of
the three levels. Each holds words of its own, so that whatever finds them says whose they are.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache, cached_property
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib.auth import get_user
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts import access, refusals
from accounts.access import Role, actor_of
from accounts.models import Refusals
from accounts.services import add_person
from checkins.services import ask, give
from consent.models import Level
from consent.services import carry_out, permit_recording, withdraw
from interviews.models import Debrief, GuideVersion, Load, Need, Supervision
from interviews.services import describe, publish_guide, without_names, write_down
from ledger.models import Payload
from studies import services as studies
from studies.models import Assignment, Outcome, Part, Participant, Screening
from tests.consent.acts import agree
from tests.interviews import steps
from tests.transcripts.holding import RAW, bring
from timelines.models import Thing
from timelines.services import apply, confirm, join, open_alone, open_link, start
from transcripts import services as transcripts
from transcripts.models import Device, Transcript
from upkeep.services import order_destruction

STAFF = [
    "lena", "ben", "bea", "rita", "thea", "theo", "sofie", "aude", "adam", "cleo", "otto", "tess",
    "rolf", "ruth", "curt", "ida",
]  # fmt: skip
WITHOUT_ACCOUNT = ["nobody", "her link", "her code", "another's link", "another's code", "her preparing"]
BOTH = "tess with her phone"
"""A person of another study in whose browser Ana's link and code are open as well: she finds what any of them finds."""
EVERYBODY = [*STAFF, *WITHOUT_ACCOUNT]

OWN = "own case"
NOWHERE = "nowhere"
"""In the place of a case: ids of nothing."""
RELATIONS = [OWN, "same centre", "other centre", "other study", "W1", "W2", "W3"]
WORDS = ["label", "candidate", "stored", "ages", "note", "code", "salt", "asked", "feedback", "moment"]
"""The content fields into which each case gets words of its own."""


@dataclass
class Case:
    """One participant's rows by the route argument that names them, her words by field, and her joined link."""

    ids: dict[str, UUID | str]
    words: dict[str, str]
    link: UUID


@dataclass
class World:
    """All cases by relation, and a browser for everybody."""

    cast: Any
    at: datetime
    cases: dict[str, Case] = field(default_factory=dict)
    browsers: dict[str, Client] = field(default_factory=dict)
    preparing: str = ""  # the link of somebody who prepares alone; no sitting of hers is open

    @cached_property
    def canaries(self) -> dict[str, tuple[str, str]]:
        """The words that stand for (field, relation)."""
        return {said: (name, about) for about, case in self.cases.items() for name, said in case.words.items()}


def words_of(place: int) -> dict[str, str]:
    """Give a case's own words; names that no list knows, ages that nobody has, and a code."""
    mark = "abcdefg"[place] * 4
    return {
        "label": f"zwirbel{mark}", "candidate": f"quastel{mark}", "stored": f"mollum{mark}",
        "ages": f"61,67,{70 + place}", "note": f"plimsel{mark}", "code": f"P9{place}7{place}",
    }  # fmt: skip


def case_of(team: Any, at: datetime, words: dict[str, str]) -> Case:
    """Take `team.ana` the whole way: agreed, running sitting, timeline on her device, feedback, texts, recording."""
    her = team.ana
    Participant.objects.filter(pk=her.pk).update(code=words["code"])
    her.refresh_from_db()
    sitting = _opened(team, at, words)
    timeline = start(her, at=at)
    link = _drawn(team, timeline, sitting, words["label"], at)
    texts = _texts(team, sitting, words, at)
    feedback = give(her, by=team.ben, at=at - timedelta(minutes=30), **steps.FELT)
    ids: dict[str, UUID | str] = {
        "participant": her.pk, "study": team.study.pk, "guide": sitting.interview.guide_id, "sitting": sitting.pk,
        "attunement": sitting.attunement.pk, "feedback": feedback.pk, "timeline": timeline.pk,
        "thing": Thing.objects.get(timeline=timeline).pk, "screening": _screened(team, at), "item": "C09",
        "level": "W1", "of": "yes", "part": "opening", "person": team.thea.pk,
        "destruction": order_destruction(her, reason="asked", by=team.adam, at=at).pk,
    } | texts | _moment(team, sitting, at)  # fmt: skip
    salt = Payload.objects.filter(subject_id=her.pk).order_by("entry").values_list("salt", flat=True)[0]
    asked = ask(her, for_day=at.date(), by=team.ben, at=at)
    rows = {"asked": str(asked.pk), "feedback": str(feedback.pk), "moment": str(ids["debrief"])}
    return Case(ids, words | rows | {"salt": str(salt)}, link)


def _opened(team: Any, at: datetime, words: dict[str, str]) -> Any:
    """Have her agree, and open a sitting, with a note that is written down."""
    if not GuideVersion.objects.filter(study=team.study).exists():
        publish_guide(team.study, steps.content(), by=team.lena, at=at - timedelta(days=1))
    agree(team.ana, by=team.ben, at=at - timedelta(hours=1))
    describe(team.ana, {"children_ages": words["ages"]}, by=team.ben, at=at)
    sitting = steps.opened(team, at)
    write_down(sitting, without_names(words["note"]), pk=uuid4(), when=at, by=team.ben, at=at)
    return sitting


def _texts(team: Any, sitting: Any, words: dict[str, str], at: datetime) -> dict[str, UUID | str]:
    """Register the sound of the sitting, and bring in two texts, of which one is signed."""
    permit_recording(team.ana, yes=True, by=team.ben, at=at)
    recording = transcripts.register_recording(sitting, device=Device.RECORDER, by=team.ben, at=at)
    stored = bring(team, team.ana, at, f"{RAW}\nR: {words['stored']}.")
    transcripts.sign(stored, by=team.rita, at=at)
    candidate = bring(team, team.ana, at + timedelta(minutes=1), f"{RAW}\nR: {words['candidate']}.")
    return {"recording": recording.pk, "stored": stored.pk, "candidate": candidate.pk}


def _moment(team: Any, sitting: Any, at: datetime) -> dict[str, UUID | str]:
    """Keep the interviewer's own moment, shared, and a talk that was asked for and booked."""
    moment = Debrief.objects.create(
        sitting=sitting, person=team.ben, at=at, load=Load.LIGHT, need=Need.NONE, shared_at=at
    )  # fmt: skip
    talk = Supervision.objects.create(study=team.study, person=team.ben, need=Need.THIS_WEEK, asked_at=at,
                                      booked_for=at, booked_by=team.ben)  # fmt: skip
    return {"debrief": moment.pk, "shared": moment.pk, "talk": talk.pk}


def _drawn(team: Any, timeline: Any, sitting: Any, label: str, at: datetime) -> UUID:
    link, keys = open_link(timeline, lands_on=f"/room/{sitting.pk}/", by=team.ben, at=at)
    join(keys.secret, at=at)
    confirm(timeline, link.pk, by=team.ben, at=at)
    lane = timeline.lanes.get(position=1)
    apply(
        timeline,
        {"id": str(uuid4()), "kind": "put", "target": str(uuid4()), "lane": str(lane.pk), "shape": "moment",
         "from_age": 20, "to_age": 20, "label": label},
        hers=True, by=team.ana.pk, at=at,
    )  # fmt: skip
    return link.pk


def _preparing(cast: Any, at: datetime) -> str:
    her = studies.add_participant(cast.study, cast.other_centre, language="en", by=cast.bea, at=at)
    agree(her, by=cast.bea, at=at - timedelta(hours=1))
    link, keys = open_alone(start(her, at=at), by=cast.bea, until=at + timedelta(days=1), at=at)
    join(keys.secret, at=at)
    return str(link.pk)


def _screened(team: Any, at: datetime) -> UUID:
    row = Screening.objects.create(
        study=team.study, centre=team.centre, outcome=Outcome.NOT_YET, eligible_from=date(2026, 8, 1), by=team.ben,
        at=at,
    )  # fmt: skip
    return row.pk


def world_of(cast: Any, at: datetime) -> World:
    """Make every case and every browser."""
    _more_people(cast, at)
    teams = _teams(cast, cast.at)
    world = World(cast, at, preparing=_preparing(cast, at))
    for place, (about, team) in enumerate(teams.items()):
        world.cases[about] = case_of(team, at, words_of(place))
        if about == "other centre":  # taken over from Ida, who brought its texts in
            Transcript.objects.filter(participant=team.ana).update(brought_by=cast.ida)
        if about in Level.values:
            with transaction.atomic():
                withdraw(team.ana, about, by_code=True, at=at)
            assert carry_out(team.ana.pk, at)
    count_no_more(world)
    world.browsers = {name: browser_of(world, name) for name in [*EVERYBODY, BOTH]}
    return world


def _more_people(cast: Any, at: datetime) -> None:
    """Add a custodian, a reader of each study, and an interviewer whose part has ended but whose cases stand."""
    names = {"rolf": "", "ruth": "", "curt": "custodian", "ida": ""}
    for name, duty in names.items():
        setattr(cast, name, add_person(email=f"{name}@example.org", name=name.title(), duty=duty, at=at))
    since, yesterday = date(2026, 1, 5), at.date() - timedelta(days=1)
    about = {"trained_on": since, "delegated_from": since, "by": cast.lena.pk, "at": at}
    studies.add_member(cast.other_study, cast.rolf, Part.READER, code="R1", **about)
    studies.add_member(cast.study, cast.ruth, Part.READER, code="R2", **about)
    ended = studies.add_member(cast.study, cast.ida, Part.INTERVIEWER, code="I9", **about)
    type(ended).objects.filter(pk=ended.pk).update(delegated_until=yesterday)
    Assignment.objects.create(participant=cast.ana, person=cast.ida, from_day=since)


def _teams(cast: Any, at: datetime) -> dict[str, Any]:
    """Give who works on each case, under the names of Ana's people."""

    def team(her: Any = None, **others: Any) -> Any:
        own = {"ben": cast.ben, "thea": cast.thea, "rita": cast.rita, "lena": cast.lena, "study": cast.study,
               "adam": cast.adam, "centre": cast.centre} | others  # fmt: skip
        her = her or studies.add_participant(own["study"], own["centre"], language="en", by=own["ben"], at=at)
        return SimpleNamespace(ana=her, **own)

    return {
        OWN: team(cast.ana),
        "same centre": team(ben=cast.bea, rita=cast.ruth),
        "other centre": team(ben=cast.bea, thea=cast.theo, centre=cast.other_centre),
        "other study": team(
            cast.far_participant, ben=cast.cleo, thea=cast.tess, rita=cast.rolf, lena=cast.otto, study=cast.other_study,
            centre=cast.far_centre,
        ),
        **{level: team() for level in Level.values},
    }  # fmt: skip


def browser_of(world: World, name: str) -> Client:
    """Give the browser of one of EVERYBODY, or of BOTH."""
    own = world.cases[OWN]
    far = world.cases.get("other study", own)
    browser = Client(raise_request_exception=True)
    if name in STAFF:
        browser.force_login(getattr(world.cast, name))
        return browser
    if name == BOTH:
        browser.force_login(world.cast.tess)
    session = browser.session
    carried: dict[str, dict[str, Any]] = {
        "nobody": {}, "her link": {"link": str(own.link)}, "her code": {"code": str(own.ids["participant"])},
        "another's link": {"link": str(far.link)}, "another's code": {"code": str(far.ids["participant"])},
        "her preparing": {"link": world.preparing, "alone": True},
        BOTH: {"link": str(own.link), "code": str(own.ids["participant"])},
    }  # fmt: skip
    session.update(carried[name])
    session.save()
    browser.cookies["attune"] = session.session_key
    browser.cookies["attune-seat"] = "1"
    return browser


def roles_of(browser: Client) -> frozenset[Role]:
    """Give the roles that a browser's session stands for."""
    session = browser.session
    return actor_of(session, get_user(SimpleNamespace(session=session)), timezone.now()).roles


@contextmanager
def standing(at: datetime) -> Iterator[World]:
    """Give the world at `at`, in a transaction that is taken back; to be used where the database may be.

    Everybody came the day before: an auditor finds what stood there when the day began.
    """
    from tests.conftest import Cast

    with pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr("django.utils.timezone.now", lambda: at)
        world = world_of(Cast(at - timedelta(days=1)), at)
        patch.setattr(access._wiring, "roles", cache(access._wiring.roles))  # time stands still, nobody's part changes
        yield world
        transaction.set_rollback(True)


def count_no_more(world: World) -> None:
    """Let every refusal find its count full: what is counted is tested elsewhere, and a sweep is refused often."""
    from config.policy import POLICY

    people = [getattr(world.cast, name).pk for name in STAFF]
    Refusals.objects.bulk_create(
        Refusals(source=source, resource=resource, since=refusals.since(source, world.at), count=refusals.MOST)
        for source in [*people, refusals.STRANGERS]
        for resource in sorted({resource for _role, resource, _action in POLICY})
    )
