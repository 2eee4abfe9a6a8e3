"""The calendar of the invented study, moved so that it always ends shortly before somebody looks."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Brussels")
LAST = date(2026, 11, 16)
"""The day on which everything written down in `demo/study/` lies in the past."""

ROUND = 364
"""Days of one move: a whole number of weeks, so that weekdays and seasons stay."""


class Days:
    """Days and instants of the invented study, as they are when somebody looks at `now`."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.today = now.astimezone(ZONE).date()
        self._moved = timedelta(days=(self.today - LAST).days // ROUND * ROUND)

    def day(self, written: date) -> date:
        """Give the day that is written down as `written`."""
        return written + self._moved

    def at(self, written: date, clock: str) -> datetime:
        """Give the instant of a written day and a wall clock such as "09:30"."""
        return on(self.day(written), clock)

    def month(self, written: str) -> date:
        """Give the first day of a month that is written down as "2026-03"."""
        middle = self.day(date.fromisoformat(f"{written}-15"))
        return middle.replace(day=1)


def on(day: date, clock: str) -> datetime:
    """Give the instant of a day and a wall clock, as it is."""
    return datetime.combine(day, time.fromisoformat(clock), ZONE)
