"""A sitting is planned, and its attunement asked."""

from collections.abc import Collection
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.access import Denied, NotNow
from accounts.models import Person
from checkins.services import ask, take_back
from consent.services import lock, require
from interviews import rules
from interviews.models import Ending, GuideVersion, Interview, Sitting
from interviews.queries import values_of
from interviews.services.care import held_back
from ledger.services import record
from studies.models import Cause, Centre, Participant
from studies.queries import day_of, window_at
from studies.services import document_deviation
from timelines import services as timelines
from timelines.queries import timeline_of


class NotPossible(NotNow):
    """This sitting cannot be planned, or called off, now."""


class OutsideWindow(NotPossible):
    """The day lies outside what the ethics decision allows, and nobody said that the committee knows."""


@transaction.atomic
def plan(
    participant: Participant, *, planned_for: datetime, place: Centre, by: Person, at: datetime,
    deviations: Collection[Cause] = (),
) -> Sitting:  # fmt: skip
    """Plan a sitting and ask her centre for the attunement of its day. The same plan made twice is one sitting.

    A day outside the ethics window (R02) only when `deviations` names it; deviations are documented once the sitting
    opens. Raises NotInForce without C03 and C05, Denied for a centre of another study, and NotPossible.
    """
    require(participant, "C03", "C05", at=at)
    if place.study_id != participant.study_id:
        raise Denied
    interview = _interview(participant, by, at)
    waiting = interview.sittings.filter(closed_at=None).first()
    if waiting and (waiting.planned_for, waiting.place_id, waiting.opened_at) == (planned_for, place.pk, None):
        return waiting
    _may_be_planned(interview, waiting, planned_for, at)
    _has_room(participant, planned_for, Cause.OUTSIDE_WINDOW in deviations, by, at)
    return _planned(interview, planned_for, place, by, at)


def _planned(interview: Interview, planned_for: datetime, place: Centre, by: Person, at: datetime) -> Sitting:
    participant = interview.participant
    number = (interview.sittings.aggregate(last=Max("number"))["last"] or 0) + 1
    day = day_of(participant.study, planned_for)
    sitting = Sitting.objects.create(
        interview=interview, number=number, place=place, planned_for=planned_for,
        attunement=ask(participant, for_day=day, by=by, at=at),
    )  # fmt: skip
    note("sitting_planned", sitting, by, at)
    return sitting


def _interview(participant: Participant, by: Person, at: datetime) -> Interview:
    """Give the interview of a participant whose row is locked; at first it takes the guide that is in use."""
    guide = GuideVersion.objects.filter(study=participant.study_id, published_at__lte=at).order_by("number").last()
    if guide is None:
        raise NotPossible(_("There is no interview guide yet. The study lead publishes it first."))
    interview, _new = Interview.objects.get_or_create(
        participant=participant, defaults={"guide": guide, "interviewer": by, "created_at": at}
    )
    return interview


def _has_room(participant: Participant, planned_for: datetime, outside: bool, by: Person, at: datetime) -> None:
    """Raise NotPossible when it is too much for who plans, or lies outside the ethics window without `outside`."""
    study = participant.study
    if words := held_back(study, planned_for.astimezone(ZoneInfo(study.time_zone)), by, at):
        raise NotPossible(words)
    if window_at(study, planned_for) is None and not outside:
        raise OutsideWindow(_("This day lies outside the time that the ethics committee has given. Choose another."))


def _may_be_planned(interview: Interview, waiting: Sitting | None, planned_for: datetime, at: datetime) -> None:
    if waiting is not None and waiting.opened_at is not None:
        raise NotPossible(_("A sitting of this interview is open. It has to end before another one is planned."))
    if waiting is not None:
        raise NotPossible(_("A sitting is planned already. Call it off before you plan another one."))
    if interview.sittings.filter(ending__in=[Ending.COMPLETED, Ending.STOPPED]).exists():
        raise NotPossible(_("This interview has ended. No further sitting is planned."))
    if planned_for < at:
        raise NotPossible(_("This moment has passed. Choose a later one."))


def document(sitting: Sitting, *, by: Person, at: datetime) -> None:
    """Write down what a sitting that opens at `at` leaves of the protocol; one that is called off leaves nothing.

    A day outside the ethics window (R02), a place that is not her own centre (R04), and, once, a known time in
    treatment below the minimum (R10).
    """
    participant = sitting.interview.participant
    left: list[Cause] = []
    if window_at(participant.study, at) is None:
        left.append(Cause.OUTSIDE_WINDOW)
    if sitting.place_id != participant.centre_id:
        left.append(Cause.OTHER_PLACE)
    early = rules.too_early(values_of(participant), participant.study.minimum_months_in_treatment)
    if early and not participant.deviations.filter(cause=Cause.TOO_EARLY).exists():
        left.append(Cause.TOO_EARLY)
    for cause in left:
        document_deviation(participant, cause, by=by, at=at)


@transaction.atomic
def call_off(sitting: Sitting, *, by: Person, at: datetime) -> None:
    """Take a planned sitting away, so that another one can be planned; nobody has to answer for its day any more.

    Safe to repeat. Raises NotPossible once open.
    """
    participant = sitting.interview.participant
    lock(participant)  # her row first, as everywhere
    row = Sitting.objects.select_for_update(of=("self",)).filter(pk=sitting.pk).first()
    if row is None:
        return
    if row.opened_at is not None:
        raise NotPossible(_("This sitting was opened. It can be ended in the room, not called off."))
    Sitting.objects.filter(pk=row.pk).delete()
    timeline = timeline_of(participant)
    if timeline is not None:
        timelines.close_alone(timeline, by=by.pk, at=at)
    note("sitting_called_off", row, by, at)
    if row.attunement is not None:
        take_back(row.attunement, by=by, at=at)


def note(act: str, sitting: Sitting, by: Person, at: datetime, **payload: str | int) -> None:
    """Write an act about a sitting into the register."""
    participant = sitting.interview.participant_id
    record(
        f"interviews.{act}", actor=by.pk, subject=participant, target=sitting.pk,
        payload={"number": sitting.number, **payload}, at=at,
    )  # fmt: skip
