"""The custody of recordings, and what became of the transcript: one page for each participant."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import AskingRequest, Denied, policy
from accounts.sending import sent_from
from interviews.models import Interview, Sitting
from studies.models import Membership
from studies.queries import day_of
from transcripts import forms, queries, services
from transcripts.models import State
from transcripts.queries import Occasion


@require_safe
@policy("recording", "keep")
def page(request: AskingRequest, participant: UUID) -> HttpResponse:
    """Show the sittings of a participant with the custody of their recordings, and the versions of her transcript."""
    return _page(request, queries.case(request.asks, participant))


def _page(
    request: AskingRequest, interview: Interview, bound: Form | None = None, at: UUID | None = None
) -> HttpResponse:
    """Draw the page; `bound` is the form that was refused, of the sitting `at`."""
    occasions = queries.occasions(interview, request.asks.at)
    wishes = queries.asked_to_delete([interview.participant_id])
    versions = list(queries.versions(interview))
    team = queries.members(interview.participant.study, request.asks.at)  # read once, for the forms of every sitting
    context = {
        "participant": interview.participant,
        "rows": [
            {**_row(request, each, team, bound if each.sitting.pk == at else None), "due_on": _due(each, wishes)}
            for each in occasions
        ],
        "wished": wishes.get(interview.participant_id), "versions": versions,
        "barred": services.barred(interview, request.asks.at),
        "may_bring": not versions or versions[0].state != State.CANDIDATE,
        "this_day": day_of(interview.participant.study, request.asks.at),
    }  # fmt: skip
    return render(request, "transcripts/custody.html", context, status=422 if bound else 200)


def _due(occasion: Occasion, wishes: dict[UUID, date]) -> date | None:
    return queries.last_day(occasion.recording, wishes) if occasion.recording else None


def _row(request: AskingRequest, occasion: Occasion, team: QuerySet[Membership], bound: Form | None) -> dict[str, Any]:
    """Give a sitting with the forms of what can be done next."""
    kept = occasion.recording
    prefix: dict[str, Any] = {"auto_id": f"{occasion.sitting.number}_%s"}
    made: dict[str, Form] = {}
    if kept is None and occasion.permission:
        made["register"] = forms.RegisterForm(**prefix)
    if kept and kept.deleted_at is None:
        made["gone"] = forms.GoneForm(team=team, by=request.user, **prefix)
    if kept and kept.transcribed_on is None:
        made["typed"] = forms.TypedForm(team=team, **prefix)
    made |= {name: bound for name, each in made.items() if bound and type(bound) is type(each)}
    return {"occasion": occasion, "forms": made}


def _page_of_sitting(request: AskingRequest, participant: UUID, sitting: UUID) -> str:
    _held(queries.case(request.asks, participant), sitting)
    return reverse("transcripts:custody", args=[participant])


def _page_of_recording(request: AskingRequest, pk: UUID) -> str:
    return reverse("transcripts:custody", args=[queries.recording(request.asks, pk).participant_id])


def _held(interview: Interview, sitting: UUID) -> Sitting:
    """Give a sitting of an interview. Raises Denied."""
    held = interview.sittings.select_related("interview").filter(pk=sitting).first()
    if held is None:
        raise Denied
    return held


@policy("recording", "keep")
@sent_from(_page_of_sitting)
def register(request: AskingRequest, participant: UUID, sitting: UUID) -> HttpResponse:
    """Register the recording of a sitting, or keep that none was made."""
    interview = queries.case(request.asks, participant)
    held = _held(interview, sitting)
    form = forms.RegisterForm(request.POST, auto_id=f"{held.number}_%s")
    if not form.is_valid():
        return _page(request, interview, form, held.pk)
    device = form.cleaned_data["device"]
    if device == forms.NOT_MADE:
        services.say_not_made(held, by=request.user, at=request.asks.at)
        messages.success(request, _("Kept: no recording was made."))
    else:
        services.register_recording(held, device=device, by=request.user, at=request.asks.at)
        messages.success(request, _("The recording is registered."))
    return redirect("transcripts:custody", participant)


@policy("recording", "keep")
@sent_from(_page_of_recording)
def typed_out(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Keep who typed a recording out."""
    recording = queries.recording(request.asks, pk)
    team = queries.members(recording.participant.study, request.asks.at)
    form = forms.TypedForm(request.POST, team=team, auto_id=_ids(recording))
    if not form.is_valid():
        return _refused(request, recording, form)
    services.mark_transcribed(recording, **form.cleaned_data, by=request.user, at=request.asks.at)
    messages.success(request, _("Kept. The recording can be deleted now."))
    return redirect("transcripts:custody", recording.participant_id)


@policy("recording", "keep")
@sent_from(_page_of_recording)
def gone(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Keep that a recording was deleted and who saw it."""
    recording = queries.recording(request.asks, pk)
    team = queries.members(recording.participant.study, request.asks.at)
    form = forms.GoneForm(request.POST, team=team, by=request.user, auto_id=_ids(recording))
    if not form.is_valid():
        return _refused(request, recording, form)
    witness = form.cleaned_data["witness"]
    services.mark_deleted(recording, witness=witness, by=request.user, at=request.asks.at)
    messages.success(request, _("Kept: the recording is gone."))
    return redirect("transcripts:custody", recording.participant_id)


def _ids(recording: Any) -> str:
    return f"{recording.sitting.number if recording.sitting else 0}_%s"


def _refused(request: AskingRequest, recording: Any, form: Form) -> HttpResponse:
    interview = queries.case(request.asks, recording.participant_id)
    return _page(request, interview, form, recording.sitting_id)
