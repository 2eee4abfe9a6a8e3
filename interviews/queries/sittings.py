"""Sittings as facts: days, states and times, never content."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from uuid import UUID

from django.db.models import QuerySet

from accounts.composed import Composed
from checkins.rules import permits
from interviews import lasting, rules
from interviews.few import QUARTER
from interviews.models import Pause, Sitting
from studies.models import Participant, Study
from studies.queries import begin_of, day_of

State = Literal["planned", "open", "completed", "interrupted", "stopped"]


@dataclass(frozen=True)
class SittingFacts:
    """One sitting. Days are those of the study's calendar; a time that is None has not come."""

    id: UUID
    participant: UUID
    number: int
    state: State
    planned_for: datetime
    planned_day: date
    own_centre: bool
    opened_by: UUID | None
    opened_at: datetime | None
    closed_at: datetime | None
    day: date | None  # on which it was opened
    reason: str  # of an interruption
    attunement: UUID | None
    asked_at: datetime | None
    given_at: datetime | None
    seen_at: datetime | None
    permits: bool  # given, and its verdict lets a sitting take place on its day
    feedback: UUID | None
    feedback_at: datetime | None
    debriefed: bool
    net_seconds: int | None  # without pauses; None until it has ended


def lasts_until(study: Study, opened_at: datetime) -> datetime:
    """Give the instant from which a sitting of `study` that nobody ended is over."""
    return lasting.lasts_until(opened_at, begin_of(study, day_of(study, opened_at) + timedelta(days=1)))


def net_of(sitting: Sitting) -> int | None:
    """Give the net seconds of a sitting that has ended, its pauses prefetched or not; else None."""
    if sitting.opened_at is None or sitting.closed_at is None:
        return None
    return _lasted(sitting, sitting.pauses.all(), sitting.closed_at)


def net_so_far(sitting: Sitting, at: datetime) -> int | None:
    """Give the minutes that an open sitting has lasted at `at` without pauses, down to the last quarter of an hour.

    None before it opens; one query.
    """
    return (
        None
        if sitting.opened_at is None
        else _lasted(sitting, _pauses(sitting=sitting.pk), at) // QUARTER * QUARTER // 60
    )


@Composed
def _pauses(*, sitting: UUID) -> QuerySet[Pause]:
    return Pause.objects.filter(sitting=sitting)


def _lasted(row: Sitting, pauses: Iterable[Pause], at: datetime) -> int:
    held = tuple((pause.began_at, pause.ended_at) for pause in pauses)
    return rules.net_seconds(rules.Held(row.opened_at or at, row.closed_at or at, held))


def _state(row: Sitting) -> State:
    if row.closed_at is not None:
        return row.ending  # type: ignore[return-value]
    return "planned" if row.opened_at is None else "open"


def _facts(row: Sitting) -> SittingFacts:
    her, asked, said = row.interview.participant, row.attunement, row.feedback
    return SittingFacts(
        id=row.pk, participant=her.pk, number=row.number, state=_state(row), planned_for=row.planned_for,
        planned_day=day_of(her.study, row.planned_for), own_centre=row.place_id == her.centre_id,
        opened_by=row.opened_by_id, opened_at=row.opened_at, closed_at=row.closed_at,
        day=day_of(her.study, row.opened_at) if row.opened_at else None, reason=row.reason,
        attunement=row.attunement_id,
        asked_at=asked.asked_at if asked else None, given_at=asked.given_at if asked else None,
        seen_at=asked.seen_at if asked else None, permits=bool(asked and permits(asked, asked.for_day)),
        feedback=row.feedback_id, feedback_at=said.given_at if said else None, debriefed=hasattr(row, "debrief"),
        net_seconds=net_of(row),
    )  # fmt: skip


def sittings_of(participants: Iterable[Participant | UUID]) -> dict[UUID, list[SittingFacts]]:
    """Give the sittings of each participant in their order, in two queries; one without sittings has an empty list.

    Who may see the participants has been asked by the caller's own door.
    """
    ids = [one.pk if isinstance(one, Participant) else one for one in participants]
    rows = Sitting.objects.filter(interview__participant__in=ids).order_by("number")
    rows = rows.select_related("interview__participant__study", "attunement", "feedback", "debrief")
    found: dict[UUID, list[SittingFacts]] = defaultdict(list)
    for row in rows.prefetch_related("pauses"):
        found[row.interview.participant_id].append(_facts(row))
    return {pk: found[pk] for pk in ids}


def may_stop_between(sittings: Sequence[SittingFacts]) -> bool:
    """Say whether an interview was to go on after the last sitting that was held, and none is open."""
    held = [one.state for one in sittings if one.state != "planned"]
    return bool(held) and held[-1] == "interrupted"
