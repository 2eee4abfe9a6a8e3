"""Words of a guide that may press somebody to say more: a hint with its reason, never a refusal (R51)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from interviews.sentences import Sentence

_FILE = Path(__file__).with_name("pressure.yaml")


@dataclass(frozen=True)
class Hint:
    """Words that may press: where they stand, in which language of the guide, and the reason in the reader's."""

    where: str
    language: str
    found: str
    reason: str
    part: str = ""  # of the guide, in which it is changed


@cache
def _written() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return content


@cache
def _phrases(language: str) -> list[tuple[re.Pattern[str], str]]:
    """Give a pattern for the phrases of each reason, with the reason's code."""
    rows = _written()["words"].get(language, {}).items()
    each = ((reason, sorted(phrases, key=len, reverse=True)) for reason, phrases in rows)
    return [(re.compile(rf"(?<!\w)({'|'.join(map(re.escape, phrases))})(?!\w)"), reason) for reason, phrases in each]


def pressing(words: str, language: str) -> list[tuple[str, str]]:
    """Give the phrases in `words` (of the code `language`) that may press, each with the code of its reason."""
    said = " ".join(words.replace("’", "'").casefold().split())
    return [(found, reason) for pattern, reason in _phrases(language) for found in pattern.findall(said)]


def hints(sentences: Iterable[Sentence], reader: str) -> list[Hint]:
    """Give what may press in the sentences of a guide, the reasons in the language of `reader` (en, nl or fr)."""
    reasons = _written()["reasons"]
    return [
        Hint(each.where, language, found, reasons[reason].get(reader) or reasons[reason]["en"], each.part)
        for each in sentences for language, words in each.words.items() for found, reason in pressing(words, language)
    ]  # fmt: skip
