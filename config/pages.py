"""What every page shares, and the pages that answer when something does not go as asked."""

from collections.abc import Callable
from functools import cache, partial
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language

from accounts import refusals
from accounts.access import Actor, Denied
from accounts.alike import Rows
from config import menu

STAFF_LANGUAGES = ("en", "nl")


def shared(request: HttpRequest) -> dict[str, Any]:
    """Give what every page may draw, and what stands around it: `base.html` draws that, where it is wanted."""
    return {
        "csp_nonce": getattr(request, "csp_nonce", ""),
        "demo_mode": settings.DEMO,
        "leave_to": settings.LEAVE_TO,
        "own_path": request.path,
        "sign_in_parts": ["demo/_people.html"] if settings.DEMO else [],
        **{name: partial(rows, request) for name, rows in _AROUND.items()},
    }


def around(request: HttpRequest) -> dict[str, Any]:
    """Give what stands around a page to one that is kept but for its gaps: see `accounts.alike.page`."""
    rows = {name: rows(request) for name, rows in _AROUND.items()}
    return {"demo_mode": settings.DEMO, "own_path": request.path, **rows}


def _top(request: HttpRequest) -> Rows:
    words, signed_in = menu.role_words(request), request.user.is_authenticated
    return Rows("_top.html", [{
        "menu": menu.entries(request), "staff_languages": STAFF_LANGUAGES if signed_in else None,
        "signed_in": signed_in, "has_role": bool(words), "own_role": words,
        "own_name": getattr(request.user, "name", ""),
        "own_path": request.path, "own_whole_path": request.get_full_path(),
    }])  # fmt: skip


def _said(request: HttpRequest) -> Rows:
    said = get_messages(request)
    return Rows("_message.html", [{"own_level": one.level_tag, "own_words": str(one)} for one in said])


def _cover(request: HttpRequest) -> Rows:
    patience: int | None = getattr(request, "patience", None)  # none where nobody is signed in
    return Rows("_cover.html", [{"demo_mode": settings.DEMO, "own_patience": patience}] if patience else [])


_AROUND: dict[str, Callable[[HttpRequest], Rows]] = {"own_top": _top, "own_messages": _said, "own_cover": _cover}


@cache
def _not_found() -> str:
    return render_to_string("errors/404.html", {"demo_mode": settings.DEMO})


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404 with the same bytes and headers for what is not there and for what is not theirs; count a refusal."""
    actor: Actor | None = getattr(request, "actor", None)
    if isinstance(exception, Denied) and actor and request.resolver_match:
        resource, _action = request.resolver_match.func.policy  # type: ignore[attr-defined]
        refusals.count(actor, resource, timezone.now())
    return HttpResponse(_not_found(), status=404, headers={"Vary": "Cookie"})  # though nobody was asked for


def refusal(status: int, first: str = "", *, again: bool = False) -> str:
    """Give the page for what is answered outside Django, in all languages: too large, went wrong, or unreadable."""
    page = {413: "errors/413.html", 500: "errors/500.html"}.get(status, "errors/400.html")
    languages = sorted(settings.LANGUAGES, key=lambda one: one[0] != first)
    said = {"demo_mode": settings.DEMO, "languages": languages, "first": languages[0][0], "again": again}
    return render_to_string(page, said)


def went_wrong(request: HttpRequest) -> HttpResponse:
    """Answer 500 without a word of what was being done, first in the language that was being read."""
    again = request.method in {"GET", "HEAD"}
    return HttpResponse(refusal(500, get_language() or "", again=again), status=500)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose protection has run out, or which came from elsewhere."""
    return render(request, "errors/403_csrf.html", status=403)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a request that makes no sense without asking it anything more: its host may be what makes none."""
    return HttpResponse(render_to_string("errors/400.html", {"demo_mode": settings.DEMO}), status=400)
