"""What the templates and the script of a review are given."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from transcripts import book
from transcripts.book import Mark
from transcripts.models import Label
from transcripts.rules import Decision
from transcripts.words import KINDS, WORDS


def context(text: str, marks: Sequence[Mark], language: str) -> dict[str, Any]:
    """Give a text and its marks as the pages of this room draw them."""
    return {
        "text": text,
        "language": language,
        "turns": book.turns(text, marks),
        "left": sum(not mark.state for mark in marks),
        "kinds": [
            {"label": label, "name": Label(label).label, "kind": KINDS[label][0], "letter": KINDS[label][1],
             "words": ", ".join(WORDS[language][label])}
            for label in Label.values
        ],
    }  # fmt: skip


def as_json(decisions: Iterable[Decision]) -> str:
    """Give decisions as the script writes them."""
    return json.dumps([asdict(each) for each in decisions], ensure_ascii=False)
