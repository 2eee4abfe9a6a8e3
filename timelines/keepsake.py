"""Pages of the keepsake: what comes onto it is chosen first, and not printing is what the page proposes."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import AskingRequest, Denied, policy
from accounts.carrying import local
from accounts.cover import in_a_sitting
from printing.services import NotPrinted
from timelines import paper, queries, rules, seats, services
from timelines.answering import ended
from timelines.models import Timeline
from timelines.rules import Seat


@in_a_sitting
@require_http_methods(["GET", "HEAD", "POST"])
@policy("timeline", "take home")
def page(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Let the interviewer and her choose together what comes onto her paper, and print it."""
    timeline = queries.timeline(request.asks, pk)
    services.look(timeline, by=request.asks.actor.id, at=request.asks.at)
    context = {"layout": "base.html", "back": _back(request, reverse("timelines:page", args=[pk]))}
    return _answer(request, timeline, Seat.INTERVIEWER, request.asks.actor.id, context)


@seats.only(alone=False)
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@policy("own timeline", "take home")
def her_page(request: AskingRequest) -> HttpResponse:
    """Let her choose on her own device what comes onto her paper, and print it."""
    try:
        timeline = seats.hers(request.asks, request.COOKIES)
    except Denied:
        return ended(request)
    context = {"layout": "hers.html", "back": reverse("timelines:her-page"), "leave_url": reverse("timelines:leave")}
    by = request.asks.actor.link or timeline.participant_id
    return _answer(request, timeline, Seat.HERS, by, context)


def _back(request: AskingRequest, otherwise: str) -> str:
    """Give the page of this site that led here, as `?next=` says, or `otherwise`."""
    return local(request.GET.get("next", ""), otherwise)


def _answer(request: AskingRequest, timeline: Timeline, seat: Seat, by: UUID, context: dict[str, Any]) -> HttpResponse:
    parts, said = paper.offered(timeline, seat), request.POST
    page: dict[str, Any] = {**context, "seat": seat, "parts": parts, "near": said.get("look") == "near"}
    page["timeline"] = timeline
    if request.method != "POST":
        inside = seat is Seat.INTERVIEWER and "HX-Request" in request.headers
        return render(request, "timelines/_keepsake_form.html" if inside else "timelines/keepsake.html", page)
    if said.get("print") != "yes":
        return HttpResponseRedirect(context["back"])
    try:
        paper.choose(parts, said.dict())
    except rules.Unusable as why:
        return render(request, "timelines/keepsake.html", page | {"words": why.words}, status=422)
    try:
        content = paper.printed(parts, near=page["near"])
    except NotPrinted:
        words = _("The paper could not be made at this moment. Nothing is lost. Try it once more a little later.")
        return render(request, "timelines/keepsake.html", page | {"words": words}, status=503)
    paper.note(timeline, by=by, at=request.asks.at)
    return _paper(content, seat)


def _paper(content: bytes, seat: Seat) -> HttpResponse:
    how = "attachment" if seat is Seat.HERS else "inline"  # her page stays, and the way to leave it
    headers = {"Content-Disposition": f'{how}; filename="drawing.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
