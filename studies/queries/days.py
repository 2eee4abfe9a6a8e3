"""The day that it is on a study's own calendar."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from accounts.access import Days
from accounts.composed import Composed
from studies.models import Study

_asked: ContextVar[dict[datetime, Days] | None] = ContextVar("days that a page has asked for", default=None)


def day_of(study: Study, at: datetime) -> date:
    """Give the day that it is at the instant `at` on the study's own calendar."""
    return _day_in(study.time_zone, at)


def begin_of(study: Study, day: date) -> datetime:
    """Give the instant at which `day` begins on the study's own calendar."""
    return datetime.combine(day, time(), ZoneInfo(study.time_zone))


def _day_in(time_zone: str, at: datetime) -> date:
    return at.astimezone(ZoneInfo(time_zone)).date()


@Composed
def _zones() -> QuerySet[Study, str]:
    return Study.objects.order_by("time_zone").values_list("time_zone", flat=True).distinct()


@contextmanager
def days_asked_once() -> Iterator[None]:
    """Let `days_at` ask the database once for each instant: around a page that only reads, and reads for many rooms."""
    before = _asked.set({})
    try:
        yield
    finally:
        _asked.reset(before)


def days_at(at: datetime) -> Days:
    """Give each time zone of a study, and the day that it is there at the instant `at`; one query."""
    known = _asked.get()
    if known is not None and at in known:
        return known[at]
    days = tuple((zone, _day_in(zone, at)) for zone in _zones())
    if known is not None:
        known[at] = days
    return days
