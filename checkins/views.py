"""A therapist's pages: what waits, an attunement in one pass, a feedback and one tap."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import AskingRequest, policy
from accounts.sending import sent_from
from checkins import mailing, queries, rules, services
from checkins.forms import AcknowledgementForm, AttunementForm, FollowUpForm, HandingForm
from checkins.models import Attention, Done, Feedback, Next
from consent.queries import in_force
from studies.queries import days_asked_once


@require_safe
@policy("attunement", "list")
@days_asked_once()
def waiting(request: AskingRequest) -> HttpResponse:
    """Show what waits for a therapist, in its order."""
    return render(request, "checkins/list.html", {
        "desk": queries.desk(request.asks), "houses": queries.houses(request.asks),
    })  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@policy("attunement", "give")
def attunement(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Show the choices of one attunement and take them in one pass."""
    asked, at = queries.attunement(request.asks, pk), request.asks.at
    queries.still_shared(in_force(asked.participant, at), "C05")
    form = AttunementForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        services.answer(asked, by=request.user, at=at, **form.cleaned_data)
        return redirect("checkins:list")
    status = 422 if request.method == "POST" else 200
    return render(request, "checkins/attunement.html", {"attunement": asked, "form": form}, status=status)


def _or_ended(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let whoever has a feedback open that has ended read that, and the number of the house."""

    @wraps(view)
    def answered(request: AskingRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except queries.HasEnded as ended:
            return render(request, "checkins/ended.html", {"houses": [ended.centre]}, status=ended.status)

    return answered


@require_safe
@policy("feedback", "list")
@_or_ended
def feedback(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Show the coded words of one feedback, and what can be done in one tap."""
    given = queries.shared_feedback(request.asks, pk)
    at = request.asks.at
    if (correction := queries.replaced_by(given, at)) and not queries.is_followed(given, at):
        return redirect("checkins:feedback", correction.pk)
    return _feedback(request, given)


def _feedback(request: AskingRequest, given: Feedback, fault: str = "", tried: int | None = None) -> HttpResponse:
    """Show a feedback; `fault` says what is wrong with what was `tried`, whose second step is open then."""
    services.look(given, by=request.user, at=request.asks.at)
    handings = queries.handings(given, request.user.pk, request.asks.at)
    there = queries.colleagues(given, request.user.pk, request.asks.at)
    shown = {
        "feedback": given, "fault": fault, "last": queries.last_try(given), "told": queries.told_of(given),
        "is_open": queries.is_followed(given, request.asks.at),
        "correction": queries.replaced_by(given, request.asks.at), "now": Attention.NOW,
        "against_her_wish": rules.has_to_be_told(given.her_wish, given.attention),
        "mails": mailing.is_set_up(), "handings": handings, "last_handed": handings[-1] if handings else None,
        "colleagues": {each.person_id: each.person.name for each in there}.items(),
        "grave": rules.is_grave(given.attention, given.experience), "tried": tried,
        "declined": Next.SHE_DECLINED, "ends_with_nobody": rules.ENDS_WITH_NOBODY, "handed_over": Done.HANDED_OVER,
        "choices": AcknowledgementForm(feedback=given).fields["next"].choices, "outcomes": Done.choices,  # type: ignore[attr-defined]
    }  # fmt: skip
    return render(request, "checkins/feedback.html", shown, status=422 if fault else 200)


def _hand(request: AskingRequest, given: Feedback) -> HttpResponse:
    """Put it into the hands of the colleague who was touched, where it still waits; back to the list."""
    form = HandingForm(request.POST)
    if not form.is_valid():
        return _feedback(request, given, _("One of these has to be chosen."))
    services.hand(given, by=request.user, to=form.cleaned_data["to"], at=request.asks.at)
    return redirect("checkins:list")


def _feedback_page(request: AskingRequest, pk: UUID) -> str:
    return reverse("checkins:feedback", args=[queries.shared_feedback(request.asks, pk).pk])


@policy("feedback", "acknowledge")
@_or_ended
@sent_from(_feedback_page)
def acknowledge(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Keep what the therapist will do, or to which colleague it goes; back to the list."""
    given = queries.shared_feedback(request.asks, pk)
    if "to" in request.POST:
        return _hand(request, given)
    form = AcknowledgementForm(request.POST, feedback=given)
    if not form.is_valid():
        return _feedback(request, given, _("One of these has to be chosen."))
    next, sure = form.cleaned_data["next"], form.cleaned_data["sure"]
    try:
        services.acknowledge(given, by=request.user, at=request.asks.at, next=next, sure=sure)
    except services.NotSure as unsure:
        return _feedback(request, given, unsure.words, next)
    return redirect("checkins:list")


@policy("follow-up", "record")
@_or_ended
@sent_from(_feedback_page)
def follow_up(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Keep what became of it; back to the list."""
    given, form = queries.shared_feedback(request.asks, pk), FollowUpForm(request.POST)
    if not form.is_valid():
        return _feedback(request, given, _("One of these has to be chosen."))
    try:
        services.follow_up(given, by=request.user, at=request.asks.at, **form.cleaned_data)
    except services.NotSure as unsure:
        return _feedback(request, given, unsure.words, form.cleaned_data["done"])
    return redirect("checkins:list")
