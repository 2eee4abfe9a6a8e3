"""What every page shares, and the pages that answer when something does not go as asked."""

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone

from accounts import refusals
from accounts.access import Actor, Denied
from config import menu

STAFF_LANGUAGES = ("en", "nl")


def shared(request: HttpRequest) -> dict[str, Any]:
    """Give what `base.html` draws: whether this is the demo, and the menu of who asks."""
    return {
        "csp_nonce": getattr(request, "csp_nonce", ""),
        "demo_mode": settings.DEMO,
        "leave_to": settings.LEAVE_TO,
        "menu": lambda: menu.entries(request),
        "role_words": lambda: menu.role_words(request),
        "staff_languages": STAFF_LANGUAGES if request.user.is_authenticated else None,
        "sign_in_parts": ["demo/_people.html"] if settings.DEMO else [],
    }


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


def refusal(status: int) -> str:
    """Give the page for what is answered outside Django, in all languages: too large, went wrong, or unreadable."""
    page = {413: "errors/413.html", 500: "errors/500.html"}.get(status, "errors/400.html")
    return render_to_string(page, {"demo_mode": settings.DEMO})


def went_wrong(request: HttpRequest) -> HttpResponse:
    """Answer 500 without a word of what was being done."""
    return HttpResponse(refusal(500), status=500)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose protection has run out, or which came from elsewhere."""
    return render(request, "errors/403_csrf.html", status=403)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a request that makes no sense without asking it anything more: its host may be what makes none."""
    return HttpResponse(render_to_string("errors/400.html", {"demo_mode": settings.DEMO}), status=400)
