"""The guide as cards in one language, with what became of each question."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any
from uuid import UUID

from interviews.models import GuideVersion, Interview, Talked
from interviews.queries.rows import themes_of


@dataclass(frozen=True)
class Asked:
    """One key question as a card shows it; `talked` is "" while it was not reached."""

    id: UUID
    code: str
    words: str
    probes: tuple[str, ...]
    talked: str

    def __hash__(self) -> int:
        return hash((self.id, self.talked))  # a page asks for it by this with each of its questions


@dataclass(frozen=True)
class Card:
    """One theme as a card shows it."""

    id: UUID
    title: str
    line: str
    questions: tuple[Asked, ...]
    aside: bool = False  # set aside as a whole


@dataclass(frozen=True)
class Cards:
    """A guide in one language."""

    language: str
    opening: tuple[str, ...]
    reminders: tuple[str, ...]
    themes: tuple[Card, ...]
    closing: tuple[str, ...]


def cards(
    guide: GuideVersion, language: str, covered: Mapping[UUID, str], asides: Collection[UUID] = frozenset()
) -> Cards:
    """Give a guide in `language` (en, nl or fr); `covered` and `asides` say what became of its questions and topics."""
    whole = _published(guide.pk, language) if guide.published_at else _read(guide, language)
    return _marked(whole, covered, asides)


def cards_of(
    interview: Interview, language: str, covered: Mapping[UUID, str], asides: Collection[UUID] = frozenset()
) -> Cards:
    """Give the guide of an interview as `cards` does, without a query once its words are in memory.

    What has no mark of its own and belongs to a topic that was set aside is set aside.
    """
    return _marked(_published(interview.guide_id, language), covered, asides)


@lru_cache(64)
def _published(guide: UUID, language: str) -> Cards:
    """Give a published version, which never changes (R38); the words are the study's, nobody's own."""
    return _read(GuideVersion.objects.get(pk=guide), language)


def _read(guide: GuideVersion, language: str) -> Cards:
    def said(sentences: list[dict[str, str]]) -> tuple[str, ...]:
        return tuple(sentence[language] for sentence in sentences)

    themes = tuple(
        Card(theme.pk, theme.title[language], theme.line.get(language, ""), tuple(
            Asked(one.pk, one.code, one.words[language], said(one.probes), "")
            for one in theme.asked  # type: ignore[attr-defined]
        ))
        for theme in themes_of(guide)
    )  # fmt: skip
    return Cards(language, said(guide.opening), said(guide.reminders), themes, said(guide.closing))


def _marked(whole: Cards, covered: Mapping[UUID, str], asides: Collection[UUID]) -> Cards:
    """Give a guide with what became of its questions and topics."""
    if not covered and not asides:
        return whole
    themes = [_as_it_stands(card, covered, card.id in asides) for card in whole.themes]
    return replace(whole, themes=tuple(themes))


def _as_it_stands(card: Card, covered: Mapping[UUID, str], aside: bool) -> Card:
    left = str(Talked.SET_ASIDE) if aside else ""
    talked = [covered.get(one.id, left) for one in card.questions]
    if not aside and not any(talked):
        return card
    asked = [replace(one, talked=word) if word else one for one, word in zip(card.questions, talked, strict=True)]
    return replace(card, questions=tuple(asked), aside=aside)


def set_aside(cards: Cards) -> list[dict[str, str]]:
    """Give what is set aside, as her screen shows it: whole topics, and single questions of topics that are not."""
    rows = []
    for card in cards.themes:
        if card.aside:
            rows.append({"kind": "theme", "id": str(card.id), "words": card.title})
            continue
        asked = (one for one in card.questions if one.talked == Talked.SET_ASIDE)
        rows += [{"kind": "question", "id": str(one.id), "words": one.words} for one in asked]
    return rows


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
