"""How a text looks on the page of a review: turns, and the marks in them. Pure: text and decisions in, pieces out."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from deid.spans import MASK, Span
from transcripts.rules import Decision, Placed
from transcripts.words import KINDS, WORDS

_SPEAKER = re.compile(r"[A-Za-z]\d{0,2}:[ \t]*")  # longer labels may be names: they stay in the text
_AROUND = 40


@dataclass(frozen=True)
class Mark:
    """One mark of the page: a suggestion, a mark by hand, or (`fixed`) a word in brackets that stands already.

    Offsets in code points of the whole text. `state` is "", "replaced" or "stays"; `word` stands without brackets.
    """

    start: int
    end: int
    label: str
    state: str
    word: str
    hand: bool = False
    fixed: bool = False

    @property
    def kind(self) -> str:
        """The kind of its underlay."""
        return KINDS[self.label][0]

    @property
    def letter(self) -> str:
        """The letter beside it."""
        return KINDS[self.label][1]


@dataclass(frozen=True)
class Piece:
    """A stretch of one turn, with its mark if it has one."""

    words: str
    mark: Mark | None


@dataclass(frozen=True)
class Turn:
    """One line of the text; `start` is the code point at which it begins, its short speaker label included."""

    start: int
    speaker: str
    pieces: list[Piece]


@dataclass(frozen=True)
class Row:
    """A mark with the words around it, for the list that works without a script."""

    mark: Mark
    before: str
    words: str
    after: str


def preset(suggestions: Iterable[Span], language: str) -> list[Decision]:
    """Give the decisions that are made beforehand: what is surely an identifier is replaced; all else waits."""
    return [
        Decision(each.start, each.end, each.label, WORDS[language][each.label][0])
        for each in suggestions
        if each.level == MASK
    ]


def marks(suggestions: Sequence[Span], decisions: Iterable[Decision], language: str) -> list[Mark]:
    """Give the marks of a page: every suggestion, decided or not, and every mark by hand.

    A suggestion inside a replacement by hand is left out.
    """
    asked = {(each.start, each.end): each for each in suggestions}
    made = {(each.start, each.end): each for each in decisions}
    covers = [place for place, each in made.items() if place not in asked and each.replacement is not None]
    found = [
        Mark(*place, each.label, "", WORDS[language][each.label][0])
        for place, each in asked.items()
        if place not in made and not any(start <= place[0] and place[1] <= end for start, end in covers)
    ]
    for place, each in made.items():
        state = "stays" if each.replacement is None else "replaced"
        word = each.replacement or WORDS[language][each.label][0]
        found.append(Mark(*place, each.label, state, word, hand=place not in asked))
    return sorted(found, key=lambda mark: (mark.start, mark.end))


def standing(placed: Iterable[Placed]) -> list[Mark]:
    """Give the words in brackets that a text has already, as marks that stay."""
    return [Mark(each.start, each.end, each.label, "replaced", "", fixed=True) for each in placed]


def turns(text: str, found: Sequence[Mark]) -> list[Turn]:
    """Give a text as turns, one for each line that is not empty; the pieces of a turn make up its line."""
    rows, start, waiting = [], 0, sorted(found, key=lambda mark: mark.start)
    for line in text.split("\n"):
        end = start + len(line)
        waiting = [mark for mark in waiting if mark.end > start] if waiting and waiting[0].end <= start else waiting
        if line.strip():
            label = _SPEAKER.match(line)
            inside = list(_until(waiting, end))
            free = label and not any(mark.start < start + label.end() for mark in inside)
            speaker = label.group() if label and free else ""
            rows.append(Turn(start, speaker, list(_pieces(text, start + len(speaker), end, inside))))
        start = end + 1
    return rows


def _until(waiting: Sequence[Mark], end: int) -> Iterator[Mark]:
    for mark in waiting:
        if mark.start >= end:
            return
        yield mark


def _pieces(text: str, start: int, end: int, inside: Iterable[Mark]) -> Iterator[Piece]:
    place = start
    for mark in inside:
        low, high = max(mark.start, place), min(mark.end, end)
        if low >= high:
            continue
        if place < low:
            yield Piece(text[place:low], None)
        yield Piece(text[low:high], mark)
        place = high
    if place < end:
        yield Piece(text[place:end], None)


def rows(text: str, found: Iterable[Mark]) -> list[Row]:
    """Give each mark with the words around it on its line."""
    return [
        Row(
            mark,
            text[max(0, mark.start - _AROUND) : mark.start].rsplit("\n", 1)[-1],
            text[mark.start : mark.end],
            text[mark.end : mark.end + _AROUND].split("\n", 1)[0],
        )
        for mark in found
    ]


def everywhere(text: str, words: str) -> list[tuple[int, int]]:
    """Give where `words` stand in a text as whole words, capitals or not. Offsets in code points."""
    if not words.strip():
        return []
    return [match.span() for match in re.finditer(rf"(?<!\w){re.escape(words.strip())}(?!\w)", text, re.IGNORECASE)]
