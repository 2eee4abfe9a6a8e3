"""The own account: second factors, password, sessions."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import factors, queries
from accounts.access import AskingRequest, NotNow, policy, shown_factor
from accounts.cover import before_factor
from accounts.factor import fresh
from accounts.forms import PasswordForm
from accounts.parting import partings
from accounts.sending import sent_from
from accounts.services import signing_in


def _me(request: AskingRequest) -> str:
    return reverse("accounts:me")


class OnlyOne(NotNow):
    """The last second factor stays."""


@before_factor
@require_safe
@policy("own account", "keep")
def me(request: AskingRequest) -> HttpResponse:
    """Show the own account; without a second factor, the ways to get one and nothing else."""
    shown = {
        "factors": queries.own_factors(request.user), "sessions": queries.own_sessions(request.user, request.session),
        "has_app": factors.has_app(request.user), "recovery_left": factors.recovery_left(request.user),
        "ended": partings(request.user.pk, request.asks.at, lately=True) if shown_factor(request.session) else [],
    }  # fmt: skip
    return render(request, "accounts/me.html", shown)


@policy("own account", "keep")
@sent_from(_me)
@fresh
def take_away(request: AskingRequest) -> HttpResponse:
    """Take one second factor away; every other session ends."""
    pk = request.POST.get("factor", "")
    if not factors.take_away(request.user, int(pk) if pk.isascii() and pk.isdigit() and len(pk) < 18 else 0):
        raise OnlyOne(_("This is your only second step. Add another one first."))
    signing_in.note_factor(request, request.user, "away", at=request.asks.at)
    return redirect("accounts:me")


@policy("own account", "keep")
@sent_from(_me)
@fresh
def recovery(request: AskingRequest) -> HttpResponse:
    """Make new recovery codes and show them this once; the ones before are void."""
    if not factors.has_factor(request.user):
        raise OnlyOne(_("Recovery codes come with a second step. Add one first."))
    codes = factors.new_recovery_codes(request.user)
    signing_in.note_factor(request, request.user, "recovery", at=request.asks.at)
    return render(request, "accounts/recovery.html", {"codes": codes})


@require_http_methods(["GET", "HEAD", "POST"])
@policy("own account", "keep")
@fresh
def password(request: AskingRequest) -> HttpResponse:
    """Take a new password; every other session ends."""
    form = PasswordForm(request.POST if request.method == "POST" else None, person=request.user)
    if not form.is_valid():
        return render(request, "accounts/password.html", {"form": form}, status=422 if form.is_bound else 200)
    signing_in.change_password(request, request.user, form.cleaned_data["password"], at=request.asks.at)
    messages.success(request, _("Kept."))
    return redirect("accounts:me")


@policy("own account", "keep")
@sent_from(_me)
def end_session(request: AskingRequest) -> HttpResponse:
    """End one of the own sessions, wherever it is."""
    signing_in.end_session(request.user, request.POST.get("session", ""))
    return redirect("accounts:me")
