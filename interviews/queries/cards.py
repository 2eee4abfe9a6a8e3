"""The guide as cards in one language, with what became of each question."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from interviews.models import GuideVersion
from interviews.queries.rows import themes_of


@dataclass(frozen=True)
class Asked:
    """One key question as a card shows it; `talked` is "" while it was not reached."""

    id: UUID
    code: str
    words: str
    probes: list[str]
    talked: str


@dataclass(frozen=True)
class Card:
    """One theme as a card shows it."""

    id: UUID
    title: str
    line: str
    questions: list[Asked]
    aside: bool = False  # set aside as a whole


@dataclass(frozen=True)
class Cards:
    """A guide in one language."""

    language: str
    opening: list[str]
    reminders: list[str]
    themes: list[Card]
    closing: list[str]


def cards(
    guide: GuideVersion, language: str, covered: Mapping[UUID, str], asides: Collection[UUID] = frozenset()
) -> Cards:
    """Give a guide in `language` (en, nl or fr); `covered` and `asides` say what became of its questions and topics."""

    def said(sentences: list[dict[str, str]]) -> list[str]:
        return [sentence[language] for sentence in sentences]

    themes = [
        Card(theme.pk, theme.title[language], theme.line.get(language, ""), [
            Asked(one.pk, one.code, one.words[language], said(one.probes), covered.get(one.pk, ""))
            for one in theme.asked  # type: ignore[attr-defined]
        ], theme.pk in asides)
        for theme in themes_of(guide)
    ]  # fmt: skip
    return Cards(language, said(guide.opening), said(guide.reminders), themes, said(guide.closing))


def content_of(guide: GuideVersion) -> dict[str, Any]:
    """Give the words of a guide in every language, as `services.draft_guide` takes them."""

    def rows(sentences: list[dict[str, str]]) -> list[dict[str, Any]]:
        return [{"text": words} for words in sentences]

    def theme_of(theme: Any) -> dict[str, Any]:
        line = {"line": theme.line} if theme.line else {}
        questions = [{"code": one.code, "text": one.words, "probes": rows(one.probes)} for one in theme.asked]
        return {"title": theme.title, **line, "questions": questions}

    return {
        "opening": rows(guide.opening), "reminders": rows(guide.reminders),
        "themes": [theme_of(theme) for theme in themes_of(guide)], "closing": rows(guide.closing),
    }  # fmt: skip
