"""What the board's templates need beyond the timeline and the seat."""

from typing import Any
from uuid import uuid4

from django import template
from django.urls import reverse
from django.utils.translation import get_language

from timelines import letterbox, queries, wording
from timelines.models import Shape, Timeline
from timelines.rules import Seat

register = template.Library()


@register.simple_tag(takes_context=True)
def board(context: template.Context, timeline: Timeline, seat: Seat) -> dict[str, Any]:
    """Give lanes with their things, and the addresses of this seat's socket, events, state and operations.

    On the `shell`, which a device keeps for when there is no network, nothing that anybody said: no thing, no own name.
    """
    hers, pk = seat is Seat.HERS, timeline.pk
    live = f"/live/{pk}/{'hers/' if hers else ''}"
    language = get_language() or "en"
    return {
        "lanes": queries.bare_lanes(timeline) if context.get("shell") else queries.lanes(timeline, seat),
        "events": f"{live}events/?language={language}",
        "letters": letterbox.public_of(timeline),
        "operations": reverse("timelines:her-operations") if hers else reverse("timelines:operations", args=[pk]),
        "state": reverse("timelines:her-state") if hers else reverse("timelines:state", args=[pk]),
        "socket": f"{live}?language={language}",
    }


@register.simple_tag
def change_address(timeline: Timeline, seat: Seat, thing: str) -> str:
    """Give the address of the form of one thing, for this seat."""
    if seat is Seat.HERS:
        return reverse("timelines:her-change", args=[thing])
    return reverse("timelines:change", args=[timeline.pk, thing])


@register.simple_tag
def new_id() -> str:
    """Give an id for an operation or a thing that a page without a script is going to make."""
    return str(uuid4())


@register.simple_tag
def time_of(thing: dict[str, Any]) -> str:
    """Give the time of a thing in words."""
    return wording.time_of(thing)


@register.simple_tag
def name_of(thing: dict[str, Any]) -> str:
    """Give what a thing is called in a list."""
    return wording.name_of(thing)


@register.simple_tag
def shape_of(thing: dict[str, Any]) -> str:
    """Give what a thing is, without a word of hers."""
    return str(Shape(thing["shape"]).label)
