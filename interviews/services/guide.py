"""The guide: one draft at a time, published as a numbered version, and then never changed."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import count
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import Denied, NotNow
from accounts.models import Person
from interviews.models import GuideVersion, KeyQuestion, Theme
from interviews.queries import content_of
from interviews.sentences import codes_of, untranslated
from ledger.services import record
from studies.models import LANGUAGES, Study

_CODES = [code for code, _name in LANGUAGES]


class Published(NotNow):
    """A version that is published is never changed."""


class NotComplete(NotNow):
    """A draft lacks words or questions, so it can't be published."""


class ChangedMeanwhile(NotNow):
    """Somebody else has kept other words of this draft."""


def _words(text: Mapping[str, str]) -> dict[str, str]:
    """Give the words in every language, "" where there are none yet, and nothing else."""
    return {code: str(text.get(code) or "") for code in _CODES}


def _sentences(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    return [_words(row["text"]) for row in rows]


def _lock(study: Study) -> None:
    Study.objects.select_for_update(no_key=True).get(pk=study.pk)  # two versions never take one number


@transaction.atomic
def draft_guide(study: Study, content: Mapping[str, Any], *, at: datetime) -> GuideVersion:
    """Give the study's one draft, with the words of `content` and nothing of what stood in it before (R38).

    `content` has `opening`, `closing`, optionally `reminders` (rows with `text` by language), and `themes` with
    `title`, optionally `line`, and `questions` (`code`, `text`, `probes`). Words may still be missing.
    """
    _lock(study)
    draft = GuideVersion.objects.filter(study=study, published_at=None).first()
    if draft is None:
        last = GuideVersion.objects.filter(study=study).order_by("-number").values_list("number", flat=True).first()
        draft = GuideVersion(study=study, number=(last or 0) + 1)
    _write(draft, content, at)
    return draft


@transaction.atomic
def begin_draft(study: Study, *, at: datetime) -> GuideVersion:
    """Give the study's one draft as it stands; else a new one with the words of the newest version, or empty."""
    _lock(study)
    newest = GuideVersion.objects.filter(study=study).order_by("-number").first()
    if newest is not None and newest.published_at is None:
        return newest
    empty: dict[str, Any] = {"opening": [], "closing": [], "themes": []}
    return draft_guide(study, content_of(newest) if newest else empty, at=at)


@transaction.atomic
def change_draft(
    draft: GuideVersion, part: str, words: Any, *, seen: datetime | None, at: datetime, to: int | None = None
) -> GuideVersion:  # fmt: skip
    """Keep other words in one part of a draft: `opening`, `reminders`, `closing`, or the number of a theme.

    A theme of None takes it away; the number after the last adds one; `to` moves it there. Raises Published, and
    ChangedMeanwhile unless `seen` is when its words were last kept.
    """
    row = _own(draft)
    if row.changed_at != seen:
        raise ChangedMeanwhile(
            _("A colleague has kept other words meanwhile. Yours are still in the fields: look at the draft first.")
        )
    content = content_of(row)
    if part in {"opening", "reminders", "closing"}:
        content[part] = words
    else:
        place = int(part) - 1
        content["themes"][place : place + 1] = []
        if words is not None:
            content["themes"].insert((to or place + 1) - 1, words)
    _write(row, content, at)
    return row


@transaction.atomic
def throw_away(draft: GuideVersion) -> None:
    """Take a draft away for good. Safe to repeat. Raises Published."""
    if GuideVersion.objects.filter(pk=draft.pk).exists():
        row = _own(draft)
        _clear(row)
        row.delete()


@transaction.atomic
def publish_draft(draft: GuideVersion, *, by: Person, at: datetime) -> GuideVersion:
    """Publish a draft: the next interviews begin with it, and nothing can change it. Safe to repeat.

    Raises Denied when it was thrown away, NotComplete while a language, the opening, the closing or every question is
    missing.
    """
    _lock(draft.study)
    row = _held(draft)
    if row.published_at is not None:
        return row
    if lacking := lacks(content_of(row)):
        raise NotComplete(lacking)
    row.published_at = at
    row.save(update_fields=["published_at"])
    payload = {"number": row.number}
    record("interviews.guide_published", actor=by.pk, subject=row.study_id, target=row.pk, payload=payload, at=at)
    return row


def lacks(content: Mapping[str, Any]) -> str:
    """Give in words what a draft lacks before it can be published; "" when nothing."""
    if not content["opening"] or not content["closing"]:
        return _("An opening and a closing are needed: at least one sentence each.")
    if not content["themes"] or any(not theme["questions"] for theme in content["themes"]):
        return _("Each theme needs a key question, and the guide needs a theme.")
    if len(set(codes_of(content))) < len(codes_of(content)):
        return _("Two questions have the same code.")
    if untranslated(content):
        return _("Some sentences are not there in all three languages yet. They are named on the page of the draft.")
    return ""


@transaction.atomic
def publish_guide(study: Study, content: Mapping[str, Any], *, by: Person, at: datetime) -> GuideVersion:
    """Publish `content` as the next version, in place of any draft. Raises NotComplete; `content` as `draft_guide`."""
    return publish_draft(draft_guide(study, content, at=at), by=by, at=at)


def _held(version: GuideVersion) -> GuideVersion:
    row = GuideVersion.objects.select_for_update(of=("self",)).select_related("study").filter(pk=version.pk).first()
    if row is None:
        raise Denied
    return row


def _own(draft: GuideVersion) -> GuideVersion:
    """Give a draft with its row locked. Raises Denied when it was thrown away, Published."""
    row = _held(draft)
    if row.published_at is not None:
        raise Published(_("This version is published. It is never changed; begin a new draft instead."))
    return row


def _clear(draft: GuideVersion) -> None:
    KeyQuestion.objects.filter(theme__guide=draft).delete()
    Theme.objects.filter(guide=draft).delete()


def _write(draft: GuideVersion, content: Mapping[str, Any], at: datetime) -> None:
    for part in ("opening", "reminders", "closing"):
        setattr(draft, part, _sentences(content.get(part, [])))
    draft.changed_at = at
    draft.save()
    codes = _Codes(draft.study, content)
    _clear(draft)
    for position, theme in enumerate(content["themes"], 1):
        _add_theme(draft, position, theme, codes)


class _Codes:
    """Gives a question without a code one that no question of the study has had: a code stands for its question."""

    def __init__(self, study: Study, content: Mapping[str, Any]) -> None:
        had = KeyQuestion.objects.filter(theme__guide__study=study).values_list("code", flat=True)
        self._taken = {*had, *codes_of(content)}

    def of(self, question: Mapping[str, Any]) -> str:
        """Give the code of a question: its own, else the lowest that is free."""
        if given := question.get("code"):
            return str(given)
        code = next(code for code in (f"K{number:02}" for number in count(1)) if code not in self._taken)
        self._taken.add(code)
        return code


def _add_theme(guide: GuideVersion, position: int, content: Mapping[str, Any], codes: _Codes) -> None:
    line = _words(content["line"]) if content.get("line") else {}
    theme = Theme.objects.create(guide=guide, position=position, title=_words(content["title"]), line=line)
    KeyQuestion.objects.bulk_create(
        KeyQuestion(
            theme=theme, position=place, code=codes.of(question), words=_words(question["text"]),
            probes=_sentences(question.get("probes", [])),
        )
        for place, question in enumerate(content["questions"], 1)
    )  # fmt: skip
