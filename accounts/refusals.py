"""Counts refusals, and enters them in the register: who, at which resource, how many; never what was asked for.

A person's first refusal of an hour is entered at once, those that follow in that hour together, when it is over. All
who have no account are one source, counted by the day: the register must not become a diary of a woman's evening, nor
may a flood of strangers fill it. Beyond `MOST` nothing more is written, so a refusal is no way to make the disk work.

The key is the register's own. An entry about somebody who looks where they should not has to stay readable when
that person has left and their key is destroyed.
"""

import logging
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import DatabaseError, transaction

from accounts.access import Actor
from accounts.models import Refusals
from ledger.services import own_subject, record

STRANGERS = UUID("00000000-0000-4000-8000-000000000001")
"""The one source that stands for all who have no account."""
MOST = 100
"""Refusals of one source at one resource that are counted; the entry then says that there were at least so many."""

_log = logging.getLogger(__name__)


def count(actor: Actor, resource: str, at: datetime) -> None:
    """Count one refusal of `actor` at `resource`. A database that cannot take it is logged: the refusal stands."""
    source = actor.person or STRANGERS
    named: dict[str, Any] = {"source": source, "resource": resource, "since": since(source, at)}
    try:
        if not Refusals.objects.filter(**named, count__gte=MOST).exists():
            _count(named, at)
    except DatabaseError as fault:
        _log.error("a refusal was not counted: %s", type(fault).__name__)


@transaction.atomic
def enter_past(at: datetime) -> None:
    """Enter the refusals of hours and days that are over, and forget their counts. Safe to repeat."""
    past = Refusals.objects.select_for_update().filter(since__lte=at - timedelta(hours=1)).order_by("since", "pk")
    for row in past:
        if row.since < since(row.source, at):
            _enter(row, at)
            row.delete()


@transaction.atomic
def _count(named: dict[str, Any], at: datetime) -> None:
    if named["source"] != STRANGERS and not Refusals.objects.filter(**named).exists():
        enter_past(at)  # not at a stranger's knock: the time of this entry would be hers
    row, _new = Refusals.objects.select_for_update().get_or_create(**named)
    row.count += 1
    row.save(update_fields=["count"])
    if row.count == MOST or (row.count == 1 and row.source != STRANGERS):
        _enter(row, at)


def _enter(row: Refusals, at: datetime) -> None:
    """Enter what is not in the register yet."""
    further = row.count - row.entered
    if not further:
        return
    register = own_subject()
    payload = {
        "resource": row.resource, "since": row.since.isoformat(), "count": further, "at_least": row.count >= MOST,
    }  # fmt: skip
    record("accounts.refused", actor=row.source, subject=register, target=register, payload=payload, at=at)
    row.entered = row.count
    row.save(update_fields=["entered"])


def since(source: UUID, at: datetime) -> datetime:
    """Give the start of the hour for a person, of the day for all others, in UTC."""
    hour = at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    return hour.replace(hour=0) if source == STRANGERS else hour
