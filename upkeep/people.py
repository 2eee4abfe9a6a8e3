"""The pages on which an administrator looks after people: invite, invite again, close, open, a lost second step."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import services
from accounts.access import AskingRequest, policy
from accounts.factor import fresh
from accounts.models import Person
from accounts.queries import states
from accounts.sending import sent_from
from printing.services import qr
from studies.resting import confirm_lead
from studies.services import begin_study
from upkeep import queries
from upkeep.people_forms import BeginStudyForm, InviteForm, sent
from upkeep.services import begin_anew


def _person_page(request: AskingRequest, pk: UUID) -> str:
    return reverse("upkeep:person", args=[queries.person(request.asks, pk).pk])


def _installation(request: AskingRequest, pk: UUID) -> str:
    queries.person(request.asks, pk)
    return reverse("upkeep:page")


def _handed(request: AskingRequest, person: Person, secret: str) -> HttpResponse:
    """Show a new invitation, this once: it goes to its person by hand, no mail is sent."""
    link = request.build_absolute_uri(reverse("accounts:invited")) + "#" + secret
    return render(request, "upkeep/handed.html", {"person": person, "link": link, "qr": qr(link)})


def _invited_again(request: AskingRequest, person: Person) -> HttpResponse:
    return _handed(request, person, services.invite(person, by=request.asks.actor.id, at=request.asks.at))


@require_http_methods(["GET", "HEAD", "POST"])
@policy("person", "look after")
@fresh
def invite(request: AskingRequest) -> HttpResponse:
    """Ask for somebody to invite; add their account, and show the invitation."""
    form = sent(InviteForm, request)
    if not form.is_valid():
        return render(request, "upkeep/invite.html", {"form": form}, status=422 if form.is_bound else 200)
    made = services.invite_somebody(**form.cleaned_data, by=request.asks.actor.id, at=request.asks.at)
    return _handed(request, *made)


@require_safe
@policy("person", "look after")
def person(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Show one person and what can be done about the account."""
    return _person(request, queries.person(request.asks, pk))


def _person(request: AskingRequest, one: Person, status: int = 200) -> HttpResponse:
    shown = {
        "person": one, "state": states(request.asks.at)[one.pk], "self": one.pk == request.user.pk,
        "left": queries.left_by(one, request.asks.at), "unsure": status != 200,
    }  # fmt: skip
    return render(request, "upkeep/person.html", shown, status=status)


@policy("person", "look after")
@sent_from(_person_page)
@fresh
def invite_again(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Show a new invitation: the account opens with a new password, and the second step that it has."""
    return _invited_again(request, queries.person(request.asks, pk))


@policy("person", "look after")
@sent_from(_person_page)
@fresh
def close(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Close an account; its pages and sockets end within two seconds.

    One that leaves a centre with nobody, or in the midst of a *now*, takes a tick.
    """
    own, one = pk == request.user.pk, queries.person(request.asks, pk)
    if request.POST.get("asked") != "yes" and queries.left_by(one, request.asks.at):
        return _person(request, one, 422)
    services.deactivate(one, by=request.asks.actor.id, at=request.asks.at)
    if own:
        services.sign_out(request)
        return redirect("accounts:front")
    return _kept(request, pk)


@policy("person", "look after")
@sent_from(_person_page)
@fresh
def reopen(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Open a closed account again."""
    services.reactivate(queries.person(request.asks, pk), by=request.asks.actor.id, at=request.asks.at)
    return _kept(request, pk)


@policy("person", "look after")
@sent_from(_person_page)
@fresh
def reset(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Take away the second step of somebody who lost it; their sessions end, and an invitation opens anew."""
    one = queries.person(request.asks, pk)
    begin_anew(one, by=request.asks.actor.id, at=request.asks.at)
    return _invited_again(request, one)


@policy("person", "confirm")
@sent_from(_installation)
@fresh
def confirm(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Say of a lead whose account somebody else began anew, as a second person, that it is them: they lead again."""
    if confirm_lead(queries.person(request.asks, pk), by=request.asks.actor.id, at=request.asks.at):
        messages.success(request, _("Kept."))
    return redirect("upkeep:page")


@require_http_methods(["GET", "HEAD", "POST"])
@policy("person", "look after")
@fresh
def study(request: AskingRequest) -> HttpResponse:
    """Ask for a study and its lead, and begin it: closed until its lead records the ethics decision."""
    form = sent(BeginStudyForm, request)
    if not form.is_valid():
        return render(request, "upkeep/study.html", {"form": form}, status=422 if form.is_bound else 200)
    begin_study(**form.cleaned_data, by=request.asks.actor.id, at=request.asks.at)
    messages.success(request, _("Kept."))
    return redirect("upkeep:page")


def _kept(request: AskingRequest, pk: UUID) -> HttpResponse:
    messages.success(request, _("Kept."))
    return redirect("upkeep:person", pk)
