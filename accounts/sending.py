"""Addresses that take what a form sends, and are no page of their own."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.http import HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from accounts.access import AskingRequest, Denied, NotNow

View = Callable[..., HttpResponseBase]


def way_back(request: HttpRequest) -> str:
    """Give the page on which a refused form stood; the first page when nothing was sent, or it is not theirs."""
    page: Callable[[], str] = getattr(request, "stands_on", lambda: request.path)
    try:
        return page() if request.method == "POST" else "/"
    except (Denied, NotNow):
        return "/"


def sent_from(page: Callable[..., str]) -> Callable[[View], View]:
    """Let a view take POST only, and lead whoever opens its address by itself to the page on which its form stands.

    A browser opens it so after the answer to the form was read in another language. `page` takes what the view takes
    and gives that page's address; it raises Denied for what is not theirs. Stands below `policy`.
    """

    def name(view: View) -> View:
        @wraps(view)
        def answered(request: AskingRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method == "POST":
                request.stands_on = partial(page, request, *args, **kwargs)  # type: ignore[attr-defined]
                return view(request, *args, **kwargs)
            there = page(request, *args, **kwargs)
            return redirect(there) if request.method in {"GET", "HEAD"} else HttpResponseNotAllowed(["POST"])

        return answered

    return name
