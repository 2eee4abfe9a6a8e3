"""Suggestions: where something stands, what it is, how sure the engine is."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from operator import itemgetter
from typing import NamedTuple

LABELS = ("PER", "LOC", "ORG", "DATE", "AGE", "PHONE", "EMAIL", "ADDRESS", "ID", "OTHER")
MASK = "mask"
REVIEW = "review"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """One suggestion; offsets in code points, 0-based, `end` exclusive."""

    start: int
    end: int
    label: str
    level: str


class Found(NamedTuple):
    """A candidate of one layer; of two with the same length the higher `strength` gives the label."""

    start: int
    end: int
    label: str
    level: str
    strength: int = 5


def settle(found: Iterable[Found], closed: list[tuple[int, int]], text: str) -> list[Span]:
    """Give sorted suggestions that do not overlap: the longest wins, what sticks out of a loser stays.

    `closed` are stretches that may never be touched (existing brackets, speaker labels).
    """
    pieces = [piece for one in found for piece in _outside(one, closed)]
    pieces.sort(key=lambda one: (-(one.end - one.start), -one.strength, one.level, one.start, one.label))
    taken: list[Span] = []
    owner = bytearray(len(text))
    sure = bytearray(len(text))
    for one in pieces:
        if one.level == MASK:
            sure[one.start : one.end] = b"\1" * (one.end - one.start)
        taken.extend(_free_parts(one, owner, text))
    kept = (_tidy(span, sure, text) for span in taken)
    return sorted(span for span in kept if span)


def _outside(one: Found, closed: list[tuple[int, int]]) -> list[Found]:
    """Give the parts of a candidate that lie outside the closed stretches, which are sorted and apart."""
    parts, place = [], one.start
    for at in range(bisect_left(closed, one.start, key=itemgetter(1)), len(closed)):
        start, end = closed[at]
        if start >= one.end:
            break
        if place < start:
            parts.append(one._replace(start=place, end=start))
        place = max(place, end)
    if place < one.end:
        parts.append(one._replace(start=place))
    return parts


def _free_parts(one: Found, owner: bytearray, text: str) -> list[Span]:
    """Take the characters of a candidate that nobody has yet, as whole runs; one letter is no rest."""
    parts, place = [], one.start
    while place < one.end:
        low = owner.find(b"\0", place, one.end)
        if low < 0:
            break
        high = owner.find(b"\1", low, one.end)
        high = one.end if high < 0 else high
        if (low, high) == (one.start, one.end) or sum(map(str.isalnum, text[low:high])) > 1:
            parts.append(Span(low, high, one.label, one.level))
        place = high
    owner[one.start : one.end] = b"\1" * (one.end - one.start)
    return parts


def _tidy(span: Span, sure: bytearray, text: str) -> Span | None:
    """Cut blanks at both ends; raise to `mask` when most of it was surely found by another layer."""
    start, end = span.start, span.end
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    if not any(letter.isalnum() for letter in text[start:end]):
        return None
    level = MASK if span.level == MASK or 2 * sure.count(1, start, end) > end - start else REVIEW
    return Span(start, end, span.label, level)
