"""The way of one participant up to the open room."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import AskingRequest, Denied, policy
from accounts.sending import sent_from
from accounts.sites import hers
from checkins.rules import permits
from consent.queries import in_force
from interviews import queries, rules, services
from interviews.forms import CharacteristicsForm, PlanForm
from interviews.models import Sitting
from studies.models import Participant
from studies.queries import day_of
from timelines.queries import file_of
from timelines.services import invitation


@require_safe
@policy("interview", "read")
def interview(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Show how far the way of one participant is, and the next thing to do."""
    her = queries.participant(request.asks, pk)
    way = queries.way(her, request.asks)
    usable = in_force(her, request.asks.at).usable
    lasted = [one.net_seconds for one in way.sittings if one.net_seconds is not None]
    return render(request, "interviews/interview.html", {
        "her": her, "way": way,
        "sittings": [(one, rules.as_hours(one.net_seconds or 0) if one.closed_at else "") for one in way.sittings],
        "timeline": file_of(her, usable), "has_notes": "C03" in usable,
        "may_stop": queries.may_stop_between(way.sittings),
        "total": rules.as_hours(sum(lasted)) if lasted else "",
    })  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@policy("characteristics", "write")
def characteristics(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Show and keep the characteristics of one participant."""
    her, at = queries.participant(request.asks, pk), request.asks.at
    kept = services.open_characteristics(her, by=request.user, at=at)
    options: dict[str, Any] = {
        "items": in_force(her, at).items, "switched_on": queries.switched_on(her.study_id), "kept": kept
    }  # fmt: skip
    form = CharacteristicsForm(request.POST, **options) if request.method == "POST" else CharacteristicsForm(**options)
    if form.is_bound and form.is_valid():
        services.describe(her, form.values, by=request.user, at=at)
        messages.success(request, _("Kept."))
        return redirect("interviews:interview", her.pk)
    page = {"her": her, "form": form, "label": rules.setting_label(kept)}
    return render(request, "interviews/characteristics.html", page, status=422 if form.is_bound else 200)


@require_safe
@policy("interview", "read")
def notes(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Show the notes that were made in the sittings of one participant."""
    her = queries.participant(request.asks, pk)
    found = services.open_notes(her, by=request.user, at=request.asks.at)
    shown = [(one.sitting.number, rules.as_hours(one.second), one.words) for one in found]
    return render(request, "interviews/notes.html", {"her": her, "notes": shown})


def _may_be_asked(her: Participant, at: datetime) -> None:
    """Raise NotPossible when no sitting can be planned with her: she has stopped, or has not agreed yet."""
    now = in_force(her, at)
    if now.withdrawn:
        raise services.NotPossible(_("No further sitting."))
    if not now.valid:
        raise services.NotPossible(
            _("Her consent is not in force. The spoken and the written yes come first, on the same text.")
        )


@require_http_methods(["GET", "HEAD", "POST"])
@policy("interview", "plan")
def plan(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Plan a sitting of one participant."""
    her = queries.participant(request.asks, pk)
    _may_be_asked(her, request.asks.at)
    form = PlanForm(request.POST if request.method == "POST" else None, participant=her)
    status, outside = 422 if form.is_bound else 200, "outside_window" in request.POST
    if form.is_bound and form.is_valid():
        try:
            sitting = services.plan(
                her, planned_for=form.planned_for, place=form.cleaned_data["place"], deviations=form.deviations,
                by=request.user, at=request.asks.at,
            )  # fmt: skip
            return redirect("interviews:sitting", sitting.pk)
        except services.NotPossible as refused:  # another day may do: what was chosen stays
            form.add_error(None, refused.words)
            status, outside = 409, outside or isinstance(refused, services.OutsideWindow)
    return render(request, "interviews/plan.html", {"her": her, "form": form, "outside": outside}, status=status)


@require_safe
@policy("sitting", "run")
def sitting(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Show a planned sitting: its attunement, and the way into the room."""
    found = queries.sitting(request.asks, pk)
    return render(request, "interviews/sitting.html", _page(found, request))


def _page(sitting: Sitting, request: AskingRequest) -> dict[str, Any]:
    """Give what the page of a sitting shows; the attunement's words only once they were opened."""
    today = day_of(sitting.interview.participant.study, request.asks.at)
    her: Participant = sitting.interview.participant
    seen = sitting.attunement if sitting.attunement and sitting.attunement.seen_at else None
    return {
        "sitting": sitting, "her": her,
        "seen": seen, "mine": sitting.opened_by_id == request.user.pk, "in_force": in_force(her, request.asks.at),
        "prepares": services.stands_before_preparing(sitting, request.asks.at),
        "stands_before": services.standing_before(sitting, request.asks.at),
        "against": seen is not None and not permits(seen, seen.for_day),
        "passed": sitting.opened_at is None and day_of(her.study, sitting.planned_for) < today,
        "took_over": queries.handed_over(sitting, request.asks.at),
    }  # fmt: skip


def _or_to_her(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Lead to her interview, which says why, when the sitting that a form is about was taken away meanwhile."""

    @wraps(view)
    def answered(request: AskingRequest, pk: UUID) -> HttpResponse:
        try:
            return view(request, pk)
        except Denied:
            with suppress(ValueError):
                her = queries.participant(request.asks.to("read", "interview"), UUID(request.POST.get("her", "")))
                return redirect("interviews:interview", her.pk)
            raise

    return answered


def _sitting_page(request: AskingRequest, pk: UUID) -> str:
    return reverse("interviews:sitting", args=[queries.sitting(request.asks, pk).pk])


@policy("attunement", "see")
@sent_from(_sitting_page)
@_or_to_her
def see(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Open the attunement, so that it is a fact that the interviewer has seen it."""
    found = queries.sitting(request.asks, pk)
    services.see_attunement(found, by=request.user, at=request.asks.at)
    return redirect("interviews:sitting", found.pk)


@policy("sitting", "run")
@sent_from(_sitting_page)
@_or_to_her
def prepare(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Make a link by which she prepares alone, and show it once."""
    found = queries.sitting(request.asks, pk)
    link, keys = services.invite_alone(found, by=request.user, at=request.asks.at)
    shown = invitation(link, keys, site=hers(request))
    return render(request, "interviews/prepare.html", {"sitting": found, "invite": shown})


@policy("sitting", "run")
@sent_from(_sitting_page)
@_or_to_her
def call_off(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Call a planned sitting off."""
    found = queries.sitting(request.asks, pk)
    her = found.interview.participant_id
    services.call_off(found, by=request.user, at=request.asks.at)
    if request.POST.get("again") == "yes":
        return redirect("interviews:plan", her)
    messages.success(request, _("The sitting is called off. Another one can be planned."))
    return redirect("interviews:interview", her)


@policy("sitting", "run")
@sent_from(_sitting_page)
@_or_to_her
def open_sitting(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Open the room."""
    found = queries.sitting(request.asks, pk)
    wants_to = request.POST.get("wants_to") == "yes"
    services.open_sitting(found, by=request.user, at=request.asks.at, wants_to=wants_to)
    return redirect(
        f"{reverse('interviews:room', args=[found.pk])}#guide"
    )  # on a tablet too it begins with the opening
