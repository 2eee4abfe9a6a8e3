"""What the board's templates need beyond the timeline and the seat."""

from typing import Any
from uuid import uuid4

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language

from accounts.alike import FRESH, Rows
from timelines import beside, events, letterbox, listed, queries, wording
from timelines.board_words import board_words
from timelines.models import Near, Relation, Shape, Symbol, Timeline
from timelines.rules import CLOTH, Seat

register = template.Library()


@register.simple_tag(takes_context=True)
def board(context: template.Context, timeline: Timeline, seat: Seat) -> dict[str, Any]:
    """Give lanes with their things, what the things are called, and the addresses of this seat.

    On the `shell`, which a device keeps for when there is no network, nothing that anybody said: no thing, no own name.
    """
    shell = "shell" in context
    lanes = queries.bare_lanes(timeline) if shell else queries.lanes(timeline, seat)
    shown, hidden = ([each for each in lanes if each[0].hidden is so] for so in (False, True))
    names = {one["id"]: wording.name_of(one) for _, things in lanes for one in things if one["shape"] != CLOTH}
    return {
        "lanes": lanes, "shown": shown, "hidden": hidden, "names": names,
        "shown_rows": listed.lanes_of(shown, names, timeline, seat),
        "hidden_rows": listed.lanes_of(hidden, names, timeline, seat),
        "choices": listed.choices(lanes), "related": listed.related(names), "plain_lanes": listed.plain_lanes(lanes),
        "life": {} if shell else queries.life_of(timeline),
        **_way(timeline, hers=seat is Seat.HERS),
        "open": timeline.open_since is not None,
        "aside": beside.address("set aside") if seat is Seat.HERS else "",
    }  # fmt: skip


@register.simple_tag
def way_beside(timeline: Timeline) -> dict[str, str]:
    """Give the addresses that a page of hers beside the board needs to say things without words."""
    return _way(timeline, hers=True)


def _way(timeline: Timeline, *, hers: bool) -> dict[str, str]:
    """Give the addresses of a seat's live line, and the open room's public key."""
    live, language = f"/live/{timeline.pk}/{'hers/' if hers else ''}", get_language() or "en"
    own = [] if hers else [timeline.pk]
    name = "timelines:her-" if hers else "timelines:"
    return {
        "events": f"{live}events/?language={language}",
        "letters": letterbox.public_of(timeline),
        "operations": reverse(f"{name}operations", args=own),
        "state": reverse(f"{name}state", args=own),
        "socket": f"{live}?language={language}",
    }


@register.simple_tag
def said_by_scripts(seat: Seat) -> dict[str, Any]:
    """Give the sentences that scripts say on this seat's screen, and what happened in the world, by country."""
    return {"words": board_words(seat), "world": events.by_country(get_language() or "en")}


@register.simple_tag
def choices_of(drawn: dict[str, Any], draft: dict[str, Any]) -> dict[str, Rows]:
    """Give the lanes and the other things of a form that is filled in already."""
    chosen, target = str(draft.get("related") or ""), str(draft.get("target") or "")
    return {
        "lanes": listed.choices(drawn["lanes"], str(draft.get("lane") or "")),
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
