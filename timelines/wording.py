"""A time as it is remembered, in words: never finer than it was told."""

from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from timelines.models import Relation, Shape, Symbol
from timelines.rules import CLOTH

Ages = list[float | None]


def time_of(thing: dict[str, Any]) -> str:
    """Give the time of a thing as a seat hears it: her own words first, then the ages, else that there is none yet."""
    ages = _ages(thing)
    told = [words for words in (thing.get("when"), _related(thing), ages) if words]
    return ", ".join(told) or _("no time yet")


def name_of(thing: dict[str, Any]) -> str:
    """Give what a thing is called in a list: its words, or what it looks like."""
    if thing["shape"] == CLOTH:
        return _("covered")
    if thing["shape"] == Shape.FEELINGS:
        return _("a part of the feelings line")
    symbol = str(Symbol(thing["symbol"]).label) if thing.get("symbol") else ""
    if thing["shape"] == Shape.FIGURE:
        return _("that one (%(symbol)s)") % {"symbol": symbol}
    return thing["label"] or symbol or str(Shape(thing["shape"]).label)


def _related(thing: dict[str, Any]) -> str:
    """Give the relation to another thing; which one it is, the list says beside it."""
    return str(Relation(thing["relation"]).label) + " …" if thing.get("relation") else ""


def _ages(thing: dict[str, Any]) -> str:
    begins, ends = thing.get("from"), thing.get("to")
    if begins is None and ends is None:
        return ""
    if ends is None:
        words = _("age %(age)s") if thing["shape"] == Shape.MOMENT else _("from age %(age)s")
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
