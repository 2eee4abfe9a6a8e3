"""What pages of both seats answer alike: what is new, one operation by HTTP, the form of one thing."""

import re
from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.access import AskingRequest, NotNow
from accounts.carrying import local
from accounts.throttle import TooMany
from timelines import announcements, fields, letterbox, queries, reading, rules, seats, services, wording
from timelines.bounds import BOUNDS
from timelines.models import Timeline
from timelines.refusals import given_back, refusal
from timelines.rules import Seat
from timelines.signals import signalled


def way_out() -> dict[str, str]:
    """Give where her page leads when she leaves it."""
    return {"leave_url": reverse("timelines:leave")}


def ended(request: AskingRequest) -> HttpResponse:
    """Answer every page of hers whose link has ended with the same bytes but for the nonce, whatever the reason.

    Only a device that was here when it was closed reads why, as in a pause, and the number of her centre.
    """
    words = {
        "link": seats.closed(request.asks, request.COOKIES),
        "demo_mode": settings.DEMO,
        "csp_nonce": request.csp_nonce,
        "leave_to": settings.LEAVE_TO,
    }
    return HttpResponse(render_to_string("timelines/ended.html", words), status=404)


def state(request: AskingRequest, timeline: Timeline, seat: Seat) -> HttpResponse:
    """Give what a client has missed since `?since=`; to `?ping=` the same number, and that seat counts as heard."""
    if ping := _number(request.GET.get("ping", "")):
        announcements.heard(timeline.pk, hers=seat is Seat.HERS)
        return JsonResponse({"pong": ping})
    return JsonResponse(queries.state(timeline, seat, _number(request.GET.get("since", ""))))


def _number(text: str) -> int:
    """Give the whole number of an address, 0 for what is none."""
    return int(text) if re.fullmatch(r"[0-9]{1,18}", text) else 0


def operate(request: AskingRequest, timeline: Timeline, seat: Seat, back: str) -> HttpResponse:
    """Apply one operation that comes as JSON or as a form; answer in kind."""
    count(request, timeline, seat)
    as_json = request.content_type == "application/json"
    said = _json(request) if as_json else fields.operation(request.POST)
    if as_json and (signal := signalled(said, hers=seat is Seat.HERS)) is not None:
        announcements.signal(timeline.pk, signal, hers=seat is Seat.HERS)
        return JsonResponse({})
    masks, opened = not as_json and fields.masks(request.POST), False
    try:
        if as_json and isinstance(said, dict) and "sealed" in said:
            said, opened = letterbox.unsealed(timeline, said["sealed"]), True
        acknowledged = applied(request, timeline, seat, said, masks)
    except (rules.Unusable, NotNow) as why:
        status = 409 if isinstance(why, NotNow) else 400 if as_json and type(why) is rules.Malformed else 422
        if as_json:
            letter = given_back(said, why, hers=seat is Seat.HERS) if opened else {}
            return JsonResponse({"refused": {**refusal(why), **letter}}, status=status)
        return _again(request, timeline, seat, fields.typed(request.POST), why, status, back)
    return JsonResponse({"ack": acknowledged}) if as_json else HttpResponseRedirect(_next(request, back))


def count(request: AskingRequest, timeline: Timeline, seat: Seat) -> None:
    """Count what comes by HTTP with what comes by a line. Raises TooMany."""
    actor = request.asks.actor
    if not BOUNDS.may_say((actor.link if seat is Seat.HERS else actor.person, timeline.pk)):
        raise TooMany(1)


def applied(
    request: AskingRequest, timeline: Timeline, seat: Seat, said: Any, masks: bool, *, alone: bool = False
) -> dict[str, Any]:
    """Apply an operation. When what is noticed in its words is to be masked, then so. Raises as `services.apply`."""
    actor, hers = request.asks.actor, seat is Seat.HERS
    by = actor.link if hers else actor.person
    apply = partial(services.apply, timeline, hers=hers, by=by, at=request.asks.at, alone=alone)  # type: ignore[arg-type]
    try:
        return apply(said)
    except rules.NameNoticed as why:
        if not masks:
            raise
        return apply(said | wording.masked(said, why.found))


def _again(
    request: AskingRequest,
    timeline: Timeline,
    seat: Seat,
    said: Any,
    why: rules.Unusable | NotNow,
    status: int,
    back: str,
) -> HttpResponse:
    """Show the form again with what was typed, or the words of what is not possible now."""
    context: dict[str, Any] = {"timeline": timeline, "seat": seat, "layout": _layout(seat), **way_out()}
    if isinstance(why, NotNow):
        return render(request, "errors/409.html", context | {"words": why.words, "back_url": back}, status=status)
    context |= {"draft": said, "words": why.words, "next": _next(request, back)}
    if isinstance(why, rules.NameNoticed):
        context["masked"] = list(wording.masked(said, why.found).values())
    return render(request, "timelines/change.html", context, status=status)


def change(request: AskingRequest, timeline: Timeline, pk: UUID, seat: Seat) -> HttpResponse:
    """Show the form of one thing. Raises Denied."""
    draft = fields.fields(queries.thing(timeline, pk, seat))
    home = reverse("timelines:her-page") if seat is Seat.HERS else reverse("timelines:page", args=[timeline.pk])
    context = {"timeline": timeline, "seat": seat, "draft": draft, "known": True, "layout": _layout(seat), **way_out()}
    return render(request, "timelines/change.html", context | {"next": home})


def _layout(seat: Seat) -> str:
    return "hers.html" if seat is Seat.HERS else "base.html"


def _next(request: AskingRequest, back: str) -> str:
    """Give the path of this site that the form came from, or `back`."""
    return local(request.POST.get("next", ""), back)


def _json(request: AskingRequest) -> Any:
    try:
        return reading.strictly(request.body)
    except reading.NotJson:
        return None
