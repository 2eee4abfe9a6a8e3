"""A sitting opens when everything that has to come before has come, and ends in one of three ways."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import Denied, NotNow
from accounts.models import Person
from checkins.models import Attunement
from checkins.rules import permits
from checkins.services import see
from consent.services import lock, refuse_unless, require, standing
from interviews import queries, rules
from interviews.models import Ending, Heard, Pause, Reason, Sitting
from interviews.services.cutting import cut_coverage, cut_lengths
from interviews.services.planning import document, note
from studies.queries import day_of
from timelines import services as timelines
from timelines.models import Timeline

_SAID: dict[str, str] = {Ending.INTERRUPTED: "end", Ending.COMPLETED: "complete"}
"""What her screen hears of an ending, but for a stop, which is "over"."""


class NotReady(NotNow):
    """Something still stands before this sitting, or somebody else runs it."""


def held(sitting: Sitting) -> Sitting:
    """Lock her row, then the sitting's, and give the sitting as it stands. Raises Denied when it is gone."""
    lock(sitting.interview.participant)
    rows = Sitting.objects.select_for_update(of=("self",)).select_related("interview__participant__study", "attunement")
    row = rows.filter(pk=sitting.pk).first()
    if row is None:
        raise Denied
    return row


@transaction.atomic
def see_attunement(sitting: Sitting, *, by: Person, at: datetime) -> None:
    """Keep that the interviewer has opened the attunement (R46).

    Raises Denied when the sitting was called off, NotInForce without C05, NotReady when there is none, NotGivenYet.
    """
    row = held(sitting)
    refuse_unless(standing(row.interview.participant, at), "C05")
    if row.attunement is None:
        raise NotReady(standing_before(row, at))
    see(row.attunement, by=by, at=at)
    sitting.attunement = row.attunement


def _before(attunement: Attunement | None) -> rules.Before | None:
    if attunement is None:
        return None
    return rules.Before(
        for_day=attunement.for_day, given=attunement.given_at is not None,
        permits=permits(attunement, attunement.for_day), seen=attunement.seen_at is not None,
    )  # fmt: skip


def standing_before(sitting: Sitting, at: datetime) -> str:
    """Give in words what still stands before a sitting opens at `at`, consent apart; "" when nothing does."""
    day = day_of(sitting.interview.participant.study, at)
    return str(rules.stands_before(_before(sitting.attunement), day) or "")


def may_enter(sitting: Sitting, person: Person) -> None:
    """Raise NotReady unless `person` is who opened the sitting: in the room they are two (R05)."""
    if sitting.opened_by_id != person.pk:
        raise NotReady(
            _(
                "Your colleague has opened this sitting. One person leads a talk. When it is over, you can end it on"
                " the page of the sitting."
            )
        )


def _may_open(row: Sitting, wants_to: bool, at: datetime) -> None:
    if words := standing_before(row, at):
        raise NotReady(words)
    if row.number > 1 and not wants_to:
        raise NotReady(_("Ask her first whether she still wants to. It is one sentence."))


@transaction.atomic
def open_sitting(sitting: Sitting, *, by: Person, at: datetime, wants_to: bool = True) -> Sitting:
    """Open the room. Opening again, by the same person, changes nothing.

    When it goes on from another day, she is asked in a sentence whether she `wants_to`. Raises NotInForce without C03
    and C05, then NotReady for what still stands before it, the first thing first (R28, R44, R46), or when a colleague
    has opened it.
    """
    participant = sitting.interview.participant
    require(participant, "C03", "C05", at=at)
    row = held(sitting)
    if row.closed_at is not None:
        raise NotReady(_("This sitting has ended. To go on, plan another one."))
    if row.opened_at is not None:
        may_enter(row, by)
        return row
    _may_open(row, wants_to, at)
    row.opened_at, row.opened_by, row.wants_to = at, by, row.number > 1
    row.save(update_fields=["opened_at", "opened_by", "wants_to"])
    timelines.open_for_drawing(timelines.start(participant, at=at), at=at)
    document(row, by=by, at=at)
    note("sitting_opened", row, by, at)
    return row


def end(row: Sitting, ending: Ending, at: datetime, reason: str = "") -> None:
    """Close a sitting whose row is locked: its pause ends, the timeline rests, her device is let go."""
    _close(row, ending, at, reason)
    _let_rest(row, at)


def _close(row: Sitting, ending: Ending, at: datetime, reason: str) -> None:
    Pause.objects.filter(sitting=row, ended_at=None).update(ended_at=at)
    Heard.objects.filter(sitting=row).delete()
    row.closed_at, row.ending, row.reason = at, ending, reason
    row.save(update_fields=["closed_at", "ending", "reason"])


def _let_rest(row: Sitting, at: datetime) -> None:
    timeline = Timeline.objects.filter(participant=row.interview.participant_id).first()
    if timeline is not None:
        timelines.close_for_drawing(timeline, at=at, why=_SAID.get(row.ending, "over"))


@transaction.atomic
def _ended(
    sitting: Sitting, ending: Ending, reason: str, by: Person, at: datetime, *, outside: bool = False
) -> Sitting:  # fmt: skip
    """End a sitting that `by` runs, or anybody's from `outside` its room; the same ending twice is one.

    Always, unless she has withdrawn.
    """
    row = held(sitting)
    if (now := standing(row.interview.participant, at)).withdrawn:
        refuse_unless(now)
    may_end = outside or row.opened_by_id == by.pk
    if row.closed_at is not None and (row.ending, row.reason) == (ending, reason) and may_end:
        return row
    if row.opened_at is None or row.closed_at is not None:
        raise NotReady(_("This sitting is not open."))
    if not may_end:
        may_enter(row, by)
    left = queries.left_open(row, at)  # it is not known when the talk was over: no later than this
    _close(row, ending, queries.last_done(row, row.opened_at) if left else at, reason)
    _after(row, by, at)
    return row


def _after(row: Sitting, by: Person, at: datetime) -> None:
    """Count anew what an ending changes, let the timeline rest, and write it into the register."""
    if row.ending == Ending.COMPLETED:
        cut_lengths(row.interview.participant.study, at)
    if row.ending != Ending.INTERRUPTED:
        cut_coverage(row.interview.guide, at)  # before her links close: that writes into the register
    _let_rest(row, at)
    note("sitting_closed", row, by, at, ending=str(row.ending), reason=row.reason)


@transaction.atomic
def interrupt(sitting: Sitting, *, reason: Reason, by: Person, at: datetime, calm_place: UUID | None = None) -> Sitting:
    """End a sitting that goes on another day, with a coded reason (R27). Raises NotReady, NotInForce once withdrawn.

    Her timeline opens at `calm_place` then, a thing that both see.
    """
    ended = _ended(sitting, Ending.INTERRUPTED, str(reason), by, at)
    timelines.bookmark(sitting.interview.participant, calm_place, at=at)
    return ended


def end_from_outside(sitting: Sitting, ending: Ending, reason: Reason | None, *, by: Person, at: datetime) -> Sitting:
    """End a sitting in whose room somebody else is, or was; the caller has asked `queries.ways_to_end`.

    Both screens in the room hear it as any ending. Raises as `interrupt`.
    """
    return _ended(sitting, ending, str(reason or ""), by, at, outside=True)


def stop(sitting: Sitting, *, by: Person, at: datetime) -> Sitting:
    """End a sitting and the interview for good; nobody asks for a reason. Raises as `interrupt`."""
    return _ended(sitting, Ending.STOPPED, "", by, at)


def close(sitting: Sitting, *, by: Person, at: datetime) -> Sitting:
    """End a sitting and the interview as complete. Raises as `interrupt`."""
    return _ended(sitting, Ending.COMPLETED, "", by, at)
