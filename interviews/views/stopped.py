"""What is shown once she has stopped: whom to call, and a moment for the interviewer."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from accounts.access import AskingRequest
from consent.models import Level
from consent.queries import in_force
from interviews import queries
from interviews.forms import TALKS, DebriefForm
from interviews.models import Sitting
from studies.models import Participant


def of_help(sitting: Sitting) -> dict[str, Any]:
    """Give what a page with her centre's number shows."""
    called = queries.as_it_stands(sitting).helped
    return {"her": sitting.interview.participant, "sitting": sitting, "called": called}


def for_oneself(request: AskingRequest, her: Participant) -> dict[str, Any]:
    """Give what somebody can ask for beside their moment: it is not asked for by the moment itself."""
    mine = queries.talks_of(request.user.pk, request.asks.at)
    return {
        "asked": mine.filter(study=her.study_id, booked_for=None).exists(), "needs": TALKS,
        "supervised": queries.supervisors(her.study, request.asks.at),
    }  # fmt: skip


def withdrawn(
    request: AskingRequest, sitting: Sitting, status: int = 200, debrief_form: DebriefForm | None = None
) -> HttpResponse:
    """Say that she has withdrawn, and whom to call; who sat with her keeps a moment once it has ended."""
    her = sitting.interview.participant
    now = in_force(her, request.asks.at)
    words = of_help(sitting) | {"by_study": now.by_study, "keeps": now.withdrawn != Level.W3}
    if sitting.closed_at is not None and sitting.opened_by_id == request.user.pk:
        words |= {"moment": True, "debrief": queries.debrief_of(sitting, request.asks)}
        words |= {"debrief_form": debrief_form or DebriefForm(), **for_oneself(request, her)}
    return render(request, "interviews/withdrawn.html", words, status=status)
