"""Where things stand in the drawing of a keepsake: values in, value out."""

from dataclasses import dataclass, field
from typing import Any

from timelines.models import Shape
from timelines.rules.remembered import OLDEST

WIDE = 1000
"""Width of the drawing, in its own units."""
SHELF = 60
"""Width at the left for what has no time yet."""
ROW = 36
HEAD = 38
"""Height of one row of a lane, and of the line with its name."""
_SIZES = {"near": 30, "far": 18, "glass": 24, "": 22}
"""Height of a symbol by how near somebody is; "" for what is nobody."""
_LEAST = 14
"""Width of something that lasts no time."""
_SCALE = 26
"""Height of the line with the ages."""
Ages = list[float | None]


@dataclass
class Mark:
    """One thing in the drawing: between `x` and `x + wide` it lies; `sure` and `sure_wide` are what is sure of it."""

    number: int
    shape: str
    x: float
    wide: float
    sure: float
    sure_wide: float
    y: float = 0
    line: str = ""  # points of a stroke, as SVG writes them
    symbol: str = ""  # what it looks like, where that is no bar and no dot
    near: str = ""  # of a figure

    @property
    def middle(self) -> float:
        """The middle of it, across."""
        return self.x + self.wide / 2

    @property
    def size(self) -> int:
        """How high its symbol is."""
        return _SIZES[self.near]

    @property
    def reach(self) -> float:
        """How far its symbol, with the glass before it, reaches from the middle."""
        return self.size * 0.65 if self.symbol else 0

    @property
    def after(self) -> float:
        """Where its number begins."""
        return max(self.x + self.wide, self.middle + self.reach) + 9

    @property
    def place(self) -> str:
        """Where its symbol stands, as SVG writes it, for one that is drawn 24 high."""
        left, top = self.middle - self.size / 2, self.y + (ROW - 6 - self.size) / 2
        return f"translate({left:.1f} {top:.1f}) scale({self.size / 24:.3f})"


@dataclass
class Band:
    """One lane in the drawing."""

    name: str
    colour: int
    y: float
    high: float = 0
    marks: list[Mark] = field(default_factory=list)


@dataclass
class Drawing:
    """A whole drawing: its height, its lanes, and the ages below them."""

    high: int
    bands: list[Band]
    ages: list[tuple[float, int]]


Lane = tuple[str, int, list[tuple[int, dict[str, Any]]]]
"""Name, colour, and things with their numbers, as a seat hears them."""


def drawing(lanes: list[Lane]) -> Drawing:
    """Give the drawing of lanes: by age from left to right, in each lane as many rows as it needs."""
    known = [age for _name, _colour, things in lanes for _number, thing in things for age in _known(thing)]
    first, last = (int(min(known)), int(max(known)) + 1) if known else (0, 1)
    y, bands = 0.0, []
    for name, colour, things in lanes:
        band = Band(name, colour, y, marks=[_mark(number, thing, first, last) for number, thing in things])
        rows = _stacked(band, y + HEAD)
        band.high = HEAD + max(rows, 1) * ROW
        bands.append(band)
        y += band.high
    step = next(step for step in (1, 2, 5, 10, 20) if (last - first) / step <= 12)
    ages = [(_across(age, first, last), age) for age in range(-(-first // step) * step, last + 1, step)]
    return Drawing(round(y + _SCALE), bands, ages if known else [])


def _known(thing: dict[str, Any]) -> list[float]:
    ends = [age for end in (thing.get("from"), thing.get("to")) if end for age in end if age is not None]
    return [min(float(OLDEST), age) for age in ends] + [point[0] for point in thing.get("points", [])]


def _across(age: float, first: float, last: float) -> float:
    return SHELF + (age - first) / (last - first) * (WIDE - SHELF - ROW)


def _mark(number: int, thing: dict[str, Any], first: int, last: int) -> Mark:
    mark = _placed(number, thing, first, last)
    mark.symbol, mark.near = _looks(thing)
    return mark


def _placed(number: int, thing: dict[str, Any], first: int, last: int) -> Mark:
    ages = _known(thing)
    if not ages:
        return Mark(number, thing["shape"], 4, _LEAST, 4, _LEAST)
    left, right = _across(min(ages), first, last), _across(max(ages), first, last)
    begins, ends = thing.get("from") or [None, None], thing.get("to") or thing.get("from") or [None, None]
    sure = [_across(age, first, last) for age in (begins[1], ends[0]) if age is not None]
    mark = Mark(number, thing["shape"], left, max(right - left, _LEAST), left, 0)
    if len(sure) == 2 and sure[0] <= sure[1]:
        mark.sure, mark.sure_wide = sure[0], max(sure[1] - sure[0], _LEAST if right - left < _LEAST else 0)
    if thing["shape"] == Shape.FEELINGS:
        points = thing.get("points", [])
        mark.line = " ".join(f"{_across(age, first, last):.1f},{(100 - high) / 200 * ROW:.1f}" for age, high in points)
    return mark


def _looks(thing: dict[str, Any]) -> tuple[str, str]:
    """Give the symbol of a thing that has one place, and how near it is; somebody without one looks like somebody."""
    if thing["shape"] == Shape.FIGURE:
        return thing.get("symbol") or "figure", thing.get("near") or "near"
    return (thing.get("symbol") or "" if thing["shape"] == Shape.MOMENT else ""), ""


def _stacked(band: Band, top: float) -> int:
    """Give each mark of a lane the first row in which there is room for it; give how many rows that takes."""
    ends: list[float] = []
    for mark in sorted(band.marks, key=lambda one: one.x):
        row = next(
            (place for place, end in enumerate(ends) if end + 4 <= min(mark.x, mark.middle - mark.reach)), len(ends)
        )
        ends[row : row + 1] = [mark.after + 21]  # room for its number
        mark.y = top + row * ROW
    return len(ends)
