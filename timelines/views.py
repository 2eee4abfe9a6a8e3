"""Pages of a timeline: the interviewer's, hers, joining by link; and one operation by HTTP, without a socket."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import AskingRequest, Denied, NotNow, policy
from accounts.cover import in_a_sitting, quiet
from accounts.leaving import left
from accounts.sending import sent_from
from accounts.throttle import TooMany, full, source, take
from timelines import announcements, fields, letterbox, queries, reading, rules, seats, services, wording
from timelines.models import Timeline
from timelines.refusals import given_back, refusal
from timelines.rules import Seat
from timelines.signals import signalled

WORKER = "static/js/timeline/worker.js"


@in_a_sitting
@require_safe
@policy("timeline", "draw")
def page(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Show the interviewer a whole timeline."""
    timeline = queries.timeline(request.asks, pk)
    services.look(timeline, by=request.asks.actor.id, at=request.asks.at)
    return render(request, "timelines/page.html", {"timeline": timeline, "seat": Seat.INTERVIEWER})


@quiet
@in_a_sitting
@require_safe
@policy("timeline", "draw")
def state(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Give the interviewer's client what it has missed since `?since=`."""
    timeline = queries.timeline(request.asks, pk)
    services.look(timeline, by=request.asks.actor.id, at=request.asks.at)
    return _state(request, timeline, Seat.INTERVIEWER)


@in_a_sitting
@require_POST
@policy("timeline", "draw")
def operations(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Take one operation from the interviewer's client or form."""
    timeline = queries.timeline(request.asks, pk)
    return _operate(request, timeline, Seat.INTERVIEWER, reverse("timelines:page", args=[pk]))


@in_a_sitting
@require_safe
@policy("timeline", "draw")
def change(request: AskingRequest, pk: UUID, thing: UUID) -> HttpResponse:
    """Show the interviewer the form of one thing."""
    timeline = queries.timeline(request.asks, pk)
    answer = _change(request, timeline, thing, Seat.INTERVIEWER)
    services.look(timeline, by=request.asks.actor.id, at=request.asks.at)
    return answer


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@policy("own timeline", "join")
def join(request: AskingRequest) -> HttpResponse:
    """Show the page that joins, the same for everybody; by POST burn the secret, and let her device ask."""
    if request.method != "POST":
        return render(request, "timelines/join.html")
    codes = not full("join", source(request), at=request.asks.at)
    link = services.join(request.POST.get("secret", ""), codes=codes, at=request.asks.at)
    if link is None:
        return _not_opened(request)
    if settings.DEMO and request.user.is_authenticated:  # both seats in one browser
        request.session.cycle_key()
    else:
        request.session.flush()
    request.session["link"] = str(link.pk)
    request.session.pop("alone", None)
    if link.alone:
        request.session["alone"] = True
    answer = redirect("timelines:wait")
    seats.take(answer)
    return answer


def _not_opened(request: AskingRequest) -> HttpResponse:
    """Answer what opened nothing; after many from this address, say that letters have to wait.

    Only what opened nothing is counted, and a link opens all the same: at a centre many share one address.
    """
    try:
        take("join", source(request), at=request.asks.at)
    except TooMany as many:
        page = render(request, "timelines/join.html", {"wait": True}, status=429)
        page.headers["Retry-After"] = str(many.seconds)
        return page
    return _ended(request)


@login_not_required
@require_safe
@policy("own link", "wait")
def wait(request: AskingRequest) -> HttpResponse:
    """Show the two digits that the interviewer compares; once confirmed, lead to her timeline."""
    try:
        link = seats.own_link(request.asks, request.COOKIES)
    except Denied:
        return _ended(request)
    if link.confirmed_at is not None:
        return redirect("timelines:alone" if link.alone else "timelines:her-page")
    return render(request, "timelines/wait.html", {"link": link, **_way_out()})


@seats.only(alone=False)
@login_not_required
@require_safe
@policy("own timeline", "draw")
def her_page(request: AskingRequest) -> HttpResponse:
    """Show her timeline on her device."""
    try:
        timeline = seats.hers(request.asks, request.COOKIES)
    except Denied:
        return _ended(request)
    with _her_language(request, timeline) as language:
        answer = render(request, "timelines/hers.html", {"timeline": timeline, "seat": Seat.HERS, **_way_out()})
    if language:
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, secure=settings.COOKIES_BY_HTTPS, httponly=True, samesite="Strict"
        )
    return answer


@seats.only(alone=False)
@login_not_required
@require_safe
@policy("own timeline", "draw")
def shell(request: AskingRequest) -> HttpResponse:
    """Show her page without anything that anybody said: a device keeps it for when there is no network."""
    timeline = seats.hers(request.asks, request.COOKIES)
    with _her_language(request, timeline):
        context = {"timeline": timeline, "seat": Seat.HERS, "shell": True, **_way_out()}
        return render(request, "timelines/hers.html", context)


@login_not_required
@require_safe
@policy("own timeline", "join")
def worker(request: AskingRequest) -> HttpResponse:
    """Give the script that opens the kept page when there is no network; it works below /j/ only."""
    answer = HttpResponse((settings.BASE_DIR / WORKER).read_bytes(), content_type="text/javascript; charset=utf-8")
    answer.is_worker = True  # type: ignore[attr-defined]  # for its own policy: config/headers.py
    return answer


@contextmanager
def _her_language(request: AskingRequest, timeline: Timeline) -> Iterator[str]:
    """Speak her language on a device on which nobody has chosen one, and give it; else give "".

    Not where the interviewer has the same browser, as in the second window of the demonstration.
    """
    chosen = settings.LANGUAGE_COOKIE_NAME in request.COOKIES or request.user.is_authenticated
    language = "" if chosen else timeline.participant.language
    with translation.override(language or translation.get_language()):
        yield language


@seats.only(alone=False)
@login_not_required
@require_safe
@policy("own timeline", "draw")
def her_state(request: AskingRequest) -> HttpResponse:
    """Give her client what it has missed since `?since=`."""
    return _state(request, seats.hers(request.asks, request.COOKIES), Seat.HERS)


@seats.only(alone=False)
@login_not_required
@require_POST
@policy("own timeline", "draw")
def her_operations(request: AskingRequest) -> HttpResponse:
    """Take one operation from her client or form."""
    return _operate(request, seats.hers(request.asks, request.COOKIES), Seat.HERS, reverse("timelines:her-page"))


@seats.only(alone=False)
@login_not_required
@require_safe
@policy("own timeline", "draw")
def her_change(request: AskingRequest, thing: UUID) -> HttpResponse:
    """Show her the form of one thing."""
    return _change(request, seats.hers(request.asks, request.COOKIES), thing, Seat.HERS)


@login_not_required
@policy("own timeline", "draw")
@sent_from(lambda request: reverse("timelines:her-page"))
def leave(request: AskingRequest) -> HttpResponse:
    """Forget her device at once: its link is closed, so that nobody comes back by it. The answer is an empty page."""
    if request.asks.actor.link is not None:
        services.let_go(request.asks.actor.link, at=request.asks.at)
    shared = settings.DEMO and request.user.is_authenticated  # the interviewer's own window is in this browser too
    if shared:
        del request.session["link"]
    else:
        request.session.flush()
    answer = left(request, keeps_cookies=shared)
    seats.give_back(answer)
    return answer


def _way_out() -> dict[str, str]:
    return {"leave_url": reverse("timelines:leave")}


def _ended(request: AskingRequest) -> HttpResponse:
    """Answer every link that does not open with the same bytes but for the nonce, whatever the reason."""
    words = {"demo_mode": settings.DEMO, "csp_nonce": request.csp_nonce, "leave_to": settings.LEAVE_TO}
    return HttpResponse(render_to_string("timelines/ended.html", words), status=404)


def _state(request: AskingRequest, timeline: Timeline, seat: Seat) -> HttpResponse:
    since = request.GET.get("since", "")
    return JsonResponse(queries.state(timeline, seat, int(since) if re.fullmatch(r"[0-9]{1,18}", since) else 0))


def _operate(request: AskingRequest, timeline: Timeline, seat: Seat, back: str) -> HttpResponse:
    """Apply one operation that comes as JSON or as a form; answer in kind."""
    as_json = request.content_type == "application/json"
    said = _json(request) if as_json else fields.operation(request.POST)
    if as_json and (signal := signalled(said, hers=seat is Seat.HERS)) is not None:
        announcements.signal(timeline.pk, signal, hers=seat is Seat.HERS)
        return JsonResponse({})
    masks, opened = not as_json and fields.masks(request.POST), False
    try:
        if as_json and isinstance(said, dict) and "sealed" in said:
            said, opened = letterbox.unsealed(timeline, said["sealed"]), True
        acknowledged = _applied(request, timeline, seat, said, masks)
    except (rules.Unusable, NotNow) as why:
        status = 409 if isinstance(why, NotNow) else 400 if as_json and type(why) is rules.Malformed else 422
        if as_json:
            letter = given_back(said, why, hers=seat is Seat.HERS) if opened else {}
            return JsonResponse({"refused": {**refusal(why), **letter}}, status=status)
        return _again(request, timeline, seat, fields.typed(request.POST), why, status, back)
    return JsonResponse({"ack": acknowledged}) if as_json else HttpResponseRedirect(_next(request, back))


def _applied(request: AskingRequest, timeline: Timeline, seat: Seat, said: Any, masks: bool) -> dict[str, Any]:
    """Apply an operation. When what is noticed in its words is to be masked, then so. Raises as `services.apply`."""
    actor, hers = request.asks.actor, seat is Seat.HERS
    by = actor.link if hers else actor.person
    try:
        return services.apply(timeline, said, hers=hers, by=by, at=request.asks.at)  # type: ignore[arg-type]
    except rules.NameNoticed as why:
        if not masks:
            raise
        said = said | wording.masked(said, why.found)
    return services.apply(timeline, said, hers=hers, by=by, at=request.asks.at)  # type: ignore[arg-type]


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
    context: dict[str, Any] = {"timeline": timeline, "seat": seat, "layout": _layout(seat), **_way_out()}
    if isinstance(why, NotNow):
        return render(request, "errors/409.html", context | {"words": why.words, "back_url": back}, status=status)
    context |= {"draft": said, "words": why.words, "next": _next(request, back)}
    if isinstance(why, rules.NameNoticed):
        context["masked"] = list(wording.masked(said, why.found).values())
    return render(request, "timelines/change.html", context, status=status)


def _change(request: AskingRequest, timeline: Timeline, pk: UUID, seat: Seat) -> HttpResponse:
    draft = fields.fields(queries.thing(timeline, pk, seat))
    home = reverse("timelines:her-page") if seat is Seat.HERS else reverse("timelines:page", args=[timeline.pk])
    context = {"timeline": timeline, "seat": seat, "draft": draft, "known": True, "layout": _layout(seat), **_way_out()}
    return render(request, "timelines/change.html", context | {"next": home})


def _layout(seat: Seat) -> str:
    return "hers.html" if seat is Seat.HERS else "base.html"


def _next(request: AskingRequest, back: str) -> str:
    """Give the path of this site that the form came from, or `back`."""
    there = request.POST.get("next", "")
    return there if there and url_has_allowed_host_and_scheme(there, allowed_hosts={request.get_host()}) else back


def _json(request: AskingRequest) -> Any:
    try:
        return reading.strictly(request.body)
    except reading.NotJson:
        return None
