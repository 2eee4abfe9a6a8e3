"""The front page, signing out, and the choice of a language."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts import leaving, services
from accounts.access import AskingRequest, policy
from accounts.arriving import arrival
from accounts.carrying import local
from accounts.cover import before_factor, under_cover
from accounts.forms import LanguageForm, SignInForm
from accounts.parting import partings
from accounts.sending import sent_from


def _front(request: AskingRequest) -> str:
    return reverse("accounts:front")


@login_not_required
@require_safe
@policy("front", "open")
def front(request: AskingRequest) -> HttpResponse:
    """Show the ways to sign in, or lead somebody who is signed in to the page they asked for, or to theirs."""
    if request.asks.actor.person is None:
        was_in = bool(request.COOKIES.get(settings.SESSION_COOKIE_NAME)) and request.session.is_empty()
        return render(request, "accounts/front.html", {"form": SignInForm(), "was_in": was_in})
    page = arrival(request.asks.actor, request.GET.get("next", ""), request.asks.at)
    if page:
        return redirect(page)
    ended = partings(request.user.pk, request.asks.at)
    return render(request, "accounts/no_part.html", {"ended": ended})


@login_not_required
@require_safe
@policy("front", "open")
def away(request: AskingRequest) -> HttpResponse:
    """Show the neutral page that *leave this page* opens."""
    return leaving.away(request)


@under_cover
@before_factor
@policy("front", "sign out")
@sent_from(_front)
def sign_out(request: AskingRequest) -> HttpResponse:
    """Sign out; back to the front page."""
    services.sign_out(request)
    return redirect("accounts:front")


@login_not_required
@policy("front", "choose language")
@sent_from(_front)
def language(request: AskingRequest) -> HttpResponse:
    """Keep the chosen language in a cookie; back to the page it was chosen on.

    For a year where somebody is signed in. Else until the browser is closed: it may be a borrowed one.
    """
    form = LanguageForm(request.POST)
    if not form.is_valid():
        return render(request, "errors/422.html", status=422)
    answer = HttpResponseRedirect(local(form.cleaned_data["next"]))
    answer.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        form.cleaned_data["language"],
        samesite="Strict",
        secure=settings.COOKIES_BY_HTTPS,
        httponly=True,
        max_age=31_536_000 if request.asks.actor.person else None,
    )
    return answer
