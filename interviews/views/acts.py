"""What is done in the room, one act after the other: from a script as JSON or as a sealed letter, or from a form."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import AskingRequest, Denied, NotNow, policy
from accounts.cover import in_a_sitting
from accounts.sending import sent_from
from interviews import queries, services
from interviews.forms import ACTS, ActForm
from interviews.models import Kind, Sitting
from interviews.views import closing
from interviews.views.room import recording_of, room_page
from timelines.queries import timeline_of
from timelines.services import Unusable, strictly, unsealed

LEADS = {"help": "interviews:someone"}
"""Where a form of the room leads, but for the room; stopping leads to the last step of the end."""


class NotRead(NotNow):
    """An act that cannot be read, or has something in it that does not fit."""

    status = 422


def _read(request: AskingRequest, sitting: Sitting) -> tuple[dict[str, Any], bool]:
    """Give what was sent as fields, and whether it came as a letter. Raises NotRead, and Resting once all is closed."""
    if request.content_type != "application/json":
        return request.POST.dict(), False
    try:
        said = strictly(request.body)
        letter = said.get("sealed") if isinstance(said, dict) else None
        if letter is not None:
            timeline = timeline_of(sitting.interview.participant)
            said = unsealed(timeline, letter, of=sitting.pk) if timeline else None
    except (ValueError, Unusable):
        said = letter = None
    if not isinstance(said, dict):
        raise NotRead(_("This could not be read, so it is not kept."))
    return said, letter is not None


def _act(said: dict[str, Any]) -> services.Act:
    """Give the act that fields say. Raises NotRead with words for the person."""
    whole = ActForm(said)
    form = ACTS[whole.cleaned_data["kind"]](said) if whole.is_valid() else whole
    if not form.is_valid():
        raise NotRead(str(next(iter(form.errors.values()))[0]))
    made = whole.cleaned_data["made"]
    when = None if made is None else datetime.fromtimestamp(made / 1000, UTC)
    return services.Act(whole.cleaned_data["id"], whole.cleaned_data["kind"], form.cleaned_data, when)


def stands(request: AskingRequest, sitting: Sitting) -> dict[str, Any]:
    """Give how the room stands, for a script that shows it."""
    here = queries.as_it_stands(sitting)
    return {
        "paused": here.paused,
        "talked": {str(pk): talked for pk, talked in queries.coverage_of(sitting.interview).items()},
        "asides": sorted(map(str, here.asides)),
        "recording": recording_of(sitting, request),
    }


def _refused(said: dict[str, Any], why: NotNow, how: dict[str, Any], *, opened: bool) -> JsonResponse:
    """Answer with words and how the room stands; with what was noticed; with an act that only we could open."""
    found = {"found": why.found} if isinstance(why, services.NamesNoticed) else {}
    back = {"act": said} if opened and why.status == NotRead.status else {}
    pk = said.get("id")
    refused = {"id": pk if isinstance(pk, str) else None, "words": why.words, "stands": how, **found, **back}
    return JsonResponse({"refused": refused}, status=why.status)


def _by_form(request: AskingRequest, sitting: Sitting, why: NotNow | None) -> HttpResponse:
    back = reverse("interviews:room", args=[sitting.pk])
    if why is None:
        if request.POST.get("what") == Kind.STOPPING:
            return redirect(closing.address(sitting, closing.STEPS[-1]))
        return redirect(LEADS.get(request.POST["kind"], "interviews:room"), sitting.pk)
    context = {"words": why.words, "back_url": back, "said": request.POST.get("words", ""), "sitting": sitting}
    if isinstance(why, services.NamesNoticed | services.KeptBefore):
        context["noticed"] = isinstance(why, services.NamesNoticed)
        return render(request, "interviews/note.html", context, status=why.status)
    return render(request, "errors/409.html", context, status=why.status)


@in_a_sitting
@policy("sitting", "run")
@sent_from(room_page)
def acts(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Do one act of the room, once however often it comes, and acknowledge it when it is committed."""
    sitting = queries.sitting(request.asks, pk)
    said: dict[str, Any] = {}
    opened = False
    why: NotNow | None = None
    try:
        said, opened = _read(request, sitting)
        services.do(sitting, act := _act(said), by=request.user, at=request.asks.at)
    except Denied:
        why = NotRead(_("This could not be read, so it is not kept."))
    except NotNow as refused:
        why = refused
    if request.content_type != "application/json":
        return _by_form(request, sitting, why)
    if why is not None:
        return _refused(said, why, stands(request, sitting), opened=opened)
    return JsonResponse({"ack": {"id": str(act.id)}, "stands": stands(request, sitting)})
