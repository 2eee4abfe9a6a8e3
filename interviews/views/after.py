"""Towards the end of a sitting, and after it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from accounts.access import AskingRequest, policy
from accounts.cover import in_a_sitting
from accounts.sending import sent_from
from checkins.forms import FeedbackForm
from checkins.models import Feedback
from checkins.queries import came_of, nobody_told
from consent.queries import in_force
from interviews import queries, services
from interviews.ending_forms import InterruptForm, StopForm
from interviews.forms import DebriefForm, FollowUpForm
from interviews.models import Ending, Sitting
from interviews.views import closing
from interviews.views.room import until_she_stops
from interviews.views.stopped import for_oneself, withdrawn

HEARS = "C06"
"""The item by which her therapist hears how she seemed."""
AFTER = ("feedback", "moment")
"""What comes after a sitting, in this order: feedback to her therapist, then a moment for oneself."""
FORMS = ("feedback_form", "correction_form")
"""Names of the forms: of feedback, and of what corrects it. Where one was given, only the second is shown."""
SHOW, CHANGE = "show", "change"
"""Names of the buttons by which she sees the words before they go, and by which they come back."""


def _feedback_form(
    request: AskingRequest, sitting: Sitting, data: Any = None, first: Feedback | None = None
) -> FeedbackForm:  # fmt: skip
    nobody_at = nobody_told(sitting.interview.participant, request.asks.at)
    return FeedbackForm(
        data, goes_on=sitting.ending == Ending.INTERRUPTED, nobody_at=nobody_at, first=first, beside=(SHOW, CHANGE)
    )  # fmt: skip


def _page(request: AskingRequest, sitting: Sitting, status: int = 200, step: str = "", **forms: Any) -> HttpResponse:
    her = sitting.interview.participant
    now = in_force(her, request.asks.at)
    if now.withdrawn:
        return withdrawn(request, sitting, status, forms.get("debrief_form"))
    if sitting.closed_at is None:
        return closing.page(request, sitting, now, status, step, **forms)
    services.may_enter(sitting, request.user)
    wanted, asks = step or request.GET.get("step", ""), HEARS in now.items
    return render(request, "interviews/end.html", {
        "sitting": sitting, "her": her, "gave_away": queries.handed_over(sitting, request.asks.at),
        "ended_by": queries.ended_by(sitting),
        "step": wanted if wanted in AFTER else AFTER[sitting.feedback is not None or not asks],
        "asks": asks, **for_oneself(request, her),
        "debrief": queries.debrief_of(sitting, request.asks),
        **dict.fromkeys(FORMS, _feedback_form(request, sitting, first=sitting.feedback)),
        "came_of_it": came_of(sitting.feedback, request.asks.at), "debrief_form": DebriefForm(), **forms,
    }, status=status)  # fmt: skip


def _onward(request: AskingRequest, sitting: Sitting) -> HttpResponse:
    """Lead to what comes next: for who took the case over her sitting's page; the front page once it is not theirs."""
    theirs = request.asks.to("run", "sitting").all(Sitting.objects.filter(pk=sitting.pk))
    if not theirs.exists():
        messages.success(request, _("Kept."))
        return redirect("accounts:front")
    return redirect("interviews:end" if sitting.opened_by_id == request.user.pk else "interviews:sitting", sitting.pk)


@in_a_sitting
@require_safe
@policy("sitting", "run")
def end(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Show the end of a sitting, led step by step; once it has ended, feedback, then a moment for oneself."""
    sitting = queries.sitting(request.asks, pk)
    if queries.left_open(sitting, request.asks.at):
        return redirect("interviews:end-from-outside", pk)
    return redirect("interviews:sitting", pk) if sitting.opened_at is None else _page(request, sitting)


def _end_page(request: AskingRequest, pk: UUID) -> str:
    return reverse("interviews:end", args=[queries.sitting(request.asks, pk).pk])


@in_a_sitting
@policy("sitting", "run")
@sent_from(_end_page)
@until_she_stops
def interrupt(request: AskingRequest, pk: UUID) -> HttpResponse:
    """End a sitting that goes on another day."""
    sitting, form = queries.sitting(request.asks, pk), InterruptForm(request.POST)
    if not form.is_valid():
        return _page(request, sitting, 422, "thanks", interruption=form)
    services.interrupt(sitting, by=request.user, at=request.asks.at, **form.cleaned_data)
    return _onward(request, sitting)


@in_a_sitting
@policy("sitting", "run")
@sent_from(_end_page)
@until_she_stops
def stop(request: AskingRequest, pk: UUID) -> HttpResponse:
    """End a sitting for good, once that is ticked."""
    sitting, form = queries.sitting(request.asks, pk), StopForm(request.POST)
    if not form.is_valid():
        return _page(request, sitting, 422, "thanks", stopping=form)
    services.stop(sitting, by=request.user, at=request.asks.at)
    return _onward(request, sitting)


@in_a_sitting
@policy("sitting", "run")
@sent_from(_end_page)
@until_she_stops
def close(request: AskingRequest, pk: UUID) -> HttpResponse:
    """End a sitting that completes the interview."""
    sitting = queries.sitting(request.asks, pk)
    services.close(sitting, by=request.user, at=request.asks.at)
    return _onward(request, sitting)


def _taken(request: AskingRequest, pk: UUID, verb: Callable[..., Any], name: str) -> HttpResponse:
    """Take coded feedback: show it to her first, give it back to be changed, or do `verb` with it."""
    sitting, shows = queries.sitting(request.asks, pk), SHOW in request.POST
    data = request.POST.copy()
    if shows:  # whoever reads this before it goes has seen it
        data["she_saw_it"] = "1"
    form = _feedback_form(request, sitting, data, sitting.feedback if name == "correction" else None)
    if not form.is_valid() or CHANGE in request.POST:
        services.may_give_feedback(sitting, by=request.user, at=request.asks.at)
        return _page(request, sitting, 200 if form.is_valid() else 422, "feedback", **{f"{name}_form": form})
    if shows:
        return _shown(request, sitting, form, name)
    try:
        verb(sitting, by=request.user, at=request.asks.at, **form.cleaned_data)
    except services.GivenMeanwhile as other:  # what was chosen here stands in the correction, where there is one
        now = queries.sitting(request.asks, pk)
        return _page(request, now, 409, "feedback", correction_form=form, meanwhile=other.words)
    return _onward(request, sitting)


def _shown(request: AskingRequest, sitting: Sitting, form: FeedbackForm, name: str) -> HttpResponse:
    """Show her the words that her therapist would read, in her language; nothing of it is kept yet."""
    her = sitting.interview.participant
    services.may_give_feedback(sitting, by=request.user, at=request.asks.at)
    codes = {code: value for code, value in form.cleaned_data.items() if code not in ("told_her", "called")}
    sent = [(key, value) for key in form.fields for value in form.data.getlist(key)]  # type: ignore[attr-defined]
    with override(her.language):
        return render(request, "interviews/shown.html", {
            "sitting": sitting, "her": her, "feedback": Feedback(**codes), "sent": sent, "name": name,
            "nobody_at": form.nobody_at,
        })  # fmt: skip


@policy("feedback", "give")
@sent_from(_end_page)
@until_she_stops
def feedback(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Give the coded feedback of a sitting, seen by her before if she wants."""
    return _taken(request, pk, services.give_feedback, "feedback")


@policy("feedback", "give")
@sent_from(_end_page)
@until_she_stops
def correct(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Correct the feedback of a sitting, once."""
    return _taken(request, pk, services.correct_feedback, "correction")


@in_a_sitting
@policy("sitting", "run")
@sent_from(_end_page)
@until_she_stops
def follow_up(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Keep where she would like a talk afterwards (R25)."""
    sitting, form = queries.sitting(request.asks, pk), FollowUpForm(request.POST)
    if not form.is_valid():
        return _page(request, sitting, 422, "wish", follow_up_form=form)
    services.wish_follow_up(sitting, form.cleaned_data["choice"], by=request.user, at=request.asks.at)
    return redirect(closing.address(sitting, "wish"))


@policy("debrief", "write")
@sent_from(_end_page)
def debrief(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Keep how the interviewer is after a sitting."""
    sitting, form = queries.sitting(request.asks, pk), DebriefForm(request.POST)
    if not form.is_valid():
        return _page(request, sitting, 422, "moment", debrief_form=form)
    services.debrief(sitting, by=request.user, at=request.asks.at, **form.cleaned_data)
    return _onward(request, sitting)
