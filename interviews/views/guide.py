"""The guide on pages of its own: to read, in all languages, as in the room, beside the version before, as a file."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from accounts.access import AskingRequest, policy
from interviews import queries, services, written
from interviews.few import shown
from interviews.models import CoverageCut, GuideVersion, Sitting, Talked
from interviews.pressure import hints
from interviews.sentences import changes, sentences, untranslated
from studies.models import LANGUAGES
from studies.queries import FEWEST, studies

SIDE = "all"
"""In the place of a language: all of them beside each other."""


def chosen_language(request: HttpRequest, otherwise: str) -> str:
    """Give the guide's language that the address asks for, or `otherwise`."""
    asked = request.GET.get("language", otherwise)
    return asked if asked in dict(LANGUAGES) else otherwise


def spoken_language(request: HttpRequest, sitting: Sitting) -> str:
    """Give the language in which they talk: hers, or what was chosen for this sitting last, in this session."""
    kept = request.session.get("spoken", {}).get(str(sitting.pk))
    language = chosen_language(request, kept or sitting.interview.participant.language)
    if language == request.GET.get("language") != kept:
        request.session["spoken"] = {str(sitting.pk): language}
    return language


def _own_language() -> str:
    return (get_language() or "en")[:2]


def _page(request: AskingRequest, guide: GuideVersion | None) -> HttpResponse:
    side = request.GET.get("language") == SIDE
    language = chosen_language(request, _own_language())
    versions = list(queries.guides(request.asks))
    names = queries.publishers(versions)
    return render(request, "interviews/guide.html", {
        "guide": guide, "versions": [(each, names[each.pk]) for each in versions], "languages": LANGUAGES, "side": side,
        "language": SIDE if side else language, "cards": queries.cards(guide, language, {}) if guide else None,
        "content": queries.content_of(guide) if guide and side else None,
        "may_count": request.asks.to("read", "coverage").may(), "fewest": FEWEST,
        "writes": list(studies(request.asks.to("set up", "study"))), **_of_draft(guide),
    })  # fmt: skip


def _of_draft(guide: GuideVersion | None) -> dict[str, Any]:
    """Give what the page of a draft shows beside its words: what is missing, and words that may press."""
    if guide is None or guide.published_at is not None:
        return {}
    content = queries.content_of(guide)
    return {
        "hints": hints(sentences(content), _own_language()), "untranslated": untranslated(content),
        "lacks": services.lacks(content), "next_theme": len(content["themes"]) + 1,
        "may_grow": len(content["themes"]) < written.MOST["themes"],
    }  # fmt: skip


@require_safe
@policy("guide", "read")
def current(request: AskingRequest) -> HttpResponse:
    """Show the newest guide of the asker's first study that is published; only a draft when there is none."""
    mine = queries.guides(request.asks)
    return _page(request, mine.filter(published_at__isnull=False).first() or mine.first())


@require_safe
@policy("guide", "read")
def version(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Show one version of a guide."""
    return _page(request, queries.guide(request.asks, pk))


@require_safe
@policy("guide", "read")
def preview(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Show a version as the room shows it: quiet cards, with words that keep nothing here."""
    guide = queries.guide(request.asks, pk)
    language = chosen_language(request, _own_language())
    shown = {"guide": guide, "cards": queries.cards(guide, language, {}), "languages": LANGUAGES, "language": language}
    return render(request, "interviews/preview_guide.html", shown)


@require_safe
@policy("guide", "read")
def differences(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Show what a version says otherwise than the published one before it."""
    guide = queries.guide(request.asks, pk)
    before = queries.version_before(guide)
    found = changes(queries.content_of(before), queries.content_of(guide)) if before else []
    names = dict(LANGUAGES)
    named = [(each, [(names[code], code, was, now) for code, was, now in each.languages]) for each in found]
    page = {"guide": guide, "before": before, "changes": named}
    return render(request, "interviews/guide_changes.html", page)


@require_safe
@policy("guide", "read")
def export(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Give a version as a YAML file, which `bring` takes again."""
    guide = queries.guide(request.asks, pk)
    text = written.write(queries.content_of(guide), number=guide.number)
    name = f"guide-version-{guide.number}.yaml"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type="application/yaml; charset=utf-8", headers=headers)


@require_safe
@policy("coverage", "read")
def coverage(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Show how often each key question was talked about, across participants, as it was last cut (R40)."""
    guide = queries.guide(request.asks, pk)
    language, cut = chosen_language(request, _own_language()), queries.coverage_cut(guide)
    page = {"guide": guide, "rows": _covered(guide, cut, language), "language": language, "cut": cut, "fewest": FEWEST}
    return render(request, "interviews/coverage.html", page)


def _covered(guide: GuideVersion, cut: CoverageCut | None, language: str) -> list[Any]:
    """Give each question with its counts in the order of the columns, None in the place of one that is not shown."""
    if cut is None:
        return []
    kinds = [*Talked.choices, ("not_reached", None)]
    counts = {question: shown(each) for question, each in cut.counts.items()}
    return [
        (question, [(words, counts[str(question.id)][code]) for code, words in kinds])
        for card in queries.cards(guide, language, {}).themes
        for question in card.questions
    ]
