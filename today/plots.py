"""Small plots as plain geometry: whole numbers that a template writes as SVG, with words and a table for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

WIDTH, HEIGHT = 420, 200
"""Units of a plot's box; it is drawn as wide as its place, up to 30 rem."""
LEFT, RIGHT, TOP, BOTTOM = 34, 410, 12, 166
MOST_NAMES = 6
"""How many names stand below the bars at most."""


@dataclass(frozen=True)
class Bar:
    """One bar, and the name below it; "" where there is no room for one."""

    x: int
    y: int
    width: int
    height: int
    name: str
    middle: int
    few: bool = False  # its number is not said: a dash stands in its place


@dataclass(frozen=True)
class Row:
    """One row of the table: a name, a number or None where there is none yet, and what was planned."""

    name: str
    number: int | None
    planned: int | None = None


@dataclass(frozen=True)
class Plot:
    """Bars and a line over names, as numbers of units; `rows` say the same as a table."""

    rows: Sequence[Row]
    top: int  # the number at the upper edge
    bars: list[Bar]
    line: str  # points of a polyline, "" without a plan
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = RIGHT
    upper: int = TOP
    lower: int = BOTTOM

    @property
    def planned(self) -> bool:
        """Whether any row has a plan."""
        return bool(self.line)

    @property
    def last(self) -> Row:
        """The last row that has a number; the first row where none has."""
        return next((row for row in reversed(self.rows) if row.number is not None), self.rows[0])


def _height(number: int, top: int) -> int:
    return (BOTTOM - TOP) * number // top


def _round_up(number: int) -> int:
    """Give the next number that is easy to read at an edge: 5, 10, …, 100, 150, …, 1000, 1500, …"""
    unit = max(5, 10 ** (len(str(number)) - 1) // 2)
    return max(-(-number // unit), 1) * unit


def plot(rows: Sequence[Row]) -> Plot:
    """Give the plot of at least one row."""
    top = _round_up(max(max(row.number or 0, row.planned or 0) for row in rows))
    slot = (RIGHT - LEFT) / len(rows)
    every = -(-len(rows) // MOST_NAMES)
    bars, points = [], []
    for place, row in enumerate(rows):
        x, middle = LEFT + int(place * slot + slot * 0.15), LEFT + int((place + 0.5) * slot)
        tall = _height(row.number or 0, top)
        name, few = row.name if place % every == 0 else "", row.number is None and row.planned is None
        bars.append(Bar(x, BOTTOM - tall, max(int(slot * 0.7), 1), tall, name, middle, few))
        if row.planned is not None:
            points.append(f"{middle},{BOTTOM - _height(row.planned, top)}")
    return Plot(rows, top, bars, " ".join(points))


def months_between(first: date, last: date) -> list[date]:
    """Give the first days of the months from that of `first` to that of `last`, both included."""
    count = (last.year - first.year) * 12 + last.month - first.month
    return [date(first.year + (first.month - 1 + n) // 12, (first.month - 1 + n) % 12 + 1, 1) for n in range(count + 1)]


@dataclass(frozen=True)
class Month:
    """How many interviews were complete, and how many were planned to be, by the end of a month."""

    first_day: date
    complete: int | None  # None for a month that has not begun
    planned: int


def by_month(complete: Sequence[date], planned: int, window: tuple[date, date], today: date) -> list[Month]:
    """Give the progress of a study against its plan, which grows evenly over the days of `window`, both included."""
    first, last = window
    days = (last - first).days + 1
    found = []
    for month in months_between(min([first, *complete]), max([last, *complete])):
        end = (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        gone = min(max((end - first).days + 1, 0), days)
        done = sum(day <= end for day in complete) if month <= today else None
        found.append(Month(month, done, (2 * planned * gone + days) // (2 * days)))
    return found
