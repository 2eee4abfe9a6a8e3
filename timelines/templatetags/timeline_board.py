"""What the board's templates need beyond the timeline and the seat."""

import re
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from accounts.alike import FRESH, Rows
from timelines import board, events, listed, queries, wording
from timelines.board_words import board_words
from timelines.models import Near, Relation, Shape, Symbol, Timeline
from timelines.rules import Seat

register = template.Library()


@register.simple_tag
def drawn_on(timeline: Timeline, seat: Seat) -> dict[str, Any]:
    """Give lanes with their things as a seat hears them, those of them that are shown, and what things are called."""
    lanes = queries.lanes(timeline, seat)
    shown = [each for each in lanes if not each[0].hidden]
    return {"lanes": lanes, "shown": shown, "names": board.names_of(lanes)}


@register.simple_tag
def line_beside(timeline: Timeline) -> dict[str, str]:
    """Give the addresses that a page of hers beside the board needs to say things without words."""
    return board.line(timeline, Seat.HERS)


@register.simple_tag
def said_by_scripts(seat: Seat) -> dict[str, Any]:
    """Give the sentences that scripts say on this seat's screen, and what happened in the world, by country."""
    return {"words": board_words(seat), "world": events.by_country(get_language() or "en")}


@register.simple_tag
def choices_of(drawn: dict[str, Any], draft: dict[str, Any]) -> dict[str, Rows]:
    """Give the lanes and the other things of a form that is filled in already."""
    lanes = listed.rows_of(drawn["lanes"])
    chosen, target = str(draft.get("related") or ""), str(draft.get("target") or "")
    return {
        "lanes": listed.choices(lanes, str(draft.get("lane") or "")),
        "names": listed.related(drawn["names"], chosen, target),
    }


@register.simple_tag(takes_context=True)
def new_id(context: template.Context) -> str:
    """Give an id for an act or a thing that a page without a script is going to make; in a part that is kept, a gap.

    Such a gap has another id at each of its places.
    """
    return str(context.get(FRESH) or uuid4())


@register.simple_tag
def time_of(thing: dict[str, Any], names: dict[str, str] | None = None) -> str:
    """Give the time of a thing in words; `names` by id what other things are called, if there are any."""
    return wording.time_of(thing, names or {})


@register.simple_tag
def name_of(thing: dict[str, Any]) -> str:
    """Give what a thing is called in a list."""
    return wording.name_of(thing)


@register.simple_tag
def shape_of(thing: dict[str, Any]) -> str:
    """Give what a thing is, without a word of hers."""
    return str(Shape(thing["shape"]).label)


@register.simple_tag
def symbol(code: str) -> SafeString:
    """Give what a symbol is drawn of, for a square of 24 by 24. Raises KeyError for one that there is not."""
    return _symbols()[code]


@cache
def _symbols() -> dict[str, SafeString]:
    """Read the symbols that the board shows; a paper can fetch nothing, so they are drawn into it."""
    written = Path(str(finders.find("img/shapes.svg"))).read_text(encoding="utf-8")
    drawn = re.findall(r'<symbol id="([\w-]+)" viewBox="0 0 24 24">(.*?)</symbol>', written, re.S)
    return {code: mark_safe(inside) for code, inside in drawn}  # nosec B308 B703 # noqa: S308 - a file of our own


@register.simple_tag
def codes() -> dict[str, Any]:
    """Give what a form offers to choose from: codes with their labels."""
    return {"symbols": Symbol.choices, "nears": Near.choices, "relations": Relation.choices}


@register.simple_tag
def heights(height: Any = 0) -> list[tuple[int, Any, bool]]:
    """Give the heights of the feelings line: value, words, and whether it is the one nearest to `height`.

    A height that was drawn in between keeps its value, under the nearest words.
    """
    now = height if isinstance(height, int) else 0
    nearest = min(wording.HEIGHTS, key=lambda one: abs(one[0] - now))[0]
    return [(now if value == nearest else value, words, value == nearest) for value, words in wording.HEIGHTS]


@register.simple_tag
def backup_days() -> int:
    """Give the days after which every safety copy is gone."""
    return settings.BACKUP_DAYS
