"""Pages that look after interviewers: their own moments, what supervisors were given, and the pace of a study."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import AskingRequest, policy
from accounts.sending import sent_from
from interviews import queries, services
from interviews.forms import TALKS, AnswerForm, BookForm, PaceForm, TalkForm
from interviews.models import Supervision
from studies.models import Part, Study
from studies.queries import current_memberships, study

MOST = 50
"""How many moments a page shows, the newest."""


@require_safe
@policy("own debrief", "keep")
def moments(request: AskingRequest) -> HttpResponse:
    """Show somebody's own moments, what they carry this week, and the talks they asked for."""
    asks, person = request.asks, request.user
    mine = current_memberships(asks.at).filter(person=person.pk, part=Part.INTERVIEWER).select_related("study")
    studies = [each.study for each in mine.order_by("study__title")]
    talks = list(queries.talks_of(person.pk, asks.at))
    waiting = {talk.study_id for talk in talks if talk.booked_for is None}
    return render(request, "interviews/moments.html", {
        "moments": list(queries.moments(asks)[:MOST]), "talks": talks, "needs": TALKS,
        "weeks": [
            (each, queries.week_for(person.pk, each, asks.at), queries.supervisors(each, asks.at), each.pk in waiting)
            for each in studies
        ],
    })  # fmt: skip


def _page_of_moment(request: AskingRequest, pk: UUID) -> str:
    queries.moment(request.asks, pk)
    return reverse("interviews:moments")


@policy("own debrief", "keep")
@sent_from(_page_of_moment)
def share(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Share a moment with the study's supervisors, or take that back."""
    found, form = queries.moment(request.asks, pk), AnswerForm(request.POST)
    if not form.is_valid():
        return render(request, "errors/422.html", {"back_url": reverse("interviews:moments")}, status=422)
    if form.cleaned_data["answer"] == "yes":
        services.share(found, at=request.asks.at)
        messages.success(request, _("Shared with the supervisors of the study. You can take it back."))
    else:
        services.take_share_back(found)
        messages.success(request, _("Taken back. Nobody else can read it any more."))
    return redirect("interviews:moments")


def _page_of_study(request: AskingRequest, pk: UUID) -> str:
    request.asks.one(Study.objects.all(), pk)
    return reverse("interviews:moments")


@policy("own talk", "ask")
@sent_from(_page_of_study)
def ask(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Ask the supervisors of a study for a talk, or ask no more."""
    found, form = request.asks.one(Study.objects.all(), pk), TalkForm(request.POST)
    if not form.is_valid():
        return render(request, "errors/422.html", {"back_url": reverse("interviews:moments")}, status=422)
    if form.cleaned_data["need"] is None:
        services.take_ask_back(found, by=request.user)
        return redirect("interviews:moments")
    services.ask_for_talk(found, need=form.cleaned_data["need"], by=request.user, at=request.asks.at)
    messages.success(
        request, _("Asked. A supervisor of the study sees that you ask for supervision, and nothing else.")
    )
    return redirect("interviews:moments")


def _shared_page(request: AskingRequest, *, status: int = 200, form: BookForm | None = None, wrong: UUID | None = None
) -> HttpResponse:  # fmt: skip
    asks = request.asks
    talks = [(talk, form if form and talk.pk == wrong else BookForm(auto_id=f"id_{talk.pk}_%s"))
             for talk in queries.asked(asks)]  # fmt: skip
    moments = queries.shared(asks)[:MOST]
    return render(request, "interviews/shared.html", {"talks": talks, "moments": moments}, status=status)


@require_safe
@policy("shared debrief", "read")
def shared(request: AskingRequest) -> HttpResponse:
    """Show a supervisor the talks that were asked for, and the moments that are shared now."""
    return _shared_page(request)


def _page_of_talk(request: AskingRequest, pk: UUID) -> str:
    queries.supervision(request.asks, pk)
    return reverse("interviews:shared")


@policy("supervision", "book")
@sent_from(_page_of_talk)
def book(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Book a talk that was asked for."""
    talk: Supervision = queries.supervision(request.asks, pk)
    form = BookForm(request.POST, auto_id=f"id_{talk.pk}_%s")
    if not form.is_valid():
        return _shared_page(request, status=422, form=form, wrong=pk)
    try:
        services.book(talk, booked_for=form.booked_for(talk.study.time_zone), by=request.user, at=request.asks.at)
    except services.NotAhead as refused:  # what was chosen stays
        form.add_error("time", refused.words)
        return _shared_page(request, status=409, form=form, wrong=pk)
    messages.success(request, _("Kept."))
    return redirect("interviews:shared")


def _page_of_shared(request: AskingRequest, pk: UUID) -> str:
    request.asks.one(queries.shared(request.asks), pk)
    return reverse("interviews:shared")


@policy("shared debrief", "read")
@sent_from(_page_of_shared)
def read(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Keep that a supervisor has read a moment that is shared."""
    services.have_read(request.asks.one(queries.shared(request.asks), pk), at=request.asks.at)
    return redirect("interviews:shared")


@require_http_methods(["GET", "HEAD", "POST"])
@policy("study", "set up")
def pace(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Show and keep how many interviews a study plans, and what one interviewer carries at most."""
    found = study(request.asks, pk)
    kept = queries.pace_of(found)
    form = PaceForm(
        request.POST if request.method == "POST" else None,
        initial={name: getattr(kept, name) for name in PaceForm.base_fields},
    )
    if form.is_bound and form.is_valid():
        services.set_pace(found, by=request.user, at=request.asks.at, **form.cleaned_data)
        messages.success(request, _("Kept."))
        return redirect("studies:study", found.pk)
    page = {"study": found, "form": form}
    return render(request, "interviews/pace.html", page, status=422 if form.is_bound else 200)
