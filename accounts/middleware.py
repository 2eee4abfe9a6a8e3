"""The walls before every view: sign-in, the cover, the second factor, and the policy row without which none answers."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from accounts.access import NotNow, Role, covered, let_in, shown_factor
from accounts.carrying import carried
from accounts.cover import patience_of
from accounts.sending import way_back
from accounts.sessions import touch
from accounts.throttle import TooMany
from vault.services import KeyDestroyed


def is_page(request: HttpRequest) -> bool:
    """Say whether a browser opens the answer as a page, and not a script."""
    by_script = "HX-Request" in request.headers or request.headers.get("Accept") == "application/json"
    return not by_script and request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"


class Sessions(SessionMiddleware):
    """Sessions as Django has them, but an answer to an old key takes no cookie off the browser.

    A key changes when somebody signs in or opens a cover. What was asked with the old one a moment before would else
    take away the new one. Whoever leaves loses the cookie as before.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        session = getattr(request, "session", None)
        if session is not None and session.is_empty() and not session.modified:
            patch_vary_headers(response, ("Cookie",))
            return response
        return super().process_response(request, response)


class SignInFirst(LoginRequiredMiddleware):
    """Leads who is not signed in to the front page, which leads on to the page asked for; then asks the policy.

    Not on to what no browser opens as a page: a form that was sent, and what a script reads. The policy is asked before
    the view says which methods it takes: to who has no row for it, an address is not there by any method.
    """

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., Any], view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        """Lead to the front page, or let in. Raises Denied."""
        elsewhere = super().process_view(request, view_func, view_args, view_kwargs)
        if elsewhere is None:
            let_in(request, *view_func.policy)  # type: ignore[attr-defined]
        return elsewhere

    def handle_no_permission(self, request: HttpRequest, view_func: Callable[..., Any]) -> HttpResponseRedirect:
        page = request.method in ("GET", "HEAD") and request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
        return super().handle_no_permission(request, view_func) if page else redirect_to_login("")


class Cover:
    """Lets nothing through a covered screen but what opens it again, and leads who has no second factor to get one.

    The clock is the server's: it works without a script as well. A page leads to the cover and back; a form that was
    sent is handed back in the page of the cover; a script gets 423.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Answer for `view` while the screen is covered, or while a second factor is missing; else note the act."""
        if not request.user.is_authenticated or (not getattr(view, "login_required", True) and request.path != "/"):
            return None
        at = timezone.now()
        request.patience = int(patience_of(view).total_seconds())  # type: ignore[attr-defined]
        if covered(request.session, at):
            return None if getattr(view, "under_cover", False) else _covered(request)
        if not shown_factor(request.session) and not getattr(view, "before_factor", False):
            return redirect("accounts:me")
        if not getattr(view, "quiet", False):
            keeps = None if getattr(view, "under_cover", False) else patience_of(view)
            touch(request.session, at, keeps)
        return None


def _covered(request: HttpRequest) -> HttpResponse:
    if not is_page(request):
        return HttpResponse(status=423)
    if request.method in ("GET", "HEAD"):
        return redirect(f"{reverse('accounts:locked')}?{urlencode({'next': request.get_full_path()})}")
    return render(request, "accounts/locked.html", {"carried": carried(request)}, status=423)


class ClosedByDefault:
    """Refuses every view that states no policy row; answers what is not possible now with 409 and words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            response.content = render_to_string("errors/405.html", {"demo_mode": settings.DEMO})
            response.headers["Content-Length"] = str(len(response.content))  # the one of before was of an empty answer
        return response

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any) -> None:
        """Raise Http404 when `view` names no row of the policy."""
        if not hasattr(view, "policy"):
            raise Http404

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer NotNow with its words, too many tries with 429, and what a destroyed key has closed; no other."""
        if isinstance(exception, TooMany):
            return _too_many(request, exception.seconds)
        if isinstance(exception, KeyDestroyed):
            exception = NotNow(_("What was kept is deleted. Nothing more can be done here."), gone=True)
        if not isinstance(exception, NotNow):
            return None
        words = {"words": exception.words, "gone": exception.gone, "layout": _layout(request)}
        page = words | {"back_url": way_back(request)}
        return render(request, "errors/409.html", page, status=exception.status)


def _too_many(request: HttpRequest, seconds: int) -> HttpResponse:
    words = {"seconds": seconds, "layout": _layout(request), "back_url": way_back(request)}
    page = render(request, "errors/429.html", words, status=429)
    page.headers["Retry-After"] = str(seconds)
    return page


def _layout(request: HttpRequest) -> str:
    """Give the layout of who asked: hers, when only a participant's role lets through here."""
    asks = getattr(request, "asks", None)
    roles = {role for role, _relation in asks.grants()} if asks else set()
    return "hers.html" if roles and roles <= {Role.PARTICIPANT_BY_LINK, Role.PARTICIPANT_BY_CODE} else "base.html"
