"""The two invented transcripts: de-identified with the engine and the marks made by hand, and signed."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache, partial
from typing import TYPE_CHECKING, Any

import yaml

from deid.engine import suggest
from demo.seed.steps import Step
from demo.study_files import FOLDER
from transcripts.models import Label, Transcript
from transcripts.rules import Decision
from transcripts.services import bring_in, sign
from transcripts.texts import cleaned

if TYPE_CHECKING:
    from demo.seed.cohort import Story

_WORDS = {
    "nl": {
        "PER": "persoon", "LOC": "plaats", "ORG": "organisatie", "DATE": "datum", "AGE": "leeftijd",
        "PHONE": "telefoonnummer", "EMAIL": "e-mailadres", "ADDRESS": "adres", "ID": "nummer", "OTHER": "iets van haar",
    },
    "en": {
        "PER": "person", "LOC": "place", "ORG": "organisation", "DATE": "date", "AGE": "age", "PHONE": "phone number",
        "EMAIL": "e-mail address", "ADDRESS": "address", "ID": "number", "OTHER": "something of hers",
    },
}  # fmt: skip
_COUNTED = {"PER", "LOC", "ORG"}
"""Kinds of which each name gets a number, so that a reader can follow who is who."""


def steps(story: "Story", typed: datetime) -> Iterator[Step]:
    """Bring the text in when it is typed out; two days later the second reader signs it."""
    kept: list[Transcript] = []
    yield typed, partial(_bring_in, story, kept)
    yield typed + timedelta(days=2), lambda at: sign(kept[0], by=story.planted.people["reader"], at=at)


def _bring_in(story: "Story", kept: list[Transcript], at: datetime) -> None:
    name = story.written["interview"]["transcript"].removesuffix(".txt")
    raw = (FOLDER / "transcripts" / f"{name}.txt").read_text(encoding="utf-8")
    language = story.written["language"]
    kept.append(
        bring_in(
            story.participant, raw=raw, language=language, decisions=decisions(raw, name, language),
            reader=story.planted.people["reader"], by=story.interviewer, at=at,
        )
    )  # fmt: skip


def decisions(raw: str, name: str, language: str) -> list[Decision]:
    """Give what becomes of every identifier of a transcript and of every suggestion of the engine.

    What was marked by hand is replaced; what the engine suggests beside it is nobody's, and stays.
    """
    text = cleaned(raw)
    marked = _merged(_marked(text, name, language), text, language)
    taken = [(one.start, one.end) for one in marked]
    return marked + [
        Decision(span.start, span.end, span.label, None)
        for span in suggest(text, language)
        if not any(start < span.end and span.start < end for start, end in taken)
    ]


def _marked(text: str, name: str, language: str) -> list[Decision]:
    found: list[Decision] = []
    for one in sorted(_identifiers(name), key=lambda each: -len(each["text"])):
        for hit in re.finditer(rf"(?<!\w){re.escape(one['text'])}(?!\w)", text):
            if not any(each.start < hit.end() and hit.start() < each.end for each in found):
                found.append(Decision(hit.start(), hit.end(), Label(one["label"]).value, one["text"]))
    return _in_brackets(sorted(found), language)


def _in_brackets(found: list[Decision], language: str) -> list[Decision]:
    """Give the marks with the words that take their place, numbered in the order in which names appear."""
    names: dict[str, list[str | None]] = {}
    worded = []
    for one in found:
        word, known = _WORDS[language][one.label], names.setdefault(one.label, [])
        if one.replacement not in known:
            known.append(one.replacement)
        number = f" {known.index(one.replacement) + 1}" if one.label in _COUNTED else ""
        worded.append(replace(one, replacement=f"{word}{number}"))
    return worded


def _merged(marked: list[Decision], text: str, language: str) -> list[Decision]:
    """Give `marked` so that each suggestion that touches a mark lies within one."""
    for span in suggest(text, language):
        touched = [one for one in marked if one.start < span.end and span.start < one.end]
        if touched:
            start = min(span.start, touched[0].start)
            end = max(span.end, touched[-1].end)
            marked = sorted([one for one in marked if one not in touched] + [replace(touched[0], start=start, end=end)])
    return marked


@cache
def _identifiers(name: str) -> list[dict[str, Any]]:
    path = FOLDER / "transcripts" / f"{name}.identifiers.yaml"
    content: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))["identifiers"]
    return content
