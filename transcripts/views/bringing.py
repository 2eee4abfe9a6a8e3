"""Bringing a transcript in: the raw text goes from page to page and rests nowhere."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.forms import BoundField
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from accounts.access import AskingRequest, policy
from accounts.sending import sent_from
from deid.engine import suggest
from interviews.models import Interview
from transcripts import book, forms, queries, rules, services
from transcripts.rules import Decision
from transcripts.texts import LARGEST
from transcripts.views import drawing

_REFUSED = (rules.Undecided, rules.DoesNotFit, rules.StillNamed)


@require_safe
@policy("transcript", "bring in")
def bring(request: AskingRequest, participant: UUID) -> HttpResponse:
    """Show the form for a text."""
    interview = queries.case(request.asks, participant)
    services.allowed(interview, request.asks.at)
    services.none_waits(interview)
    form = forms.BringForm(**_who(request, interview), initial={"language": interview.participant.language})
    return _form(request, interview, form, 200)


def _who(request: AskingRequest, interview: Interview) -> dict[str, Any]:
    return {"participant": interview.participant, "by": request.user, "at": request.asks.at}


def _form(request: AskingRequest, interview: Interview, form: forms.BringForm, status: int) -> HttpResponse:
    context = {"participant": interview.participant, "form": form, "largest": LARGEST}
    return render(request, "transcripts/bring.html", context, status=status)


def _first_page(request: AskingRequest, participant: UUID) -> str:
    return reverse("transcripts:bring", args=[queries.case(request.asks, participant).participant_id])


@policy("transcript", "bring in")
@sent_from(_first_page)
@sensitive_post_parameters()
def look_through(request: AskingRequest, participant: UUID) -> HttpResponse:
    """Take a text and show it with the marks of the engine; or the form again with what was typed."""
    interview = queries.case(request.asks, participant)
    services.allowed(interview, request.asks.at)
    form = forms.BringForm(forms.sent(request), request.FILES, **_who(request, interview))
    if not form.is_valid():
        return _form(request, interview, form, 422)
    services.none_waits(interview)
    return _review(request, interview, form.cleaned_data, None)


def _travelling(request: AskingRequest, interview: Interview, given: dict[str, Any]) -> dict[str, Any]:
    """Give what goes with the pages until the text is stored."""
    known = "\n".join(given["known"])
    reader = request.POST.get("reader", "")
    token = given.get("token") or uuid4()
    return {"participant": interview.participant, "given": given, "known": known, "reader": reader, "token": token}


def _review(
    request: AskingRequest, interview: Interview, given: dict[str, Any], decisions: Sequence[Decision] | None,
    words: str = "", status: int = 422, choose: BoundField | None = None,
) -> HttpResponse:  # fmt: skip
    """Draw the page of the review: with no decisions yet, or with `words` when something is not right.

    `choose` asks for another second reader.
    """
    raw, language = given["raw"], given["language"]
    found = suggest(raw, language, known=given["known"])
    marks = book.marks(found, book.preset(found, language) if decisions is None else decisions, language)
    context = {
        **_travelling(request, interview, given), "words": words, "choose": choose,
        "rows": book.rows(raw, marks), **drawing.context(raw, marks, language),
    }  # fmt: skip
    return render(request, "transcripts/review.html", context, status=status if words else 200)


@policy("transcript", "bring in")
@sent_from(_first_page)
@sensitive_post_parameters()
def review(request: AskingRequest, participant: UUID) -> HttpResponse:
    """Take the decisions: show what would be stored, store it, or go on with the review."""
    interview = queries.case(request.asks, participant)
    services.allowed(interview, request.asks.at)
    sent = forms.sent(request)
    form = forms.ReviewForm(sent, **_who(request, interview))
    if form.errors.keys() - {"reader"}:
        return _from_the_start(request, interview, sent)
    given = form.cleaned_data
    try:
        decisions = forms.decisions_of(sent, given["raw"], given["language"])
    except forms.NotDecisions:
        return _review(request, interview, given, [], _("The marks could not be read. Look at them once more."))
    if form.errors:  # hours of work stay on the page
        words = _("The second reader you chose does not read for this study now. Choose another one below.")
        return _review(request, interview, given, decisions, words, choose=form["reader"])
    return _step_or_why_not(request, interview, given, decisions)


def _step_or_why_not(
    request: AskingRequest, interview: Interview, given: dict[str, Any], decisions: list[Decision]
) -> HttpResponse:
    try:
        return _step(request, interview, given, decisions)
    except _REFUSED as refusal:
        return _review(request, interview, given, decisions, words_for(refusal))
    except (services.Waiting, services.NotAReader) as refusal:  # hours of work stay on the page
        return _review(request, interview, given, decisions, refusal.words, status=409)
    except services.ReadMeanwhile as refusal:  # kept once more, it is another version
        return _review(request, interview, given | {"token": uuid4()}, decisions, refusal.words, status=409)


def _step(
    request: AskingRequest, interview: Interview, given: dict[str, Any], decisions: list[Decision]
) -> HttpResponse:
    step = request.POST.get("step")
    if step == "keep":
        transcript = services.bring_in(
            interview.participant, **given, decisions=decisions, by=request.user, at=request.asks.at
        )
        messages.success(request, _("Kept, without what was marked. It waits for the second reader."))
        return redirect("transcripts:candidate", transcript.pk)
    if step != "show":
        return _review(request, interview, given, decisions)
    checked = services.decided(given["raw"], given["language"], decisions, given["known"])
    body, placed = rules.applied(given["raw"], checked)
    context = {
        **_travelling(request, interview, given), "decisions": drawing.as_json(checked),
        "stays": sum(each.replacement is None for each in checked), "replaced": len(placed),
        **drawing.context(body, book.standing(placed), given["language"]),
    }  # fmt: skip
    return render(request, "transcripts/preview.html", context)


def words_for(refusal: Exception) -> str:
    """Give the words for decisions that cannot be taken yet."""
    if isinstance(refusal, rules.Undecided):
        return ngettext(
            "One mark has no choice yet. Everything you chose is still here.",
            "%(left)s marks have no choice yet. Everything you chose is still here.",
            refusal.left,
        ) % {"left": refusal.left}
    if isinstance(refusal, rules.StillNamed):
        return _("A word in brackets still says what it takes the place of. Choose another word there.")
    return _("Two marks lie over each other, or a word in brackets is missing. Look at the marks once more.")


def _from_the_start(request: AskingRequest, interview: Interview, sent: QueryDict) -> HttpResponse:
    """Show the first form again with what was sent."""
    again = {name: sent.get(name, "") for name in ("known", "language", "reader")}
    form = forms.BringForm({**again, "text": sent.get("raw", "")}, **_who(request, interview))
    return _form(request, interview, form, 422)
