"""A second factor that was shown just now: what asks for it, and for how long it counts."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.access import FACTOR
from accounts.carrying import carried
from accounts.rules import FRESH, counts

F = TypeVar("F", bound=Callable[..., Any])


def is_fresh(request: HttpRequest, at: datetime) -> bool:
    """Say whether the second factor was shown in the last five minutes; the demonstration asks for none."""
    return settings.DEMO or counts(request.session.get(FACTOR, 0) + FRESH.total_seconds(), FRESH, at)


def fresh(view: F) -> F:
    """Let a view answer only just after its person has shown a second factor; stands below `policy`.

    Who asks for a page is led to `/again/` and back. A form that was sent is carried there and back in the page itself.
    In the demonstration nothing is asked; a page that has such a button includes `accounts/_fresh.html`, which says so.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if is_fresh(request, timezone.now()):
            return view(request, *args, **kwargs)
        if request.method in ("GET", "HEAD"):
            return redirect(f"{reverse('accounts:again')}?{urlencode({'next': request.get_full_path()})}")
        return render(request, "accounts/again.html", {"carried": carried(request)}, status=403)

    guarded.asks_anew = True  # type: ignore[attr-defined]
    return guarded  # type: ignore[return-value]
