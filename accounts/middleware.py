"""The outermost walls: a view without a policy row does not answer, and a private page is not kept by the browser."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import get_resolver
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Denied, NotNow, Role, actor_of, asks
from vault.services import KeyDestroyed


class SignInFirst(LoginRequiredMiddleware):
    """Leads who is not signed in to the front page, which leads on to the page asked for.

    Not on to what no browser opens as a page: a form that was sent, and what a script reads.
    """

    def handle_no_permission(self, request: HttpRequest, view_func: Callable[..., Any]) -> HttpResponseRedirect:
        page = request.method in ("GET", "HEAD") and request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
        return super().handle_no_permission(request, view_func) if page else redirect_to_login("")


class ClosedByDefault:
    """Refuses every view that states no policy row; answers what is not possible now with 409 and words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            response = _not_like_this(request, response)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any) -> None:
        """Raise Http404 when `view` names no row of the policy."""
        if not hasattr(view, "policy"):
            raise Http404

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer NotNow with its words, and what a destroyed key has closed; leave everything else to Django."""
        if isinstance(exception, NotNow):
            words = exception.words
        elif isinstance(exception, KeyDestroyed):
            words = _("What was kept is deleted. Nothing more can be done here.")
        else:
            return None
        return render(request, "errors/409.html", {"words": words, "layout": _layout(request)}, status=409)


def _not_like_this(request: HttpRequest, refused: HttpResponse) -> HttpResponse:
    """Give the page for a method that an address does not take; nothing is here for whom no policy row lets through."""
    view, at = request.resolver_match.func if request.resolver_match else None, timezone.now()
    resource, action = getattr(view, "policy", ("", ""))
    try:
        asks(actor_of(request.session, request.user, at), resource, action, at)
    except Denied:
        nothing: HttpResponse = get_resolver().resolve_error_handler(HTTPStatus.NOT_FOUND)(request)
        return nothing
    refused.content = render_to_string("errors/405.html", {"demo_mode": settings.DEMO})
    return refused


def _layout(request: HttpRequest) -> str:
    """Give the layout of who asked: hers, when only a participant's role lets through here."""
    asks = getattr(request, "asks", None)
    roles = {role for role, _relation in asks.grants()} if asks else set()
    return "hers.html" if roles and roles <= {Role.PARTICIPANT_BY_LINK, Role.PARTICIPANT_BY_CODE} else "base.html"
