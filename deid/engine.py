"""The door of the engine: suggestions for one text, and the text with its replacements."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from deid import addresses, ages, capitals, cues, dates, numbers, people, propagation, quasi, unknown
from deid.spans import Found, Span, settle
from deid.words import Reading, read

__all__ = ["Span", "replace", "suggest", "warm"]

LANGUAGES = ("nl", "fr", "en")
LAYERS = (
    people.listed_people,
    people.listed_surnames,
    people.listed_names,
    capitals.capital_runs,
    cues.introduced,
    cues.initials,
    dates.written_dates,
    dates.spoken_years,
    ages.ages,
    numbers.numbers,
    numbers.spoken_phones,
    addresses.addresses,
    quasi.narrowing,
    unknown.strange_words,
)


def suggest(text: str, lang: str, *, known: Sequence[str] = ()) -> list[Span]:
    """Give suggestions for a text, sorted and not overlapping; offsets in code points.

    `known` are names and places typed for this text; they are used here and kept nowhere.
    Raises ValueError for a language other than nl, fr or en.
    """
    if lang not in LANGUAGES:
        raise ValueError("language must be nl, fr or en")
    reading = read(text, lang)
    found = list(chain(_layers(reading), propagation.known_names(reading, known)))
    found += propagation.repeated(reading, settle(found, reading.closed, text))
    return settle(found, reading.closed, text)


def warm() -> None:
    """Read every list now, which takes seconds, so that the first `suggest` of this process need not."""
    for lang in LANGUAGES:
        suggest("Nora 1", lang)


def _layers(reading: Reading) -> Iterator[Found]:
    return chain.from_iterable(layer(reading) for layer in LAYERS)


def replace(text: str, replacements: Iterable[tuple[Span, str]]) -> str:
    """Give the text in which each span stands as its word in brackets, such as `[place]`.

    A word may come with or without its brackets. Everything outside the spans stays as it is. Raises
    ValueError when spans overlap or lie outside the text, or when a word holds a bracket of its own.
    """
    parts, last = [], 0
    for span, word in sorted(replacements, key=lambda pair: (pair[0].start, pair[0].end)):
        if not last <= span.start < span.end <= len(text):
            raise ValueError("spans must lie inside the text and may not overlap")
        parts += [text[last : span.start], f"[{_bare(word)}]"]
        last = span.end
    return "".join([*parts, text[last:]])


def _bare(word: str) -> str:
    bare = word.strip().removeprefix("[").removesuffix("]").strip()
    if not bare or "[" in bare or "]" in bare:
        raise ValueError("a replacement is a word without brackets in it")
    return bare
