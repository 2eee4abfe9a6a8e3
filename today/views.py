"""The landing page of interviewer, lead, reader and supervisor."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import AskingRequest, policy
from studies.queries import days_asked_once
from today import queries


@require_safe
@policy("own work", "read")
@days_asked_once()
def page(request: AskingRequest) -> HttpResponse:
    """Show what waits, in its order; one's participants with their next step; and the lead's progress."""
    asks, led, mine = request.asks, queries.led(request.asks), queries.my_ways(request.asks)
    return render(request, "today/page.html", {
        "waiting": queries.waiting(request.user, asks.at, mine), "today": queries.day(asks), "ways": mine,
        "interviews": asks.to("read", "interview").may(), "led": led,
        "overdue": any(each.overdue for each in led), "teams": queries.supervised(asks),
    })  # fmt: skip
