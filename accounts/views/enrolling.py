"""Taking a second factor: the app with six digits, or a passkey."""

import base64

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts import factors
from accounts.access import FACTOR, AskingRequest, policy
from accounts.adapter import factor_of, opened, sealed
from accounts.cover import before_factor
from accounts.forms import CodeForm, KeyNameForm
from accounts.services import signing_in
from accounts.views.keys import may_add

SEED = "seed"


def _ask_first(request: AskingRequest) -> HttpResponse | None:
    """Lead to showing a second factor, where there is one already."""
    return None if may_add(request) else redirect(f"{reverse('accounts:again')}?next={request.path}")


def _added(request: AskingRequest, kind: str) -> HttpResponse:
    """Go on after a second factor was taken; with the first one come recovery codes, shown this once."""
    person, first = request.user, FACTOR not in request.session
    signing_in.note_factor(request, person, kind, at=request.asks.at)
    if not first:
        return redirect("accounts:me")
    return render(request, "accounts/recovery.html", {"codes": factors.new_recovery_codes(person)})


@before_factor
@require_http_methods(["GET", "HEAD", "POST"])
@policy("own account", "keep")
def code(request: AskingRequest) -> HttpResponse:
    """Show the seed for an app, and take it once a code of it was typed. The seed rests sealed until then."""
    person = request.user
    if (first := _ask_first(request)) is not None:
        return first
    with factor_of(person.pk):
        seed = opened(request.session.get(SEED)) or factors.new_seed()
        request.session["seed"] = sealed(seed)
    if request.method == "POST":
        try:
            replaced = factors.add_code(person, seed, request.POST.get("code", ""), at=request.asks.at)
        except factors.Refused:
            return _code_page(request, seed, wrong=True)
        del request.session[SEED]
        return _added(request, "code anew" if replaced else "code")
    return _code_page(request, seed)


def _code_page(request: AskingRequest, seed: str, wrong: bool = False) -> HttpResponse:
    picture = factors.seed_picture(factors.seed_address(request.user, seed))
    spaced = " ".join(seed[at : at + 4] for at in range(0, len(seed), 4))
    shown = {
        "form": CodeForm(), "seed": spaced, "wrong": wrong, "replaces": factors.has_app(request.user),
        "picture": "data:image/svg+xml;base64," + base64.b64encode(picture.encode()).decode(),
    }  # fmt: skip
    return render(request, "accounts/code.html", shown, status=422 if wrong else 200)


@before_factor
@require_http_methods(["GET", "HEAD", "POST"])
@policy("own account", "keep")
def key(request: AskingRequest) -> HttpResponse:
    """Take a passkey that this browser or a stick has made."""
    if (first := _ask_first(request)) is not None:
        return first
    form = KeyNameForm(request.POST if request.method == "POST" else None)
    wrong = form.is_bound
    if form.is_valid():
        try:
            factors.add_key(request.user, form.cleaned_data["name"], form.cleaned_data["credential"])
            return _added(request, "key")
        except factors.Refused:
            pass
    return render(request, "accounts/key.html", {"form": form, "wrong": wrong}, status=422 if wrong else 200)
