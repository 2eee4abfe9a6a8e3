"""Time as it is remembered: ages between an earliest and a latest one, never finer than they were told."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from timelines.rules.unusable import AgeOutside, AgesBackwards, AgeTooFine, AgeUnreadable

OLDEST = Decimal(120)
"""Years of age, included."""
OPEN = "open"
"""Said for a latest age that she leaves open."""


@dataclass(frozen=True)
class End:
    """Where something begins or ends: ages in years, both included; None where that side is open."""

    earliest: Decimal | None
    latest: Decimal | None

    def shown(self) -> list[float | None]:
        """Give both ages as clients hear them."""
        return [None if age is None else float(age) for age in (self.earliest, self.latest)]


def end(earliest: Any, latest: Any) -> End | None:
    """Give the end that a client says, or None when it says nothing of it.

    `earliest` alone means just that age; with `latest` "open", that age or later; `latest` alone, that age or earlier.
    Raises AgeUnreadable, AgeOutside, AgeTooFine or AgesBackwards.
    """
    first = age(earliest)
    if latest == OPEN:
        return None if first is None else End(first, None)
    last = age(latest)
    if first is None and last is None:
        return None
    if first is not None and last is not None and last < first:
        raise AgesBackwards
    return End(first, first if last is None else last)


def age(said: Any) -> Decimal | None:
    """Give an age in years, 0 to 120, one digit after the point; None when nothing is said.

    Raises AgeUnreadable, AgeOutside or AgeTooFine.
    """
    if said is None or (isinstance(said, str) and not said.strip()):
        return None
    if isinstance(said, bool) or not isinstance(said, int | float | str | Decimal):
        raise AgeUnreadable
    try:
        years = Decimal(said if isinstance(said, int) else str(said).strip().replace(",", "."))
    except InvalidOperation:
        raise AgeUnreadable from None
    if not years.is_finite():
        raise AgeUnreadable
    if not 0 <= years <= OLDEST:
        raise AgeOutside
    if years * 10 % 1:
        raise AgeTooFine
    return abs(years).quantize(Decimal("0.1"))


def forwards(begins: End | None, ends: End | None) -> None:
    """Raise AgesBackwards when the end surely lies before the beginning."""
    if begins is None or ends is None or begins.earliest is None or ends.latest is None:
        return
    if ends.latest < begins.earliest:
        raise AgesBackwards


def read(kept: list[Any] | None) -> End | None:
    """Give the end that `End.shown` gave, as it is kept."""
    return None if kept is None else End(*(None if one is None else Decimal(str(one)) for one in kept))


def edtf(at: End | None, born: int | None) -> str:
    """Give an end in EDTF (ISO 8601-2:2019), in years; "" when nothing is known of it.

    With the year of birth it is a calendar year, one year wide by itself, so approximate (~). Without it the year is
    that of her life, counted from 0000, the year of birth. Two ages are one of a set (level 2).
    """
    if at is None:
        return ""
    years = [None if one is None else _year(one, born) for one in (at.earliest, at.latest)]
    if years[0] == years[1]:
        return f"{years[0]}~" if born is not None else str(years[0])
    first, last = ("" if one is None else one for one in years)
    return f"[{first}..{last}]"


def _year(age: Decimal, born: int | None) -> str:
    return f"{(born or 0) + int(age):04d}"


def interval(begins: End | None, ends: End | None, born: int | None) -> str:
    """Give a period as an EDTF interval: a side of which nothing is known is empty, both give ""."""
    sides = [_bound(begins, born), _bound(ends, born)]
    return "" if sides == ["", ""] else "/".join(sides)


def _bound(at: End | None, born: int | None) -> str:
    """Give one side of an interval: a set is not allowed there, so its middle year, approximate; ".." when open."""
    if at is None:
        return ""
    if at.earliest is None or at.latest is None:
        known = at.earliest if at.latest is None else at.latest
        return f"{_year(known, born)}~" if known is not None else ".."
    if at.earliest == at.latest:
        return edtf(at, born)
    return f"{_year((at.earliest + at.latest) / 2, born)}~"
