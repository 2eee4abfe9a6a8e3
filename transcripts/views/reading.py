"""What waits, the second reading, and the stored transcripts."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from accounts.access import AskingRequest, Denied, policy
from accounts.sending import sent_from
from transcripts import book, forms, queries, rules, services
from transcripts.models import State, Transcript
from transcripts.rules import Decision, Placed
from transcripts.views import drawing
from transcripts.views.bringing import words_for


@require_safe
@policy("transcript", "read")
def everything(request: AskingRequest) -> HttpResponse:
    """List what waits for who asks, what they brought in, their cases, and what they may read."""
    return render(request, "transcripts/list.html", {
        "to_read": queries.to_read(request.asks), "on_their_way": queries.on_their_way(request.asks),
        "cases": queries.cases(request.asks), "stored": queries.all_stored(request.asks),
    })  # fmt: skip


def _placed(transcript: Transcript) -> list[Placed]:
    return [Placed(each.start, each.end, each.label) for each in transcript.redactions.order_by("start")]


@require_safe
@policy("transcript", "read candidate")
def candidate(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Open a candidate: its reader can mark and sign, who brought it in sees what is kept."""
    transcript = queries.candidate(request.asks, pk)
    return _candidate(request, transcript, [])


def _candidate(
    request: AskingRequest, transcript: Transcript, decisions: list[Decision], words: str = "",
    back: forms.BackForm | None = None,
) -> HttpResponse:  # fmt: skip
    body = services.open_text(transcript, by=request.user, at=request.asks.at)
    marks = sorted(
        book.standing(_placed(transcript)) + book.marks([], decisions, transcript.language), key=lambda mark: mark.start
    )
    reads = transcript.reader_id == request.user.pk
    context = {
        "transcript": transcript, "words": words, "back": back or forms.BackForm(),
        "rows": book.rows(body, [mark for mark in marks if not mark.fixed]),
        **drawing.context(body, marks, transcript.language),
    }  # fmt: skip
    page = "transcripts/second.html" if reads else "transcripts/candidate.html"
    return render(request, page, context, status=422 if words or back else 200)


def _reading_page(request: AskingRequest, pk: UUID) -> str:
    transcript = queries.read_by(request.asks, pk)
    waits = transcript.state == State.CANDIDATE
    return reverse("transcripts:candidate", args=[pk]) if waits else reverse("transcripts:list")


@policy("transcript", "sign")
@sent_from(_reading_page)
@sensitive_post_parameters()
def sign(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Take the reader's further marks: show what would be stored, store it, or go on reading."""
    transcript = queries.read_by(request.asks, pk)
    if transcript.state != State.CANDIDATE:
        services.sign(transcript, by=request.user, at=request.asks.at)
        return redirect("transcripts:stored", pk)
    body = str(transcript.body)
    try:
        decisions = forms.decisions_of(forms.sent(request), body, transcript.language)
    except forms.NotDecisions:
        return _candidate(request, transcript, [], _("The marks could not be read. Look at them once more."))
    decisions = [each for each in decisions if each.replacement is not None]
    try:
        return _step(request, transcript, body, decisions)
    except (rules.DoesNotFit, rules.StillNamed) as refusal:
        return _candidate(request, transcript, decisions, words_for(refusal))


def _step(request: AskingRequest, transcript: Transcript, body: str, decisions: list[Decision]) -> HttpResponse:
    step = request.POST.get("step")
    if step == "sign":
        services.sign(transcript, decisions=decisions, by=request.user, at=request.asks.at)
        messages.success(request, _("Signed and stored. The team can read it now."))
        return redirect("transcripts:stored", transcript.pk)
    if step != "show":
        return _candidate(request, transcript, decisions)
    checked = rules.check(body, decisions)
    shown, placed = rules.applied(body, checked, _placed(transcript))
    services.open_text(transcript, by=request.user, at=request.asks.at)
    context: dict[str, Any] = {
        "transcript": transcript, "decisions": drawing.as_json(checked), "further": len(checked),
        **drawing.context(shown, book.standing(placed), transcript.language),
    }  # fmt: skip
    return render(request, "transcripts/signing.html", context)


@policy("transcript", "sign")
@sent_from(_reading_page)
def send_back(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Send a candidate back; its words are taken away."""
    transcript = queries.read_by(request.asks, pk)
    form = forms.BackForm(request.POST)
    if not form.is_valid():
        if transcript.state != State.CANDIDATE:
            raise Denied
        return _candidate(request, transcript, [], back=form)
    services.send_back(transcript, why=form.cleaned_data["why"], by=request.user, at=request.asks.at)
    messages.success(request, _("Sent back. Its words are gone; a new version comes."))
    return redirect("transcripts:list")


@require_safe
@policy("transcript", "read")
def stored(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Open a stored transcript."""
    transcript = queries.stored(request.asks, pk)
    body = services.open_text(transcript, by=request.user, at=request.asks.at)
    marks = book.standing(_placed(transcript))
    context = {"transcript": transcript, **drawing.context(body, marks, transcript.language)}
    return render(request, "transcripts/stored.html", context)
