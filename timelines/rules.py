"""What an operation may say. Values in, value out; whatever comes in gives an operation or a typed refusal."""

import unicodedata
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from timelines.models import Change, Shape

MOST_THINGS = 500
"""Things that one timeline holds."""
LONGEST_LABEL = 200
"""Characters (code points) of a label."""
OLDEST = Decimal(120)
"""Years of age, included."""
_TURNING = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # would turn the words around them


class Unusable(Exception):
    """An operation that cannot be kept as it is. `words` says to the person what is missing; `field` where."""

    words: str | Promise = _("We could not keep this yet: something in it could not be read. Everything else is kept.")
    field = ""

    def __init__(self) -> None:
        super().__init__(type(self).__name__)


class Malformed(Unusable):
    """It is not an operation at all, or names something that is not of this timeline."""


class LaneMissing(Unusable):
    """No lane of this timeline is chosen."""

    words = _("We could not keep this yet: choose where it belongs. Everything else is kept.")
    field = "lane"


class ShapeMissing(Unusable):
    """It is neither a period nor a moment."""

    words = _("We could not keep this yet: choose a period or a moment. Everything else is kept.")
    field = "shape"


class AgeMissing(Unusable):
    """There is no age, or it is not a number."""

    words = _("We could not keep this yet: the age is missing. Everything else is kept.")
    field = "from_age"


class AgeOutside(Unusable):
    """The age is not between 0 and 120."""

    words = _("We could not keep this yet: the age has to be between 0 and 120. Everything else is kept.")
    field = "from_age"


class AgeTooFine(Unusable):
    """The age has more than one digit after the point."""

    words = _("We could not keep this yet: half years are fine enough, such as 6.5. Everything else is kept.")
    field = "from_age"


class AgesBackwards(Unusable):
    """It ends before it begins."""

    words = _("We could not keep this yet: it ends before it begins. Everything else is kept.")
    field = "to_age"


class TooLong(Unusable):
    """The label has more than 200 characters."""

    words = _(
        "We could not keep this yet: the words are too long. Two hundred characters fit. Everything else is kept."
    )
    field = "label"


class Full(Unusable):
    """There are 500 things already."""

    words = _("There is no more room on this timeline. Take something away first. Everything else is kept.")


@dataclass(frozen=True)
class Put:
    """Place a thing, or change it: the thing as it is from then on. Ages in years, both included."""

    id: UUID
    thing: UUID
    lane: UUID
    shape: Shape
    from_age: Decimal
    to_age: Decimal
    label: str
    kind = Change.PUT


@dataclass(frozen=True)
class Drop:
    """Take a thing away for good."""

    id: UUID
    thing: UUID
    kind = Change.DROP


def operation(said: Any) -> Put | Drop:
    """Give the operation that a client's dict says. Raises a subclass of Unusable; fields it does not know are left."""
    if not isinstance(said, dict):
        raise Malformed
    ids = {"id": _uuid(said.get("id"), Malformed), "thing": _uuid(said.get("thing"), Malformed)}
    if said.get("kind") == Change.DROP:
        return Drop(**ids)
    if said.get("kind") != Change.PUT:
        raise Malformed
    lane, shape = _uuid(said.get("lane"), LaneMissing), _shape(said.get("shape"))
    from_age, to_age = _ages(shape, said.get("from_age"), said.get("to_age"))
    return Put(**ids, lane=lane, shape=shape, from_age=from_age, to_age=to_age, label=label(said.get("label")))


def label(said: Any) -> str:
    """Give her words as they are kept: no control characters, no blanks around. Raises Malformed or TooLong."""
    if said is None:
        return ""
    if not isinstance(said, str):
        raise Malformed
    one_line = " ".join(said.split())
    kept = "".join(one for one in one_line if unicodedata.category(one) not in {"Cc", "Cs"} and one not in _TURNING)
    if len(kept.strip()) > LONGEST_LABEL:
        raise TooLong
    return kept.strip()


def age(said: Any) -> Decimal:
    """Give an age in years, 0 to 120, one digit after the point. Raises AgeMissing, AgeOutside or AgeTooFine."""
    if isinstance(said, bool) or not isinstance(said, int | float | str | Decimal):
        raise AgeMissing
    try:
        years = Decimal(said if isinstance(said, int) else str(said).strip().replace(",", "."))
    except InvalidOperation:
        raise AgeMissing from None
    if not years.is_finite():
        raise AgeMissing
    if not 0 <= years <= OLDEST:
        raise AgeOutside
    if years * 10 % 1:
        raise AgeTooFine
    return abs(years).quantize(Decimal("0.1"))


def _ages(shape: Shape, from_said: Any, to_said: Any) -> tuple[Decimal, Decimal]:
    from_age = age(from_said)
    if shape is Shape.MOMENT:
        return from_age, from_age
    to_age = age(to_said)
    if to_age < from_age:
        raise AgesBackwards
    return from_age, to_age


def _shape(said: Any) -> Shape:
    if not isinstance(said, str) or said not in Shape.values:
        raise ShapeMissing
    return Shape(said)


def _uuid(said: Any, otherwise: type[Unusable]) -> UUID:
    try:
        return UUID(said) if isinstance(said, str) else _refuse(otherwise)
    except ValueError:
        raise otherwise from None


def _refuse(why: type[Unusable]) -> UUID:
    raise why
