"""The guide: published as a numbered version, and never edited."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import Person
from interviews.models import GuideVersion, KeyQuestion, Theme
from ledger.services import record
from studies.models import LANGUAGES, Study

_CODES = [code for code, _name in LANGUAGES]


def _words(text: Mapping[str, str]) -> dict[str, str]:
    """Give the words in every language, and nothing else. Raises ValueError when a language is missing."""
    missing = [code for code in _CODES if not text.get(code)]
    if missing:
        raise ValueError(f"a sentence of the guide is missing in {missing}")
    return {code: str(text[code]) for code in _CODES}


def _sentences(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    return [_words(row["text"]) for row in rows]


@transaction.atomic
def publish_guide(study: Study, content: Mapping[str, Any], *, by: Person, at: datetime) -> GuideVersion:
    """Publish the next version of the study's guide (R38). There is no way to change it afterwards.

    `content` has `opening`, `closing`, optionally `reminders` (rows with `text` in every language), and `themes` with
    `title`, optionally `line`, and `questions` (`code`, `text`, `probes`). Raises ValueError when words are missing.
    """
    Study.objects.select_for_update(no_key=True).get(pk=study.pk)  # two versions never take one number
    last = GuideVersion.objects.filter(study=study).order_by("-number").values_list("number", flat=True).first() or 0
    guide = GuideVersion.objects.create(
        study=study, number=last + 1, published_at=at, opening=_sentences(content["opening"]),
        reminders=_sentences(content.get("reminders", [])), closing=_sentences(content["closing"]),
    )  # fmt: skip
    for position, theme in enumerate(content["themes"], 1):
        _add_theme(guide, position, theme)
    record(
        "interviews.guide_published", actor=by.pk, subject=study.pk, target=guide.pk,
        payload={"number": guide.number}, at=at,
    )  # fmt: skip
    return guide


def _add_theme(guide: GuideVersion, position: int, content: Mapping[str, Any]) -> None:
    line = _words(content["line"]) if content.get("line") else {}
    theme = Theme.objects.create(guide=guide, position=position, title=_words(content["title"]), line=line)
    KeyQuestion.objects.bulk_create(
        KeyQuestion(
            theme=theme, position=place, code=question["code"], words=_words(question["text"]),
            probes=_sentences(question.get("probes", [])),
        )
        for place, question in enumerate(content["questions"], 1)
    )  # fmt: skip
