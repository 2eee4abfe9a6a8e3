"""What one interviewer can carry: pure decisions that hold back planning, and say what is possible (R66)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

LOOKED_AT = 28
"""Days after the wished one in which a day with room is looked for."""


@dataclass(frozen=True)
class Limits:
    """A study's limits for one interviewer; None is no limit."""

    a_day: int | None = None
    a_week: int | None = None  # Monday to Sunday
    hours_after_heavy: int | None = None
    minutes_as_a_sitting: int | None = None  # so many minutes typed out count as one sitting


@dataclass(frozen=True)
class Carried:
    """What an interviewer carries: the days of their sittings, held or planned, and what they typed out."""

    days: Sequence[date] = ()
    listened: Sequence[tuple[date, int]] = ()  # day and minutes
    heavy_until: datetime | None = None  # when the last sitting ended that was heavy for them

    def on(self, first: date, last: date, limits: Limits) -> int:
        """Give how many sittings lie between two days, both included, with what was typed out."""
        sittings = sum(first <= day <= last for day in self.days)
        minutes = sum(minutes for day, minutes in self.listened if first <= day <= last)
        return sittings + (minutes // limits.minutes_as_a_sitting if limits.minutes_as_a_sitting else 0)


@dataclass(frozen=True)
class Held:
    """What holds a sitting back: "day", "week" or "heavy", with its limit; `room` is the first moment that is free."""

    what: str
    most: int
    room: datetime | None


def week_of(day: date) -> tuple[date, date]:
    """Give the Monday and the Sunday around a day."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def _fault(limits: Limits, carried: Carried, moment: datetime, day: date) -> tuple[str, int] | None:
    hours, ended = limits.hours_after_heavy, carried.heavy_until
    if hours and ended and ended <= moment < ended + timedelta(hours=hours):
        return "heavy", hours
    if limits.a_day and carried.on(day, day, limits) >= limits.a_day:
        return "day", limits.a_day
    if limits.a_week and carried.on(*week_of(day), limits) >= limits.a_week:
        return "week", limits.a_week
    return None


def holds_back(limits: Limits, carried: Carried, moment: datetime) -> Held | None:
    """Give what holds back a sitting planned for `moment`, on the study's own clock; None when nothing does."""
    found = _fault(limits, carried, moment, moment.date())
    if found is None:
        return None
    later = (moment + timedelta(days=days) for days in range(1, LOOKED_AT + 1))
    tried = [*_rested(limits, carried, moment), *later]
    free = (each for each in tried if _fault(limits, carried, each, each.date()) is None)
    return Held(*found, room=next(free, None))


def _rested(limits: Limits, carried: Carried, moment: datetime) -> list[datetime]:
    """Give when the hours after a heavy sitting are over, if that comes after `moment`; on the same clock."""
    if not limits.hours_after_heavy or carried.heavy_until is None:
        return []
    over = (carried.heavy_until + timedelta(hours=limits.hours_after_heavy)).astimezone(moment.tzinfo)
    whole = over.replace(second=0, microsecond=0) + timedelta(minutes=over.second + over.microsecond > 0)
    return [whole] if whole > moment else []
