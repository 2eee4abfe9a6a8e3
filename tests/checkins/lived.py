"""One sitting, lived in two ways: equal in what a therapist may know, different in everything said or drawn."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction

from checkins.models import Feedback
from checkins.services import give
from consent.services import change_item, permit_recording
from interviews import services
from interviews.models import Kind, Reason, Sitting, Talked
from studies.models import EthicsDecision
from tests.consent.acts import agree
from tests.interviews import steps
from tests.lock_order import of_the_test
from tests.transcripts.holding import RAW, bring
from timelines.models import Thing
from timelines.services import apply, join, start
from transcripts import services as transcripts
from transcripts.models import Device

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Lived:
    """What a sitting was like: minutes since it was planned, words, topics by number, things drawn and taken."""

    opens: int
    lasts: int
    pauses: int
    labels: tuple[str, ...]
    dropped: int
    marks: tuple[tuple[int, Talked], ...]
    spoken: str
    ages: str
    load: int
    asides: tuple[int, ...] = ()  # topics set aside whole, by their position
    moments: tuple[Kind, ...] = ()
    noted: str = ""
    helped: bool = False  # somebody was called
    taken_up: tuple[int, ...] = ()  # of the topics set aside, those that she took up again on her own screen
    because: Reason | None = None  # it was interrupted for this, and went on in a second sitting
    devices: int = 0  # of hers, one after the other; the last one was refused
    alone: bool = False  # she prepared alone before
    changed: tuple[str, ...] = ()  # choices of hers that became a no, and follow-up where she wishes it
    wish: str = ""
    sound: bool = True  # it may be recorded, and was; the recording is deleted on the same day


QUIET = Lived(20, 31, 0, (), 0, (), "Yes.", "3", 1)
FULL = Lived(
    50, 150, 3, ("zwirbelquast", "mollumbrink", "quastelbrodt among others", "vennigrafel"), 2,
    ((4, Talked.SET_ASIDE), (1, Talked.DISCUSSED), (3, Talked.SET_ASIDE), (2, Talked.VOLUNTEERED)),
    "It was a long winter, and the water rose. " * 40, "61,67,71", 4, (1, 2),
    (Kind.DISCLOSURE, Kind.SILENCE, Kind.ACCURACY, Kind.SILENCE, Kind.ASKED), "she looked at the wall for a while",
    True, (2,),
)  # fmt: skip
EARLY, LATE = Lived(5, 31, 0, (), 0, (), "Yes.", "3", 1), Lived(170, 31, 0, (), 0, (), "Yes.", "3", 1)
OTHER_ORDER = Lived(50, 150, 3, FULL.labels[::-1], 2, FULL.marks[::-1], FULL.spoken[::-1], "71,67,61", 4, (2, 1),
                    FULL.moments[::-1], FULL.noted[::-1])  # fmt: skip
PAIRS = {"quiet or full": (QUIET, FULL), "early or late": (EARLY, LATE), "in another order": (FULL, OTHER_ORDER)}
BROKEN_OFF = replace(QUIET, because=Reason.TRANSPORT, wish="researcher")
LET_GO = replace(
    FULL, because=Reason.HER_WISH, devices=3, alone=True, changed=("C07", "C09", "C10", "C12"), wish="centre",
    sound=False,
)  # fmt: skip
OF_A_THERAPIST = PAIRS | {"broken off or let go": (BROKEN_OFF, LET_GO)}
"""An auditor may know that there is a recording, and which choices changed on which day."""


@dataclass
class Base:
    """What both ways have in common; `at` is the morning on which the sitting was planned."""

    cast: Any
    at: datetime
    sitting: Sitting
    feedback: Feedback


def base_of(cast: Any, at: datetime) -> Base:
    """Plan a sitting with its attunement, and lay the feedback ready that is given five hours later."""
    EthicsDecision.objects.filter(study=cast.study).update(prepare_alone=True)
    services.publish_guide(cast.study, steps.content(), by=cast.lena, at=at)
    agree(cast.ana, by=cast.ben, at=at)
    sitting = steps.attuned(cast, steps.planned(cast, at), at)
    later = at + timedelta(hours=5)
    feedback = give(cast.ana, by=cast.ben, at=later, **steps.FELT | {"her_wish": 4, "attention": 3})
    return Base(cast, at, sitting, feedback)


def live(base: Base, lived: Lived) -> dict[str, Any]:
    """Let the sitting take place in one of its ways; gives the ids of everything by the argument that names it."""
    cast, begins = base.cast, base.at + lived.opens * MINUTE
    services.describe(cast.ana, {"children_ages": lived.ages}, by=cast.ben, at=base.at)
    if lived.alone:
        services.see_attunement(base.sitting, by=cast.ben, at=base.at)
        services.invite_alone(base.sitting, by=cast.ben, at=base.at)
    sitting = _begun(cast, base.sitting, lived, begins)
    for each in range(lived.pauses):
        services.pause(sitting, by=cast.ben, at=begins + (2 * each + 1) * MINUTE)
        services.go_on(sitting, by=cast.ben, at=begins + (2 * each + 2) * MINUTE)
    for number, talked in lived.marks:
        services.mark(sitting, steps.question(sitting.interview.guide, number), talked, by=cast.ben, at=begins)
    _beside_the_questions(sitting, lived, cast.ben, begins)
    timeline = _draw(cast, lived, begins)
    _on_her_screen(sitting, timeline, lived, cast, begins)
    ends = begins + lived.lasts * MINUTE
    if lived.because:
        sitting = _gone_on(cast, sitting, lived, ends - 10 * MINUTE)
    services.close(sitting, by=cast.ben, at=ends)
    Sitting.objects.filter(pk=sitting.pk).update(feedback=base.feedback)
    services.debrief(sitting, load=lived.load, need=lived.load, by=cast.ben, at=base.at + timedelta(hours=4))
    return _written(base, lived, timeline)


def _begun(cast: Any, planned: Sitting, lived: Lived, at: datetime) -> Sitting:
    services.see_attunement(planned, by=cast.ben, at=at)
    sitting = services.open_sitting(planned, by=cast.ben, at=at)
    permit_recording(cast.ana, yes=lived.sound, by=cast.ben, at=at)
    return sitting


def _on_her_screen(sitting: Sitting, timeline: Any, lived: Lived, cast: Any, at: datetime) -> None:
    for place in range(lived.devices):
        link, keys = services.invite(sitting, lands_on="/", by=cast.ben, at=at)
        join(keys.secret, at=at)
        services.answer_device(sitting, link.pk, hers=place + 1 < lived.devices, by=cast.ben, at=at)
    if lived.wish:
        services.wish_follow_up(sitting, lived.wish, by=cast.ben, at=at)
    for item in lived.changed:
        change_item(cast.ana, item, yes=False, at=at + MINUTE)


def _gone_on(cast: Any, sitting: Sitting, lived: Lived, at: datetime) -> Sitting:
    """Break off for a reason, and begin a second sitting on the same day: new link, new attunement."""
    services.interrupt(sitting, reason=lived.because, by=cast.ben, at=at)
    again = steps.attuned(cast, steps.planned(cast, at, planned_for=at + 5 * MINUTE), at)
    return _begun(cast, again, lived, at + 5 * MINUTE)


def _beside_the_questions(sitting: Sitting, lived: Lived, by: Any, at: datetime) -> None:
    for position in lived.asides:
        services.set_aside(sitting, sitting.interview.guide.themes.get(position=position), by=by, at=at)
    for position in lived.taken_up:
        topic = sitting.interview.guide.themes.get(position=position)
        services.take_up(sitting.interview.participant, "theme", topic.pk, at=at)
    for place, kind in enumerate(lived.moments):
        services.mark_moment(sitting, kind, pk=uuid4(), when=at + place * MINUTE, by=by, at=at)
    if lived.noted:
        services.write_down(sitting, services.without_names(lived.noted), pk=uuid4(), when=at, by=by, at=at)
    if lived.helped:
        services.help_called(sitting, by=by, at=at)
    services.open_notes(sitting.interview.participant, by=by, at=at)


def _draw(cast: Any, lived: Lived, at: datetime) -> Any:
    timeline = start(cast.ana, at=at)
    lane, drawn = timeline.lanes.get(position=1), [str(uuid4()) for _label in lived.labels]
    for place, (pk, label) in enumerate(zip(drawn, lived.labels, strict=True)):
        _do(timeline, cast, at, kind="put", target=pk, lane=str(lane.pk), shape="moment", from_age=9 + place,
            to_age=9 + place, label=label)  # fmt: skip
    for pk in drawn[: lived.dropped]:
        _do(timeline, cast, at, kind="drop", target=pk)
    return timeline


def _do(timeline: Any, cast: Any, at: datetime, **said: Any) -> None:
    apply(timeline, {"id": str(uuid4()), **said}, hers=True, by=cast.ana.pk, at=at)


def _written(base: Base, lived: Lived, timeline: Any) -> dict[str, Any]:
    cast, at = base.cast, base.at + timedelta(hours=4)
    recording = uuid4()
    if lived.sound:
        held = Sitting.objects.get(pk=base.sitting.pk)
        recording = transcripts.register_recording(held, device=Device.RECORDER, by=cast.ben, at=at).pk
    stored = bring(cast, cast.ana, at, f"{RAW}\nR: {lived.spoken}")
    transcripts.sign(stored, by=cast.rita, at=at)
    thing = Thing.objects.filter(timeline=timeline).first()
    return {
        "participant": cast.ana.pk, "study": cast.study.pk, "sitting": base.sitting.pk, "feedback": base.feedback.pk,
        "attunement": base.sitting.attunement_id, "guide": base.sitting.interview.guide_id, "timeline": timeline.pk,
        "thing": thing.pk if thing else uuid4(), "recording": recording, "stored": stored.pk, "candidate": stored.pk,
        "person": cast.thea.pk, "item": "C09", "level": "W1", "of": "yes",
    }  # fmt: skip


@contextmanager
def taken_back() -> Iterator[None]:
    """What happens within leaves nothing."""
    with of_the_test():
        yield
        transaction.set_rollback(True)
