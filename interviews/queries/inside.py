"""Reads about an open sitting from outside its room: who is in it, whom it holds, and who may end it from there."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import Asks, Role
from accounts.models import Person
from accounts.queries import last_in_a_sitting
from interviews import lasting
from interviews.models import FROM_OUTSIDE, IN_THE_ROOM, Ending, Moment, Note, Reason, Sitting
from interviews.queries.rows import handed_over
from interviews.queries.sittings import lasts_until
from ledger.queries import last_of
from studies.models import Participant
from studies.queries import cases_of, memberships_as
from studies.staying import Staying
from timelines.queries import last_drawn


@dataclass(frozen=True)
class Inside:
    """Who opened a sitting and when, and when they last did something at a page of a sitting; None without a screen."""

    name: str
    since: datetime
    last: datetime | None


def inside(sitting: Sitting, at: datetime) -> Inside | None:
    """Give who is in the room of a sitting at `at`; None when it is not open. Called behind its door."""
    if sitting.opened_at is None or sitting.opened_by is None or sitting.closed_at is not None:
        return None
    last = last_in_a_sitting(sitting.opened_by_id, at)  # type: ignore[arg-type]  # there is one, see above
    return Inside(sitting.opened_by.name, sitting.opened_at, last)


def who_stays(participants: Collection[Participant], at: datetime) -> dict[UUID, Staying]:
    """Give those of `participants` who stay with their interviewer: a sitting with them is open.

    Not by one that was left open, nor by one of somebody whose account is closed: of these somebody else ends it.
    """
    rows = Sitting.objects.filter(
        interview__participant__in=participants, opened_at__isnull=False, closed_at=None, opened_by__is_active=True
    )
    return {
        row.interview.participant_id: Staying(
            _("A sitting with her is open. Give her to somebody else when it has ended."),
            reverse("interviews:end-from-outside", args=[row.pk]),
        )
        for row in rows.select_related("interview__participant__study")
        if not left_open(row, at)
    }


def left_open(sitting: Sitting, at: datetime) -> bool:
    """Say whether nobody ended a sitting by when its day was over; its study is at hand. No query."""
    opened_at = sitting.opened_at
    if opened_at is None or sitting.closed_at is not None or at - opened_at < lasting.LASTS:
        return False
    return at >= lasts_until(sitting.interview.participant.study, opened_at)


def last_done(sitting: Sitting, opened_at: datetime) -> datetime:
    """Give when something was last done in a sitting on its day: a pause, a mark, a note, something drawn."""
    pauses = sitting.pauses.aggregate(began=Max("began_at"), ended=Max("ended_at"))
    seconds = [kind.objects.filter(sitting=sitting).aggregate(last=Max("second"))["last"] for kind in (Moment, Note)]
    until = lasts_until(sitting.interview.participant.study, opened_at)
    drawn = last_drawn(sitting.interview.participant, until)
    times = [*pauses.values(), *(opened_at + timedelta(seconds=one) for one in seconds if one is not None), drawn]
    return max([opened_at, *(one for one in times if one is not None and one < until)])


def ways_to_end(sitting: Sitting, asks: Asks) -> list[tuple[Ending, Reason | None]]:
    """Give how who asks may end a sitting without being in its room; empty when they may not.

    Who leads the study interrupts it. Who took the case over ends it as its interviewer would, and so does who opened
    one that was left open.
    """
    her, at = sitting.interview.participant, asks.at
    if sitting.opened_by_id == asks.actor.id:
        own = [(Ending.INTERRUPTED, one) for one in (Reason.LEFT_OPEN, *IN_THE_ROOM)]
        return [*own, (Ending.COMPLETED, None), (Ending.STOPPED, None)] if left_open(sitting, at) else []
    leads = memberships_as(asks.actor.id, Role.LEAD, at).filter(study=her.study_id).exists()
    took_over = handed_over(sitting, at) and her.pk in cases_of(asks)
    reasons = [*IN_THE_ROOM, Reason.LEFT_OPEN] if took_over else []
    reasons += [one for one in FROM_OUTSIDE if leads and one not in reasons]
    return [*([(Ending.COMPLETED, None)] if took_over else []), *((Ending.INTERRUPTED, one) for one in reasons)]


def ended_by(sitting: Sitting) -> tuple[str, datetime] | None:
    """Give the name of who ended a sitting that somebody else opened, and when; None when nobody else did."""
    found = last_of("interviews.sitting_closed", sitting.interview.participant_id, sitting.pk)
    if found is None or found[0] == sitting.opened_by_id:
        return None
    return Person.objects.filter(pk=found[0]).values_list("name", flat=True).first() or "", found[1]
