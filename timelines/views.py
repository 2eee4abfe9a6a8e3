"""Pages of the interviewer's timeline, and one operation by HTTP, without a socket."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.access import AskingRequest, policy
from accounts.cover import in_a_sitting, quiet
from timelines import answering, queries, services
from timelines.board import board
from timelines.rules import Seat


@in_a_sitting
@require_safe
@policy("timeline", "draw")
def page(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Show the interviewer a whole timeline."""
    timeline = queries.timeline(request.asks, pk)
    services.look(timeline, by=request.asks.actor.id, at=request.asks.at)
    return render(
        request,
        "timelines/page.html",
        {
            "timeline": timeline,
            "board": board(timeline, Seat.INTERVIEWER, request.path),
        },
    )


@quiet
@in_a_sitting
@require_safe
@policy("timeline", "draw")
def state(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Give the interviewer's client what it has missed since `?since=`."""
    timeline = queries.timeline(request.asks, pk)
    services.look(timeline, by=request.asks.actor.id, at=request.asks.at)
    return answering.state(request, timeline, Seat.INTERVIEWER)


@in_a_sitting
@require_POST
@policy("timeline", "draw")
def operations(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Take one operation from the interviewer's client or form."""
    timeline = queries.timeline(request.asks, pk)
    return answering.operate(request, timeline, Seat.INTERVIEWER, reverse("timelines:page", args=[pk]))


@in_a_sitting
@require_safe
@policy("timeline", "draw")
def change(request: AskingRequest, pk: UUID, thing: UUID) -> HttpResponse:
    """Show the interviewer the form of one thing."""
    timeline = queries.timeline(request.asks, pk)
    answer = answering.change(request, timeline, thing, Seat.INTERVIEWER)
    services.look(timeline, by=request.asks.actor.id, at=request.asks.at)
    return answer
