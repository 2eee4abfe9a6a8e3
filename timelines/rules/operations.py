"""What an operation may say. Values in, value out; whatever comes in gives an operation or a typed refusal."""

import json
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from timelines.models import Change, Cover, Near, Relation, Shape, Symbol
from timelines.rules import remembered
from timelines.rules.remembered import End
from timelines.rules.unusable import LaneMissing, Malformed, ShapeMissing, SymbolMissing, TooLong, Unusable

MOST_THINGS = 500
"""Things that one timeline holds."""
MOST_LANES = 20
"""Lanes that one timeline holds."""
MOST_POINTS = 64
"""Points of one stroke of the feelings line."""
HIGHEST = 100
"""Height of the feelings line, up and down from its middle."""
LONGEST_LABEL = 200
"""Characters (code points) of a label, of words about a time, and of a lane's name."""
T = TypeVar("T")
C = TypeVar("C", Shape, Cover, Symbol, Near, Relation)
_TURNING = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # would turn the words around them


@dataclass(frozen=True)
class Told:
    """What she or the interviewer told of one thing; it rests sealed, as one text."""

    label: str = ""
    when: str = ""  # her own words for the time
    begins: End | None = None  # None: nothing is known of it, the thing lies on the shelf
    ends: End | None = None  # None for a moment, and for a period whose end is not known
    relation: Relation | None = None  # to `related`, when she told the time by another thing
    related: UUID | None = None
    symbol: Symbol | None = None
    near: Near | None = None  # of a figure
    points: tuple[tuple[Decimal, int], ...] = ()  # of the feelings line: age in years, height -100 to 100

    def shown(self) -> dict[str, Any]:
        """Give it as clients hear it; what is not told is left out."""
        every = {
            "label": self.label, "when": self.when, "from": self.begins and self.begins.shown(),
            "to": self.ends and self.ends.shown(), "relation": self.relation and str(self.relation),
            "related": self.related and str(self.related), "symbol": self.symbol and str(self.symbol),
            "near": self.near and str(self.near), "points": [[float(age), height] for age, height in self.points],
        }  # fmt: skip
        return {name: value for name, value in every.items() if value} | {"label": self.label}

    def as_text(self) -> str:
        """Give it as one text, to be sealed."""
        return json.dumps(self.shown(), ensure_ascii=False, separators=(",", ":"))


def told(text: str) -> Told:
    """Give back what `Told.as_text` gave."""
    kept = json.loads(text)
    return Told(
        label=kept["label"], when=kept.get("when", ""), begins=remembered.read(kept.get("from")),
        ends=remembered.read(kept.get("to")), relation=_maybe(Relation, kept.get("relation")),
        related=_maybe(UUID, kept.get("related")), symbol=_maybe(Symbol, kept.get("symbol")),
        near=_maybe(Near, kept.get("near")),
        points=tuple((Decimal(str(age)), height) for age, height in kept.get("points", ())),
    )  # fmt: skip


def _maybe(kind: Callable[[Any], T], said: Any) -> T | None:
    return None if said is None else kind(said)


@dataclass(frozen=True)
class Put:
    """Place a thing, or change it: the thing as it is from then on."""

    id: UUID
    target: UUID
    lane: UUID
    shape: Shape
    told: Told
    no_names: bool = False  # somebody said that what looks like a name is none
    kind = Change.PUT


@dataclass(frozen=True)
class Drop:
    """Take a thing away for good."""

    id: UUID
    target: UUID
    kind = Change.DROP


@dataclass(frozen=True)
class Covering:
    """Cover a thing, or lift its cover."""

    id: UUID
    target: UUID
    cover: Cover
    kind = Change.COVER


@dataclass(frozen=True)
class LanePut:
    """Add a lane, or name, hide, move it."""

    id: UUID
    target: UUID
    name: str
    hidden: bool
    position: int  # from 0, among the lanes
    no_names: bool = False
    kind = Change.LANE


@dataclass(frozen=True)
class Life:
    """Say the year in which her life began and her age now, about; both may be left out."""

    id: UUID
    target: UUID  # the timeline itself
    born: int | None
    age_now: Decimal | None
    kind = Change.LIFE

    def as_text(self) -> str | None:
        """Give what is kept of it, None when nothing is said."""
        said = {"born": self.born, "age_now": None if self.age_now is None else float(self.age_now)}
        kept = {name: value for name, value in said.items() if value is not None}
        return json.dumps(kept) if kept else None


@dataclass(frozen=True)
class Share:
    """Let the interviewer see what she prepared alone: one thing."""

    id: UUID
    target: UUID
    kind = Change.SHARE


Step = Put | Drop | Covering | LanePut | Life | Share


def operation(said: Any) -> Step:
    """Give the operation that a client's dict says. Raises a subclass of Unusable; fields it does not know are left."""
    if not isinstance(said, dict):
        raise Malformed
    ids = {"id": uuid(said.get("id")), "target": uuid(said.get("target"))}
    kind = said.get("kind")
    if not isinstance(kind, str) or kind not in _SAYS:
        raise Malformed
    return _SAYS[kind](ids, said)


def label(said: Any) -> str:
    """Give words as they are kept: one line, no control characters. Raises Malformed or TooLong."""
    if said is None:
        return ""
    if not isinstance(said, str):
        raise Malformed
    one_line = " ".join(said.split())
    kept = "".join(one for one in one_line if unicodedata.category(one) not in {"Cc", "Cs"} and one not in _TURNING)
    if len(kept.strip()) > LONGEST_LABEL:
        raise TooLong
    return kept.strip()


def uuid(said: Any, otherwise: type[Unusable] = Malformed) -> UUID:
    """Give the id that is said. Raises `otherwise`."""
    if not isinstance(said, str):
        raise otherwise
    try:
        return UUID(said)
    except ValueError:
        raise otherwise from None


def _put(ids: dict[str, UUID], said: dict[str, Any]) -> Put:
    lane, shape = uuid(said.get("lane"), LaneMissing), _code(Shape, said.get("shape"), ShapeMissing)
    whole = Told(label=label(said.get("label")), when=label(said.get("when")), **_of_shape(shape, said))
    return Put(**ids, lane=lane, shape=shape, told=whole, no_names=said.get("no_names") in (True, "on"))


def _of_shape(shape: Shape, said: dict[str, Any]) -> dict[str, Any]:
    """Give what a thing of this shape has besides its words."""
    if shape is Shape.FEELINGS:
        return {"points": _points(said.get("points"))}
    symbol = _maybe_code(Symbol, said.get("symbol"))
    if shape is Shape.FIGURE:
        if symbol is None:
            raise SymbolMissing
        return {"symbol": symbol, "near": _maybe_code(Near, said.get("near")) or Near.NEAR} | _time(said)
    return {"symbol": symbol} | _time(said, moment=shape is Shape.MOMENT)


def _time(said: dict[str, Any], *, moment: bool = False) -> dict[str, Any]:
    begins = remembered.end(said.get("from_age"), said.get("from_age_latest"))
    ends = None if moment else remembered.end(said.get("to_age"), said.get("to_age_latest"))
    remembered.forwards(begins, ends)
    relation = _maybe_code(Relation, said.get("relation"))
    related = uuid(said.get("related")) if relation else None
    return {"begins": begins, "ends": ends, "relation": relation, "related": related}


def _points(said: Any) -> tuple[tuple[Decimal, int], ...]:
    """Give the points of a stroke, by age. Raises Malformed, AgeUnreadable, AgeOutside or AgeTooFine."""
    if not isinstance(said, list) or not 1 <= len(said) <= MOST_POINTS:
        raise Malformed
    points = [_point(one) for one in said]
    if [age for age, _height in points] != sorted(age for age, _height in points):
        raise Malformed
    return tuple(points)


def _point(said: Any) -> tuple[Decimal, int]:
    if not isinstance(said, list) or len(said) != 2:
        raise Malformed
    age, height = remembered.age(said[0]), said[1]
    if age is None or type(height) is not int or not -HIGHEST <= height <= HIGHEST:
        raise Malformed
    return age, height


def _covering(ids: dict[str, UUID], said: dict[str, Any]) -> Covering:
    cover = _code(Cover, said.get("cover"), Malformed)
    if cover is Cover.ALONE:
        raise Malformed
    return Covering(**ids, cover=cover)


def _lane(ids: dict[str, UUID], said: dict[str, Any]) -> LanePut:
    position = said.get("position")
    if type(position) is not int or not 0 <= position <= 1000 or not isinstance(said.get("hidden", False), bool):
        raise Malformed
    no_names = said.get("no_names") is True
    hidden: bool = said.get("hidden", False)
    return LanePut(**ids, name=label(said.get("name")), hidden=hidden, position=position, no_names=no_names)


def _life(ids: dict[str, UUID], said: dict[str, Any]) -> Life:
    born = said.get("born")
    if born is not None and (type(born) is not int or not 1900 <= born <= 2100):
        raise Malformed
    return Life(**ids, born=born, age_now=remembered.age(said.get("age_now")))


def _code(codes: type[C], said: Any, otherwise: type[Unusable]) -> C:
    if not isinstance(said, str):
        raise otherwise
    try:
        return codes(said)
    except ValueError:
        raise otherwise from None


def _maybe_code(codes: type[C], said: Any) -> C | None:
    return None if said is None or said == "" else _code(codes, said, Malformed)


_SAYS: dict[str, Callable[[dict[str, UUID], dict[str, Any]], Step]] = {
    Change.PUT: _put,
    Change.DROP: lambda ids, said: Drop(**ids),
    Change.COVER: _covering,
    Change.LANE: _lane,
    Change.LIFE: _life,
    Change.SHARE: lambda ids, said: Share(**ids),
}
