"""A thing as it is remembered, in words: never finer than it was told."""

from collections.abc import Mapping
from typing import Any

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from timelines import rules
from timelines.models import Near, Relation, Shape, Symbol
from timelines.rules import CLOTH

Ages = list[float | None]
HEIGHTS: list[tuple[int, str | Promise]] = [
    (80, gettext_lazy("high up")), (40, gettext_lazy("a little up")), (0, gettext_lazy("in the middle")),
    (-40, gettext_lazy("a little down")), (-80, gettext_lazy("far down")),
]  # fmt: skip
"""Heights of the feelings line in words, from the highest."""


def time_of(thing: dict[str, Any], names: Mapping[str, str] | None = None) -> str:
    """Give the time of a thing as a seat hears it: her own words first, then the ages, else that there is none yet.

    `names` gives by id what other things are called, for a time that is told by one of them.
    """
    if thing.get("points"):
        return ", ".join(_point(age, height) for age, height in thing["points"])
    told = [words for words in (thing.get("when"), _related(thing, names or {}), _ages(thing)) if words]
    return ", ".join(told) or _("no time yet")


def name_of(thing: dict[str, Any]) -> str:
    """Give what a thing is called in a list: its words, or what it looks like."""
    if thing["shape"] == CLOTH:
        return _("covered")
    if thing["shape"] == Shape.FEELINGS:
        return thing["label"] or _("a part of the feelings line")
    symbol = str(Symbol(thing["symbol"]).label) if thing.get("symbol") else ""
    if thing["shape"] == Shape.FIGURE:
        near = thing.get("near", Near.NEAR)
        return _("that one (%(symbol)s)") % {"symbol": symbol if near == Near.NEAR else f"{symbol}, {Near(near).label}"}
    return thing["label"] or symbol or str(Shape(thing["shape"]).label)


def height_of(height: int) -> str:
    """Give the nearest of the heights, in words."""
    return str(min(HEIGHTS, key=lambda one: abs(one[0] - height))[1])


def masks() -> dict[str, str]:
    """Give by its kind what stands in the place of something that may point to somebody."""
    return {"one": _("that one"), "place": _("that place"), "time": _("that time"), "detail": _("that detail")}


def masked(said: dict[str, Any], found: dict[str, Any]) -> dict[str, str]:
    """Give the fields of an operation in which something was `found`, with that masked."""
    words = {name: rules.label(said.get(name)) for name in found}
    return {name: rules.masked(words[name], places, masks().__getitem__) for name, places in found.items()}


def _point(age: float, height: int) -> str:
    return _("age %(age)s: %(height)s") % {"age": _number(age), "height": height_of(height)}


def _related(thing: dict[str, Any], names: Mapping[str, str]) -> str:
    """Give the relation to another thing, which may be one that this seat does not hear of."""
    if not thing.get("relation"):
        return ""
    other = names.get(thing["related"], "") or _("something else")
    return f"{Relation(thing['relation']).label} “{other}”"


def _ages(thing: dict[str, Any]) -> str:
    begins, ends = thing.get("from"), thing.get("to")
    if begins is None and ends is None:
        return ""
    if ends is None:
        words = _("from age %(age)s") if thing["shape"] == Shape.PERIOD else _("age %(age)s")
        return words % {"age": _end(begins)}
    if begins is None:
        return _("until age %(age)s") % {"age": _end(ends)}
    return _("age %(from)s to %(to)s") % {"from": _end(begins), "to": _end(ends)}


def _end(ages: Ages | None) -> str:
    first, last = ages or (None, None)
    if first is None or last is None:
        words = pgettext("age", "%(age)s or earlier") if first is None else pgettext("age", "%(age)s or later")
        return words % {"age": _number(last if first is None else first)}
    if first == last:
        return _number(first)
    return _("about %(from)s–%(to)s") % {"from": _number(first), "to": _number(last)}


def _number(age: float | None) -> str:
    if age is None:
        return ""
    return number_format(int(age) if age == int(age) else age, use_l10n=True)
