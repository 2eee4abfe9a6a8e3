"""Signing in: by a passkey alone, or by a password and then a second factor."""

import re

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import challenge, factors, known
from accounts.access import AskingRequest, actor_of, policy
from accounts.arriving import arrival
from accounts.forms import SecondStepForm, SignInForm, shown_key
from accounts.models import Person
from accounts.parting import partings
from accounts.sending import sent_from
from accounts.services import signing_in

NEXT, PATH = "lands_on", r"/[\w./?=&%-]{0,300}"


def _front_page(request: AskingRequest) -> str:
    return reverse("accounts:front")


def arrive(request: AskingRequest, person: Person, there: str) -> HttpResponse:
    """Sign in with a second factor, and lead to the page asked for, or to theirs."""
    at = request.asks.at
    signing_in.sign_in(request, person, at=at, factor=True)
    answer = redirect(arrival(actor_of(request.session, person, at), there, at) or "accounts:front")
    known.remember(request, answer, person)
    if partings(person.pk, at, lately=True):
        messages.info(request, _("A part of yours in a study has ended. Under your name, My account says which."))
    return answer


def _front(request: AskingRequest, form: SignInForm) -> HttpResponse:
    return render(request, "accounts/front.html", {"form": form, "wrong": True}, status=422)


@login_not_required
@policy("front", "sign in")
@sent_from(_front_page)
def sign_in(request: AskingRequest) -> HttpResponse:
    """Take e-mail address and password; whatever is wrong with them has one answer."""
    form = SignInForm(request.POST)
    if not form.is_valid():
        return _front(request, form)
    at = request.asks.at
    person = signing_in.by_password(request, form.cleaned_data["email"], form.cleaned_data["password"], at=at)
    if person is None:
        return _front(request, form)
    signing_in.wait_for_factor(request, person, at=at)
    there = request.POST.get("next", "")
    request.session["lands_on"] = there if re.fullmatch(PATH, there) else ""
    return redirect("accounts:second")


@login_not_required
@policy("front", "sign in")
@sent_from(_front_page)
def by_key(request: AskingRequest) -> HttpResponse:
    """Take a passkey: two factors in one, as the key asks its person for a finger or a number."""
    at = request.asks.at
    challenge.bring_back(request, at)
    try:
        person = factors.use_key(shown_key(request.POST.get("credential", "")), at=at)
        if not challenge.use(request, at):
            raise factors.Refused(person)
    except factors.Refused as refused:
        if refused.person is not None:
            signing_in.refuse(refused.person, at=at)
        return _front(request, SignInForm())
    return arrive(request, person, request.POST.get("next", ""))


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@policy("front", "sign in")
def second(request: AskingRequest) -> HttpResponse:
    """Ask for the second factor after a right password, for ten minutes; then the front page asks for both."""
    at = request.asks.at
    person = signing_in.pending(request, at)
    if person is None:
        return redirect("accounts:front")
    if request.method != "POST":
        return render(request, "accounts/second.html", {"form": SecondStepForm()})
    key = request.POST.get("credential")
    try:
        signing_in.show_factor(
            request, person, code=request.POST.get("code", ""), key=shown_key(key) if key else None, at=at
        )
    except factors.Refused:
        return render(request, "accounts/second.html", {"form": SecondStepForm(), "wrong": True}, status=422)
    return arrive(request, person, request.session.get(NEXT, ""))
