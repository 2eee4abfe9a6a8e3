"""Participants, by code."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import AskingRequest, policy
from studies import queries, services
from studies.forms import AssignForm, sent
from studies.staying import why_she_stays


@require_safe
@policy("participant", "read")
def participants(request: AskingRequest) -> HttpResponse:
    """List the participants of who asks, each with the way on."""
    asks = request.asks
    rows = queries.listed(asks, queries.participants(asks))
    shown = {
        "rows": rows,
        "leads_on": any(row.case for row in rows),
        "assigns": asks.to("assign").may(),
        "screens": list(queries.studies(asks.to("screen", "study"))),
    }
    return render(request, "studies/participants.html", shown)


@require_safe
@policy("participant", "read")
def participant(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Show one participant's code, and what can be done next."""
    (row,) = queries.listed(request.asks, [queries.participant(request.asks, pk)])
    shown = {"row": row, "participant": row.participant, "assigns": request.asks.to("assign").may()}
    return render(request, "studies/participant.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@policy("participant", "assign")
def interviewer(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Ask who will be her interviewer, or hand her over."""
    found, at = queries.participant(request.asks, pk), request.asks.at
    form = AssignForm(sent(request), participant=found, at=at)
    shown = {"participant": found, "form": form, "stays": why_she_stays(found, at)}
    if not form.is_valid():
        return render(request, "studies/interviewer.html", shown, status=422 if form.is_bound else 200)
    try:
        services.assign(found, form.cleaned_data["membership"].person, by=request.user, at=at)
    except services.Stays:  # one was opened just now, maybe
        return render(request, "studies/interviewer.html", shown | {"stays": why_she_stays(found, at)}, status=409)
    messages.success(request, _("Kept."))
    return redirect("studies:participants")
