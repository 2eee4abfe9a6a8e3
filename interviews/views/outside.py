"""A sitting is ended by somebody who is not in its room: who took the case over, or who leads the study."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import AskingRequest, policy
from interviews import queries, services
from interviews.models import Sitting
from interviews.outside_forms import EndFromOutsideForm
from interviews.views.room import acts_page
from studies.queries import cases_of


def _onward(request: AskingRequest, sitting: Sitting) -> str:
    """Give where it goes on: in one's own room; at the sitting; for the lead where she is given to somebody else."""
    if sitting.opened_by_id == request.user.pk:
        return reverse("interviews:room", args=[sitting.pk])
    if sitting.interview.participant_id in cases_of(request.asks):
        return reverse("interviews:sitting", args=[sitting.pk])
    return reverse("studies:interviewer", args=[sitting.interview.participant_id])


def _page(request: AskingRequest, sitting: Sitting, **shown: Any) -> HttpResponse:
    """Ask for the second step; who opened the sitting reads that it was left open, and what waits on a device goes."""
    shown |= {"sitting": sitting, "her": sitting.interview.participant}
    status = 422 if shown["form"].is_bound else 200
    if sitting.opened_by_id != request.user.pk:
        back = _onward(request, sitting)
        return render(request, "interviews/end_from_outside.html", {**shown, "back": back}, status=status)
    shown |= acts_page(sitting, request.asks.at)
    shown["last_done"] = queries.last_done(sitting, sitting.opened_at)  # type: ignore[arg-type]  # it is open
    back = reverse("interviews:interview", args=[sitting.interview.participant_id])
    return render(request, "interviews/left_open.html", {**shown, "back": back}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@policy("sitting", "end from outside")
def end(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Say who is in the room since when and what ends with it, or end it; never with a single tap."""
    sitting, at = queries.sitting(request.asks, pk), request.asks.at
    ways = queries.ways_to_end(sitting, request.asks)
    there = queries.inside(sitting, at)
    if not ways or there is None:
        return redirect(_onward(request, sitting))
    form = EndFromOutsideForm(request.POST if request.method == "POST" else None, ways=ways)
    if form.is_valid():
        services.end_from_outside(sitting, *form.cleaned_data["how"], by=request.user, at=at)
        messages.success(request, _("The sitting has ended. Both screens in the room say so."))
        return redirect(_onward(request, sitting))
    return _page(request, sitting, inside=there, form=form)
