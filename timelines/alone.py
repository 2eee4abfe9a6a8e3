"""She prepares alone, before a sitting: a page of its own, which works without a script and hears of nothing else.

It opens from far. What she places here reaches nobody until she shares it, here or in the sitting.
"""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.access import AskingRequest, Denied, NotNow, policy
from accounts.sending import sent_from
from timelines import fields, queries, rules, seats, wording
from timelines.answering import applied, count, ended
from timelines.models import Timeline
from timelines.rules import Seat

FIELDS = ["id", "kind", "target", "lane", "shape", "from_age", "to_age", "when", "label", "no_names"]


def _page(request: AskingRequest, timeline: Timeline, status: int = 200, **more: Any) -> HttpResponse:
    lanes = queries.prepared(timeline)
    near = request.GET.get("near") == "yes" or request.POST.get("near") == "yes"
    return render(request, "timelines/alone.html", {
        "lanes": lanes, "placed": any(things for _lane, things in lanes), "near": near,
        "centre": timeline.participant.centre, "leave_url": reverse("timelines:leave"), **more,
    }, status=status)  # fmt: skip


@seats.only(alone=True)
@login_not_required
@require_safe
@policy("own preparing", "draw")
def page(request: AskingRequest) -> HttpResponse:
    """Show her what she has prepared and not shared yet; once the link has ended, as when the sitting opens, say so."""
    try:
        return _page(request, seats.hers(request.asks, request.COOKIES))
    except Denied:
        return ended(request)


def _hers(request: AskingRequest) -> str:
    seats.hers(request.asks, request.COOKIES)
    return reverse("timelines:alone")


@seats.only(alone=True)
@login_not_required
@policy("own preparing", "draw")
@sent_from(_hers)
def operations(request: AskingRequest) -> HttpResponse:
    """Place something, take it away, or share it with the interviewer."""
    try:
        timeline = seats.hers(request.asks, request.COOKIES)
    except Denied:
        return ended(request)
    count(request, timeline, Seat.HERS)
    said = {name: request.POST[name] for name in FIELDS if name in request.POST}
    try:
        applied(request, timeline, Seat.HERS, said, fields.masks(request.POST), alone=True)
    except rules.Unusable as why:
        masked = list(wording.masked(said, why.found).values()) if isinstance(why, rules.NameNoticed) else []
        return _page(request, timeline, 422, draft=said, words=why.words, masked=masked)
    except NotNow as why:
        return _page(request, timeline, 409, words=why.words)
    near = "?near=yes" if request.POST.get("near") == "yes" else ""
    return redirect(f"{reverse('timelines:alone')}{near}#placed")
