"""What the board's templates need beyond the timeline and the seat."""

from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django import template
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from timelines import queries
from timelines.models import Shape, Thing, Timeline

register = template.Library()


@register.simple_tag
def board(timeline: Timeline, seat: str) -> dict[str, Any]:
    """Give lanes with their things, and the addresses of this seat's socket, state and operations."""
    hers, pk = seat == "hers", timeline.pk
    return {
        "lanes": queries.lanes(timeline),
        "operations": reverse("timelines:her-operations") if hers else reverse("timelines:operations", args=[pk]),
        "state": reverse("timelines:her-state") if hers else reverse("timelines:state", args=[pk]),
        "socket": f"/live/{pk}/{'hers/' if hers else ''}?language={get_language() or 'en'}",
    }


@register.simple_tag
def change_address(timeline: Timeline, seat: str, thing: UUID) -> str:
    """Give the address of the form of one thing, for this seat."""
    if seat == "hers":
        return reverse("timelines:her-change", args=[thing])
    return reverse("timelines:change", args=[timeline.pk, thing])


@register.simple_tag
def new_id() -> str:
    """Give an id for an operation or a thing that a page without a script is going to make."""
    return str(uuid4())


@register.simple_tag
def ages(thing: Thing) -> str:
    """Give a thing's ages in words."""
    start, end = _shown(thing.from_age), _shown(thing.to_age)
    if thing.shape == Shape.MOMENT:
        return _("age %(age)s") % {"age": start}
    return _("age %(from)s to %(to)s") % {"from": start, "to": end}


def _shown(age: Decimal) -> str:
    return number_format(int(age) if age == int(age) else age, use_l10n=True)
