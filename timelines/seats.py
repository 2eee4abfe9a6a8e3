"""Whether her device still holds its seat: a mark in the browser beside the session.

The session's cookie is closed to scripts, so a page without a network could not drop it: the timeline would open again
once the network is back. The mark is open to scripts and says nothing; `leave.js` drops it first, also offline, and a
session without it finds its link ended, for good.
"""

from collections.abc import Mapping

from django.conf import settings
from django.http import HttpResponse

from accounts.access import Asks, Denied
from timelines import queries, services
from timelines.models import Timeline

MARK = "attune-seat"
"""Name of the cookie. `static/js/leave.js` knows it too."""


def take(answer: HttpResponse) -> None:
    """Give the device that has just joined its mark, for as long as its session."""
    answer.set_cookie(
        MARK, "1", max_age=settings.SESSION_COOKIE_AGE, secure=bool(settings.SESSION_COOKIE_SECURE), samesite="Strict"
    )


def give_back(answer: HttpResponse) -> None:
    """Take the mark off a device that leaves."""
    answer.delete_cookie(MARK, samesite="Strict")


def hers(asks: Asks, cookies: Mapping[str, str]) -> Timeline:
    """Give the timeline of the asking device. Raises Denied; a device that has left has its link closed then."""
    timeline = queries.hers(asks)
    if MARK not in cookies:
        services.close_links(timeline, by=asks.actor.link, at=asks.at)
        raise Denied
    return timeline
