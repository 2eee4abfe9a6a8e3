"""Whether her device still holds its seat: a mark in the browser beside the session.

The session's cookie is closed to scripts, so a page without a network could not drop it: the timeline would open again
once the network is back. The mark is open to scripts and says nothing; `leave.js` drops it first, also offline, and a
session without it finds its link ended, for good.
"""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from accounts.access import Asks, Denied
from timelines import queries
from timelines.links import let_go
from timelines.models import ShareLink, Timeline

F = TypeVar("F", bound=Callable[..., Any])


def only(*, alone: bool) -> Callable[[F], F]:
    """Let a view answer devices that came by one kind of link: to prepare alone, or to draw together. Stands outermost.

    For the other kind it is not there, whatever the method.
    """

    def name(view: F) -> F:
        @wraps(view)
        def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if "link" in request.session and request.session.get("alone", False) is not alone:
                raise Denied
            answer: HttpResponse = view(request, *args, **kwargs)
            return answer

        return answered  # type: ignore[return-value]

    return name


def mark() -> str:
    """Give the name of the cookie; over https only this host, and only over https, can set it (RFC 6265bis, 4.1.3.2).

    `static/js/leave.js` knows both names too.
    """
    return "__Host-attune-seat" if settings.COOKIES_BY_HTTPS else "attune-seat"


def take(answer: HttpResponse) -> None:
    """Give the device that has just joined its mark, for as long as a device can stay."""
    stays = int(queries.HERE_FOR.total_seconds())
    answer.set_cookie(mark(), "1", max_age=stays, secure=settings.COOKIES_BY_HTTPS, samesite="Strict")


def give_back(answer: HttpResponse) -> None:
    """Take the mark off a device that leaves."""
    answer.set_cookie(mark(), "", max_age=0, secure=settings.COOKIES_BY_HTTPS, samesite="Strict")


def hers(asks: Asks, cookies: Mapping[str, str]) -> Timeline:
    """Give the timeline of the asking device. Raises Denied; a device that has left has its link closed then."""
    timeline = queries.hers(asks)
    _seated(asks, cookies)
    return timeline


def own_link(asks: Asks, cookies: Mapping[str, str]) -> ShareLink:
    """Give the link of the device that asks or is here. Raises Denied, as `hers`."""
    link = queries.own_link(asks)
    _seated(asks, cookies)
    return link


def closed(asks: Asks, cookies: Mapping[str, str]) -> ShareLink | None:
    """Give the link that was closed for a reason, such as a pause, from the asking device; None once that has left."""
    return queries.closed_for_a_reason(asks) if mark() in cookies and asks.actor.link is not None else None


def _seated(asks: Asks, cookies: Mapping[str, str]) -> None:
    if mark() not in cookies and asks.actor.link is not None:
        let_go(asks.actor.link, at=asks.at)
        raise Denied
