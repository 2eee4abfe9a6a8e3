"""The guide on a page of its own."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from accounts.access import AskingRequest, policy
from interviews import queries
from interviews.models import GuideVersion, Talked
from studies.models import LANGUAGES


def chosen_language(request: HttpRequest, otherwise: str) -> str:
    """Give the guide's language that the address asks for, or `otherwise`."""
    asked = request.GET.get("language", otherwise)
    return asked if asked in dict(LANGUAGES) else otherwise


def _page(request: AskingRequest, guide: GuideVersion | None) -> HttpResponse:
    language = chosen_language(request, get_language() or "en")
    versions = list(queries.guides(request.asks))
    return render(request, "interviews/guide.html", {
        "guide": guide, "versions": versions, "languages": LANGUAGES, "language": language,
        "cards": queries.cards(guide, language, {}) if guide else None,
        "may_count": request.asks.to("read", "coverage").may(),
    })  # fmt: skip


@require_safe
@policy("guide", "read")
def current(request: AskingRequest) -> HttpResponse:
    """Show the newest guide of the asker's first study."""
    return _page(request, queries.guides(request.asks).first())


@require_safe
@policy("guide", "read")
def version(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Show one version of a guide."""
    return _page(request, queries.guide(request.asks, pk))


@require_safe
@policy("coverage", "read")
def coverage(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Show how often each key question was talked about, across participants (R40)."""
    guide = queries.guide(request.asks, pk)
    language = chosen_language(request, get_language() or "en")
    counts = queries.coverage_counts(guide)
    kinds = [*Talked.choices, ("not_reached", None)]
    rows = [
        (question, [(words, counts[question.id][code]) for code, words in kinds])
        for card in queries.cards(guide, language, {}).themes
        for question in card.questions
    ]
    return render(request, "interviews/coverage.html", {"guide": guide, "rows": rows, "language": language})
