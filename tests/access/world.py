"""Ana's whole case, as far as a case goes, and everybody who might knock at its doors."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.test import Client

from checkins.services import give
from interviews.services import publish_guide
from studies.models import Outcome, Screening
from tests.consent.acts import agree
from tests.interviews import steps
from tests.transcripts.holding import bring
from timelines.models import Thing
from timelines.services import apply, confirm, join, open_link, start
from transcripts import services as transcripts
from transcripts.models import Device
from upkeep.services import order_destruction

STAFF = ["lena", "ben", "bea", "rita", "thea", "theo", "sofie", "aude", "adam", "cleo", "otto", "tess"]
WITHOUT_ACCOUNT = ["nobody", "her link", "her code", "another's link", "another's code"]
EVERYBODY = [*STAFF, *WITHOUT_ACCOUNT]


@dataclass
class Case:
    """Ids of one participant's rows, by the route argument or the resource that names them."""

    ids: dict[str, UUID | str]
    link: UUID


def case_of(cast: Any, at: datetime) -> Case:
    """Take Ana the whole way: agreed, running sitting, timeline on her device, feedback, texts, recording."""
    guide = publish_guide(cast.study, steps.content(), by=cast.lena, at=at - timedelta(days=1))
    agree(cast.ana, by=cast.ben, at=at - timedelta(hours=1))
    sitting = steps.opened(cast, at)
    timeline = start(cast.ana, at=at)
    link, keys = open_link(timeline, lands_on=f"/room/{sitting.pk}/", by=cast.ben, at=at)
    join(keys.secret, at=at)
    confirm(timeline, link.pk, by=cast.ben, at=at)
    apply(
        timeline,
        {"id": str(uuid4()), "kind": "put", "thing": str(uuid4()), "lane": str(timeline.lanes.get(position=1).pk),
         "shape": "moment", "from_age": 20, "to_age": 20, "label": "a summer"},
        hers=True, by=cast.ana.pk, at=at,
    )  # fmt: skip
    screening = Screening.objects.create(
        study=cast.study,
        centre=cast.centre,
        outcome=Outcome.NOT_YET,
        eligible_from=date(2026, 8, 1),
        by=cast.ben,
        at=at,
    )
    from consent.services import permit_recording

    permit_recording(cast.ana, yes=True, by=cast.ben, at=at)
    recording = transcripts.register_recording(sitting, device=Device.RECORDER, by=cast.ben, at=at)
    stored = bring(cast, cast.ana, at)
    transcripts.sign(stored, by=cast.rita, at=at)
    candidate = bring(cast, cast.ana, at + timedelta(minutes=1))
    feedback = give(cast.ana, by=cast.ben, at=at - timedelta(minutes=30), **steps.FELT)
    destruction = order_destruction(cast.ana, reason="asked", by=cast.adam, at=at)
    ids: dict[str, UUID | str] = {
        "participant": cast.ana.pk, "study": cast.study.pk, "guide": guide.pk, "sitting": sitting.pk,
        "attunement": sitting.attunement.pk, "feedback": feedback.pk, "timeline": timeline.pk,
        "thing": Thing.objects.get().pk, "screening": screening.pk, "recording": recording.pk,
        "person": cast.thea.pk, "stored": stored.pk, "candidate": candidate.pk, "item": "C09", "level": "W1",
        "destruction": destruction.pk,
    }  # fmt: skip
    return Case(ids, link.pk)


def far_link(cast: Any, at: datetime) -> UUID:
    """Give the joined link of a participant of another study, who agreed there."""
    agree(cast.far_participant, by=cast.cleo, at=at - timedelta(hours=1))
    timeline = start(cast.far_participant, at=at)
    link, keys = open_link(timeline, lands_on="/room/", by=cast.cleo, at=at)
    join(keys.secret, at=at)
    confirm(timeline, link.pk, by=cast.cleo, at=at)
    return link.pk


def browser_of(cast: Any, name: str, case: Case, another_link: UUID) -> Client:
    """Give the browser of one of EVERYBODY."""
    browser = Client(raise_request_exception=True)
    if name in STAFF:
        browser.force_login(getattr(cast, name))
        return browser
    session = browser.session
    session.update({
        "nobody": {}, "her link": {"link": str(case.link)}, "her code": {"code": str(cast.ana.pk)},
        "another's link": {"link": str(another_link)}, "another's code": {"code": str(cast.far_participant.pk)},
    }[name])  # fmt: skip
    session.save()
    browser.cookies["attune"] = session.session_key
    browser.cookies["attune-seat"] = "1"
    return browser
