"""The cover over a page while nobody is there; nothing that was written is lost by it."""

from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts import factors, sessions
from accounts.access import COVERS, AskingRequest, policy
from accounts.carrying import OWN, Carried, carried, local
from accounts.cover import before_factor, quiet, under_cover
from accounts.forms import shown_key
from accounts.sending import sent_from
from accounts.services import signing_in
from accounts.throttle import forget, source, take
from accounts.views.keys import go_on


def _front_page(request: AskingRequest) -> str:
    return reverse("accounts:front")


@quiet
@under_cover
@require_http_methods(["GET", "HEAD", "POST"])
@policy("own account", "uncover")
def locked(request: AskingRequest) -> HttpResponse:
    """Show the cover, or open it with a passkey, a code or the password, and go on where somebody was.

    A script (it accepts JSON) gets 204 or 422 instead of a page.
    """
    if request.method != "POST":
        going = Carried(local(request.GET.get("next", "/")), [], False, False)
        return render(request, "accounts/locked.html", {"carried": going})
    by_script = request.headers.get("Accept") == "application/json"
    going = carried(request)
    if not _opens(request):
        page = {"carried": going, "wrong": True}
        return HttpResponse(status=422) if by_script else render(request, "accounts/locked.html", page, status=422)
    request.session.cycle_key()
    return HttpResponse(status=204) if by_script else go_on(request, going)


def _opens(request: AskingRequest) -> bool:
    """Say whether what was shown opens the cover; the invited people of the demonstration need a button only."""
    if settings.DEMO:
        return True
    who = (str(request.user.pk), source(request))
    take("uncover", *who, at=request.asks.at)
    key, words = request.POST.get(OWN + "credential"), request.POST.get(OWN + "words", "")
    try:
        if key:
            factors.use_key(shown_key(key), at=request.asks.at, person=request.user)
        elif factors.is_code(words):
            factors.use_code(request.user, words, at=request.asks.at)
        elif not request.user.check_password(words):
            raise factors.Refused
    except factors.Refused:
        signing_in.refuse(request.user, at=request.asks.at)
        return False
    forget("uncover", *who)
    return True


@quiet
@before_factor
@policy("own account", "uncover")
@sent_from(_front_page)
def cover(request: AskingRequest) -> HttpResponse:
    """Cover the screen now."""
    sessions.cover(request.session, request.asks.at)
    there = urlencode({"next": local(request.POST.get("next", "/"))})
    return redirect(f"{reverse('accounts:locked')}?{there}")


@quiet
@before_factor
@require_http_methods(["GET", "HEAD", "POST"])
@policy("own account", "uncover")
def here(request: AskingRequest) -> HttpResponse:
    """Say in how many seconds the screen is covered; by POST, a script tells that its person is still there."""
    if request.method == "POST":
        sessions.touch(request.session, request.asks.at)
        return HttpResponse(status=204)
    return JsonResponse({"seconds": max(0, round(request.session[COVERS] - request.asks.at.timestamp()))})
