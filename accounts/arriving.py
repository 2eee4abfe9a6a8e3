"""Where somebody arrives who has signed in."""

from datetime import datetime
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

from accounts.access import Actor, Denied, asks, landing_of
from accounts.carrying import local


def arrival(actor: Actor, there: str, at: datetime) -> str | None:
    """Give the address `there` when it is a page of this site for people who are signed in, and `actor` has a part that
    opens it; else the page on which they land, or None when no page is theirs.
    """
    return there if _opens(actor, there, at) else landing_of(actor)


def _opens(actor: Actor, there: str, at: datetime) -> bool:
    if not local(there, ""):
        return False
    try:
        view = resolve(urlsplit(there).path).func
        resource, action = getattr(view, "policy", ("", ""))
        asks(actor, resource, action, at)
    except (Resolver404, Denied):
        return False
    return bool(getattr(view, "login_required", True))  # a page for anybody, as the front page is, could lead round
