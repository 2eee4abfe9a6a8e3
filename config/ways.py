"""Ways from a page of a low room into a room above it. The page draws what stands here and names no higher room."""

from dataclasses import dataclass
from uuid import UUID

from django.template import Context, Library
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.access import Asks

register = Library()


@dataclass(frozen=True)
class Way:
    """One way on: a route that takes the id of what its page is about, words, a hint, and the policy row it needs."""

    route: str
    words: Promise
    hint: Promise | str
    resource: str
    action: str


WAYS: dict[str, list[Way]] = {
    "study": [Way("interviews:pace", _("Plan and pace"), "", "study", "set up")],
    "participant": [Way("interviews:interview", _("To her interview"), "", "interview", "read")],
    "interview": [
        Way("transcripts:custody", _("Recording and text"), _("kept in a room of their own"), "recording", "keep")
    ],
}
"""By the page that draws them. Whether the row is theirs is asked by the page to which the way leads."""


@dataclass(frozen=True)
class Onward:
    """One way as a page draws it."""

    url: str
    words: str
    hint: str


def onward(asks: Asks, page: str, about: UUID) -> list[Onward]:
    """Give the ways on from a page about a participant or a study that the roles of who asks may take; no query."""
    return [
        Onward(reverse(way.route, args=[about]), str(way.words), str(way.hint))
        for way in WAYS[page]
        if asks.to(way.action, way.resource).may()
    ]


@register.simple_tag(takes_context=True)
def ways_on(context: Context, page: str, about: UUID) -> list[Onward]:
    """Give `onward` for who asks for the page that is drawn. Every template has this tag."""
    return onward(context["request"].asks, page, about)
