"""Pages of her device: joining by link, her timeline, and leaving it."""

from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import AskingRequest, Denied, policy
from accounts.alike import page
from accounts.leaving import left
from accounts.sending import sent_from
from accounts.throttle import TooMany, full, source, take
from timelines import answering, seats, services
from timelines.answering import ended, way_out
from timelines.board import board
from timelines.models import ShareLink, Timeline
from timelines.rules import Seat

WORKER = "static/js/timeline/worker.js"


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@policy("own timeline", "join")
def join(request: AskingRequest, language: str = "") -> HttpResponse:
    """Show the page that joins, the same for everybody; by POST burn the secret, and let her device ask.

    An invitation leads to the page in her `language`; a language that somebody has chosen on this device goes first.
    """
    _speak(request, language)
    if request.method != "POST":
        return render(request, "timelines/join.html")
    said = request.POST.get("secret", "").strip()
    if not said:
        return render(request, "timelines/join.html", {"missing": True}, status=422)
    codes = not full("join", source(request), at=request.asks.at)
    link = services.join(said, codes=codes, at=request.asks.at)
    if link is None:
        return _not_opened(request)
    _sit(request, link)
    answer = redirect("timelines:wait")
    seats.take(answer)
    return answer


def _speak(request: AskingRequest, language: str) -> None:
    """Speak a language that the address states, unless one was chosen, or somebody is signed in here."""
    chosen = settings.LANGUAGE_COOKIE_NAME in request.COOKIES or request.asks.actor.person is not None
    if language and not chosen:
        translation.activate(language)


def _sit(request: AskingRequest, link: ShareLink) -> None:
    """Begin the session of her device: it goes on in the language that was read so far."""
    if settings.DEMO and request.user.is_authenticated:  # both seats in one browser
        request.session.cycle_key()
    else:
        request.session.flush()
        request.session["language"] = translation.get_language()
    request.session["link"] = str(link.pk)
    request.session.pop("alone", None)
    if link.alone:
        request.session["alone"] = True


def _not_opened(request: AskingRequest) -> HttpResponse:
    """Answer what opened nothing, whatever the reason, with the same words and the field; after many, that it waits.

    Only what opened nothing is counted, and a link opens all the same: at a centre many share one address.
    """
    try:
        take("join", source(request), at=request.asks.at)
    except TooMany as many:
        waits = render(request, "timelines/join.html", {"wait": True}, status=429)
        waits.headers["Retry-After"] = str(many.seconds)
        return waits
    return render(request, "timelines/join.html", {"closed": True}, status=404)


@login_not_required
@require_safe
@policy("own link", "wait")
def wait(request: AskingRequest) -> HttpResponse:
    """Show the two digits that the interviewer compares; once confirmed, lead to her timeline."""
    try:
        link = seats.own_link(request.asks, request.COOKIES)
    except Denied:
        return ended(request)
    if link.confirmed_at is not None:
        return redirect("timelines:alone" if link.alone else "timelines:her-page")
    return render(request, "timelines/wait.html", {"link": link, **way_out()})


@seats.only(alone=False)
@login_not_required
@require_safe
@policy("own timeline", "draw")
def her_page(request: AskingRequest) -> HttpResponse:
    """Show her timeline on her device."""
    try:
        return _drawn(request, seats.hers(request.asks, request.COOKIES))
    except Denied:
        return ended(request)


@seats.only(alone=False)
@login_not_required
@require_safe
@policy("own timeline", "draw")
def shell(request: AskingRequest) -> HttpResponse:
    """Show her page without anything that anybody said: a device keeps it for when there is no network."""
    return _drawn(request, seats.hers(request.asks, request.COOKIES), bare=True)


def _drawn(request: AskingRequest, timeline: Timeline, *, bare: bool = False) -> HttpResponse:
    return page(request, "timelines/hers.html", {
        "open": timeline.open_since is not None, "leave_to": settings.LEAVE_TO, **way_out(),
        "own_board": board(timeline, Seat.HERS, request.path, bare=bare),
    })  # fmt: skip


@login_not_required
@require_safe
@policy("own timeline", "join")
def worker(request: AskingRequest) -> HttpResponse:
    """Give the script that opens a kept page when there is no network: hers below /j/, the room's below /room/."""
    answer = HttpResponse((settings.BASE_DIR / WORKER).read_bytes(), content_type="text/javascript; charset=utf-8")
    answer.headers["Service-Worker-Allowed"] = "/"  # static/js/timeline/shell.js says which part it works for
    answer.is_worker = True  # type: ignore[attr-defined]  # for its own policy: config/headers.py
    return answer


@seats.only(alone=False)
@login_not_required
@require_safe
@policy("own timeline", "draw")
def her_state(request: AskingRequest) -> HttpResponse:
    """Give her client what it has missed since `?since=`."""
    return answering.state(request, seats.hers(request.asks, request.COOKIES), Seat.HERS)


@seats.only(alone=False)
@login_not_required
@require_POST
@policy("own timeline", "draw")
def her_operations(request: AskingRequest) -> HttpResponse:
    """Take one operation from her client or form."""
    return answering.operate(
        request, seats.hers(request.asks, request.COOKIES), Seat.HERS, reverse("timelines:her-page")
    )


@seats.only(alone=False)
@login_not_required
@require_safe
@policy("own timeline", "draw")
def her_change(request: AskingRequest, thing: UUID) -> HttpResponse:
    """Show her the form of one thing."""
    return answering.change(request, seats.hers(request.asks, request.COOKIES), thing, Seat.HERS)


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
