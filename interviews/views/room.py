"""The live room: the guide beside the shared timeline."""

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache, wraps
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import AskingRequest, NotNow, policy
from accounts.alike import Rows, answer, page
from accounts.cover import in_a_sitting, quiet
from accounts.sending import sent_from
from accounts.sites import hers
from consent.queries import RECORDING, InForce, in_force
from interviews import queries, services
from interviews.forms import AnswerForm, DeviceForm, MarkForm
from interviews.models import Kind, Sitting, Talked
from interviews.views.guide import spoken_language
from interviews.views.parts import attuned, device_shown, guide_of, room_of, words_of
from interviews.views.stopped import of_help, withdrawn
from studies.queries import day_of
from timelines.models import Timeline
from timelines.queries import Seat, device_of, drawn_with, timeline_of
from timelines.services import invitation, look, public_of

MARKED = (Kind.DISCLOSURE, Kind.SILENCE, Kind.ACCURACY)
"""What stands to be marked beside the guide; the rest has a place of its own: a prompt, or the card."""


def _by_script(request: AskingRequest) -> bool:
    """Say whether a fragment is wanted instead of a page."""
    return "HX-Request" in request.headers


def until_she_stops(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer what comes after she has withdrawn with the page that says so (409), and a script with words alone."""

    @wraps(view)
    def answered(request: AskingRequest, pk: UUID) -> HttpResponse:
        try:
            return view(request, pk)
        except NotNow as refused:
            if _by_script(request):
                return render(request, "interviews/_refused.html", {"words": refused.words}, status=409)
            sitting = queries.sitting(request.asks, pk)
            if in_force(sitting.interview.participant, request.asks.at).withdrawn:
                return withdrawn(request, sitting, status=409)
            raise

    return answered


def recording_of(sitting: Sitting, request: AskingRequest, now: InForce | None = None) -> dict[str, bool]:
    """Give whether she lets sound be recorded at all, was asked on this day, and said yes."""
    her, at = sitting.interview.participant, request.asks.at
    now = now or in_force(her, at)
    chosen = RECORDING in now.items
    yes = now.sound_on(her, day_of(her.study, at)) if chosen else None
    return {"chosen": chosen, "asked": yes is not None, "permitted": yes is True}


def _stands(request: AskingRequest, sitting: Sitting, now: InForce) -> dict[str, Any]:
    """Give how things stand in the room; its timeline is None once she lets the one that was kept be no longer."""
    her = sitting.interview.participant
    timeline = drawn_with(her, now.items) if now.valid else None
    any_of_hers = timeline if now.valid else timeline_of(her)
    return {
        "net": queries.net_so_far(sitting, request.asks.at),
        "sitting": sitting, "in_force": now, "recording": recording_of(sitting, request, now), "timeline": timeline,
        "device": device_of(any_of_hers, request.asks.at) if any_of_hers else None,
        "attunement": attuned(sitting),
    }  # fmt: skip


def _folded(here: queries.AsItStands) -> dict[str, Any]:
    """Give whether there is a pause, and the ids of topics and questions that are set aside."""
    questions = (pk for pk, talked in here.marks.items() if talked == Talked.SET_ASIDE)
    return {"paused": here.paused, "set_aside": " ".join(map(str, [*here.asides, *questions]))}


def _page(request: AskingRequest, sitting: Sitting) -> HttpResponse:
    now = in_force(sitting.interview.participant, request.asks.at)
    return (
        withdrawn(request, sitting)
        if now.withdrawn
        else room_with(request, sitting, now, guide_of, ends=False, sent=False)
    )


def room_with(
    request: AskingRequest, sitting: Sitting, now: InForce, first: Callable[[dict[str, Any]], Rows | SafeString],
    status: int = 200, **codes: bool,
) -> HttpResponse:  # fmt: skip
    """Draw the open room; of how it stands `first` gives what is beside the timeline: the guide, or the closing."""
    her = sitting.interview.participant
    services.may_enter(sitting, request.user)
    language = spoken_language(request, sitting)
    stands = _stands(request, sitting, now)
    if stands["timeline"] is not None:
        look(stands["timeline"], by=request.user.pk, at=request.asks.at)
    here = queries.as_it_stands(sitting)
    shown = {
        **stands, **acts_page(sitting, request.asks.at, stands["timeline"]), **_folded(here), **codes,
        "called": here.helped, "her": her, "seat": Seat.INTERVIEWER,
        "cards": queries.cards_of(sitting.interview, language, here.marks, here.asides),
        "moments": _moments(get_language()),
        "since": here.since(sitting, request.asks.at), "said": here.said, "begins": here.begins,
    }  # fmt: skip
    given = {**codes, **room_of(shown, request.path), "own_first": first(shown)}
    return page(request, "interviews/room.html", given, status)


@lru_cache(10)
def _moments(language: str | None) -> tuple[tuple[str, str], ...]:
    return tuple((kind.value, str(kind.label)) for kind in MARKED)


def acts_page(sitting: Sitting, at: datetime, timeline: Timeline | None = None) -> dict[str, Any]:
    """Give what a page needs whose script does the acts of the room: the open room's key, and the time."""
    timeline = timeline or timeline_of(sitting.interview.participant)
    return {"letters": public_of(timeline) if timeline else "", "now": int(at.timestamp() * 1000)}


@in_a_sitting
@require_safe
@policy("sitting", "run")
def room(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Show the room of an open sitting; before and after it, the page where it goes on."""
    sitting = queries.sitting_in_the_room(request.asks, pk)
    if sitting.closed_at is not None:
        return redirect("interviews:end", sitting.pk)
    if sitting.opened_at is None:
        return redirect("interviews:sitting", sitting.pk)
    if queries.left_open(sitting, request.asks.at):
        return redirect("interviews:end-from-outside", sitting.pk)
    return _page(request, sitting)


@quiet
@in_a_sitting
@require_safe
@policy("sitting", "run")
def standing(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Give a script how things stand in the room; once she has stopped, or it is over, the page is drawn anew."""
    sitting = queries.sitting_in_the_room(request.asks, pk)
    if not _by_script(request):
        return redirect("interviews:room", pk)
    now = in_force(sitting.interview.participant, request.asks.at)
    other = request.GET.get("valid", "") not in {"", "yes" if now.valid else "no"}  # since the page was drawn
    if other or now.withdrawn or sitting.opened_at is None or sitting.closed_at is not None:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return answer(request, words_of({**_stands(request, sitting, now), **_folded(queries.as_it_stands(sitting))}))


@in_a_sitting
@require_safe
@policy("sitting", "run")
def someone(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Show the phone number of her centre, and nothing else. Nothing is kept."""
    sitting = queries.sitting(request.asks, pk)
    return render(request, "interviews/someone.html", of_help(sitting))


def room_page(request: AskingRequest, pk: UUID) -> str:
    """Give the address of the room."""
    return reverse("interviews:room", args=[queries.sitting(request.asks, pk).pk])


@in_a_sitting
@policy("sitting", "run")
@sent_from(room_page)
@until_she_stops
def pause(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Begin a pause."""
    services.pause(queries.sitting(request.asks, pk), by=request.user, at=request.asks.at)
    return redirect("interviews:room", pk)


@in_a_sitting
@policy("sitting", "run")
@sent_from(room_page)
@until_she_stops
def go_on(request: AskingRequest, pk: UUID) -> HttpResponse:
    """End a pause."""
    services.go_on(queries.sitting(request.asks, pk), by=request.user, at=request.asks.at)
    return redirect("interviews:room", pk)


@in_a_sitting
@policy("sitting", "run")
@sent_from(room_page)
@until_she_stops
def mark(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Keep what became of one key question, or take it back; as a fragment when a script asks."""
    sitting = queries.sitting(request.asks, pk)
    form = MarkForm(request.POST)
    if not form.is_valid():
        return render(request, "errors/422.html", {"back_url": reverse("interviews:room", args=[pk])}, status=422)
    question = queries.question(sitting, form.cleaned_data["question"])
    if talked := form.cleaned_data["talked"]:
        services.mark(sitting, question, talked, by=request.user, at=request.asks.at)
    else:
        services.unmark(sitting, question, by=request.user, at=request.asks.at)
    language = spoken_language(request, sitting)
    if not _by_script(request):
        return redirect(f"{reverse('interviews:room', args=[pk])}?language={language}#q-{question.pk}")
    return render(request, "interviews/_question.html", _one(sitting, question.pk, language))


@in_a_sitting
@require_safe
@policy("sitting", "run")
def card(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Show the card of what helps now, with her centre's number. Nothing is kept."""
    sitting = queries.sitting(request.asks, pk)
    return render(request, "interviews/card.html", of_help(sitting))


def _one(sitting: Sitting, pk: UUID, language: str) -> dict[str, Any]:
    cards = queries.cards_of(sitting.interview, language, queries.coverage_of(sitting.interview))
    found = next(one for card in cards.themes for one in card.questions if one.id == pk)
    return {"question": found, "language": language, "own_sitting": sitting.pk}


@in_a_sitting
@policy("sitting", "run")
@sent_from(room_page)
@until_she_stops
def recording(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Keep what she answered about the recording on this day."""
    sitting, form = queries.sitting(request.asks, pk), AnswerForm(request.POST)
    if not form.is_valid():
        return render(request, "errors/422.html", {"back_url": reverse("interviews:room", args=[pk])}, status=422)
    yes = form.cleaned_data["answer"] == "yes"
    services.permit_recording(sitting, yes=yes, by=request.user, at=request.asks.at)
    return redirect("interviews:room", pk)


@in_a_sitting
@policy("sitting", "run")
@sent_from(room_page)
@until_she_stops
def invite(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Open a link for her device and show it once; as a fragment of the room when a script asks."""
    sitting = queries.sitting(request.asks, pk)
    link, keys = services.invite(sitting, lands_on=reverse("timelines:her-page"), by=request.user, at=request.asks.at)
    shown = invitation(link, keys, site=hers(request))
    page = "interviews/_invited.html" if _by_script(request) else "interviews/invited.html"
    return render(request, page, {"sitting": sitting, "invite": shown})


@quiet
@in_a_sitting
@require_http_methods(["GET", "HEAD", "POST"])
@policy("sitting", "run")
@until_she_stops
def device(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Show a script how it stands with her device, unless an invitation is open; by POST let one in or send it away."""
    sitting = queries.sitting(request.asks, pk)
    if request.method == "POST":
        form = DeviceForm(request.POST)
        if not form.is_valid():
            return render(request, "errors/422.html", {"back_url": reverse("interviews:room", args=[pk])}, status=422)
        asked, hers = form.cleaned_data["device"], form.cleaned_data["hers"] == "yes"
        services.answer_device(sitting, asked, hers=hers, by=request.user, at=request.asks.at)
    return _device_now(request, sitting)


def _device_now(request: AskingRequest, sitting: Sitting) -> HttpResponse:
    if not _by_script(request):
        return redirect("interviews:room", sitting.pk)
    timeline = timeline_of(sitting.interview.participant)
    stands = device_of(timeline, request.asks.at) if timeline else None
    if stands is not None and stands.standing == "invited":
        return HttpResponse(status=204)  # the code that is shown stays
    return answer(request, device_shown(sitting, stands, paused=queries.pause_of(sitting) is not None))


@in_a_sitting
@policy("sitting", "run")
@sent_from(room_page)
@until_she_stops
def close_device(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Let her device go; a script stays where it is, in the room or towards its end."""
    sitting = queries.sitting(request.asks, pk)
    services.close_device(sitting, by=request.user, at=request.asks.at)
    return _device_now(request, sitting)
