"""Decisions about the words that identify: whether they fit a text, what is left to do, and what comes of them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from deid.engine import replace
from deid.spans import Span
from transcripts.models import Label
from transcripts.words import WORDS

LONGEST_WORD = 40
DELETE_RECORDING, DELETE_TEXTS = "recording", "texts"
"""Codes of what a withdrawal does here (W2 and W3)."""

SOON = timedelta(days=7)
"""A recording is spoken of from so long before the last day on which it may exist."""

_LABELS = frozenset(Label.values)
_NAMES = frozenset({Label.PER, Label.LOC, Label.ORG, Label.ADDRESS})
_OFFERED = frozenset(
    part.casefold()
    for kinds in WORDS.values() for words in kinds.values() for word in words for part in re.findall(r"\w+", word)
)  # fmt: skip
_NOT_IN_A_WORD = re.compile(r"[\[\]\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
"""Brackets, controls, and what turns or breaks a line."""


@dataclass(frozen=True, order=True)
class Decision:
    """What becomes of one stretch of a text: a word in brackets takes its place, or (None) it stays.

    Offsets in code points, 0-based, `end` exclusive.
    """

    start: int
    end: int
    label: str
    replacement: str | None


@dataclass(frozen=True, order=True)
class Placed:
    """Where a word in brackets stands in a text; offsets as in Decision."""

    start: int
    end: int
    label: str


class DoesNotFit(Exception):
    """Decisions that overlap, lie outside the text, or name a kind or word that cannot be."""


class StillNamed(Exception):
    """A word in brackets repeats what it should take the place of."""


class Undecided(Exception):
    """Suggestions without a decision; `left` says how many."""

    def __init__(self, left: int) -> None:
        super().__init__(type(self).__name__)
        self.left = left


def bare(word: str) -> str:
    """Give a replacement without its brackets and outer blanks. Raises DoesNotFit."""
    inner = word.strip().removeprefix("[").removesuffix("]").strip()
    if not inner or len(inner) > LONGEST_WORD or _NOT_IN_A_WORD.search(inner):
        raise DoesNotFit
    return inner


def check(text: str, decisions: Sequence[Decision]) -> list[Decision]:
    """Give the decisions in the order of the text, with bare words. Raises DoesNotFit or StillNamed."""
    last, checked = 0, []
    for one in sorted(decisions, key=lambda each: (each.start, each.end)):
        if not last <= one.start < one.end <= len(text) or one.label not in _LABELS:
            raise DoesNotFit
        last = one.end
        word = None if one.replacement is None else bare(one.replacement)
        if word is not None and names_again(text[one.start : one.end], word, one.label):
            raise StillNamed
        checked.append(Decision(one.start, one.end, one.label, word))
    return checked


def names_again(stood: str, word: str, label: str) -> bool:
    """Say whether `word` still holds what stood there, or a part of a name, as a word of its own.

    A part is a word with a capital that is none of those that are offered: of *Sint-Jan Hospital* stays *hospital*.
    """
    parts = {each for each in re.findall(r"\w{2,}", stood) if each[0].isupper() and each.casefold() not in _OFFERED}
    sought = {stood.strip(), *(parts if label in _NAMES else ())}
    said = word.casefold()
    return any(re.search(rf"(?<!\w){re.escape(each.casefold())}(?!\w)", said) for each in sought)


def typed(decisions: Iterable[Decision]) -> set[str]:
    """Give the words in brackets that were typed, and not chosen of those that are offered."""
    offered = {word for kinds in WORDS.values() for words in kinds.values() for word in words}
    return {one.replacement for one in decisions if one.replacement is not None} - offered


def left_over(suggestions: Iterable[Span], decisions: Sequence[Decision]) -> list[Span]:
    """Give the suggestions without a decision: none of the same place, and no replacement around them."""
    places = {(one.start, one.end) for one in decisions}
    covers = [(one.start, one.end) for one in decisions if one.replacement is not None]
    return [
        span
        for span in suggestions
        if (span.start, span.end) not in places
        and not any(start <= span.start and span.end <= end for start, end in covers)
    ]


def applied(text: str, decisions: Sequence[Decision], before: Iterable[Placed] = ()) -> tuple[str, list[Placed]]:
    """Give the text with its replacements, and where every word in brackets stands in it.

    `decisions` are checked ones; `before` are the words in brackets that `text` has already. Raises DoesNotFit when a
    replacement cuts through one of those.
    """
    edits = [(one, f"[{one.replacement}]") for one in decisions if one.replacement is not None]
    body = replace(text, ((Span(one.start, one.end, one.label, ""), word) for one, word in edits))
    placed, shift = [], 0
    for one, word in edits:
        placed.append(Placed(one.start + shift, one.start + shift + len(word), one.label))
        shift += len(word) - (one.end - one.start)
    return body, sorted([*placed, *_moved(before, edits)])


def _moved(before: Iterable[Placed], edits: list[tuple[Decision, str]]) -> list[Placed]:
    moved = []
    for old in before:
        over = [one for one, _word in edits if one.start < old.end and old.start < one.end]
        if any(one.start > old.start or one.end < old.end for one in over):
            raise DoesNotFit
        if not over:
            shift = sum(len(word) - (one.end - one.start) for one, word in edits if one.end <= old.start)
            moved.append(Placed(old.start + shift, old.end + shift, old.label))
    return moved


def due_on(recorded_on: date, days: int) -> date:
    """Give the last day on which a recording may exist."""
    return recorded_on + timedelta(days=days)


def is_near(due: date, today: date) -> bool:
    """Say whether the last day of a recording is near or past."""
    return due <= today + SOON
