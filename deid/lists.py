"""The word and name lists of the engine, read once; none of them holds words of a participant."""

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from deid.words import WORD, Reading, fold

FOLDER = Path(__file__).parent / "lists"
LANGUAGES = ("nl", "fr", "en")


class Phrases(NamedTuple):
    """Names of one or several words: single keys, whole keys, the lengths known for a first key, all first keys."""

    single: frozenset[str]
    whole: frozenset[tuple[str, ...]]
    lengths: dict[str, tuple[int, ...]]
    firsts: frozenset[str]

    def at(self, reading: Reading, place: int) -> int:
        """Give the place after the longest name that starts here, or `place` itself."""
        key = reading.words[place].key
        for length in self.lengths.get(key, ()):
            end = place + length
            near = end <= len(reading.words) and all(reading.joined(step) for step in range(place + 1, end))
            if near and tuple(word.key for word in reading.words[place:end]) in self.whole:
                return end
        return place + 1 if key in self.single else place


def phrases(names: list[str]) -> Phrases:
    """Build the look-up for a list of names."""
    keys = {tuple(fold(match) for match in WORD.findall(name)) for name in names}
    lengths: dict[str, set[int]] = {}
    for key in keys:
        if len(key) > 1:
            lengths.setdefault(key[0], set()).add(len(key))
    return Phrases(
        frozenset(key[0] for key in keys if len(key) == 1),
        frozenset(key for key in keys if len(key) > 1),
        {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()},
        frozenset(key[0] for key in keys if key),
    )


def lines(name: str) -> list[str]:
    """Give the entries of a list file, one a line, without comments."""
    text = (FOLDER / name).read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


def entries(name: str) -> frozenset[str]:
    """Give the keys of a list file in which a line holds several words."""
    return frozenset(fold(word) for line in lines(name) for word in re.findall(r"[^\s'’-]+", line))


@cache
def vocabulary(lang: str) -> dict[str, int]:
    """Give the rank of every ordinary lower-case word of a language; 0 is the most frequent."""
    return {word: rank for rank, word in enumerate(lines(f"words_{lang}.txt"))}


@cache
def everyday() -> dict[str, int]:
    """Give the best rank of a word in any of the three languages."""
    ranks: dict[str, int] = {}
    for lang in LANGUAGES:
        for word, rank in vocabulary(lang).items():
            if rank < ranks.get(word, rank + 1):
                ranks[word] = rank
    return ranks


@cache
def first_names() -> frozenset[str]:
    """Give the keys of first names."""
    return phrases(lines("first_names.txt")).single | own_names()


@cache
def own_names() -> frozenset[str]:
    """Give the keys of first names that are often met, also short ones."""
    return entries("first_names_own.txt")


@cache
def surnames() -> Phrases:
    """Give family names."""
    return phrases(lines("surnames.txt"))


@cache
def places() -> Phrases:
    """Give names of cities, municipalities, regions and countries."""
    return phrases(lines("places.txt") + lines("places_own.txt"))


@cache
def organisations() -> Phrases:
    """Give public names of care, youth and justice bodies, schools and chains."""
    return phrases(lines("organisations.txt"))


@cache
def sure_places() -> frozenset[str]:
    """Give keys of places so well known that they count without a capital too."""
    return phrases(lines("places_sure.txt")).single


@cache
def rare_jobs() -> Phrases:
    """Give work that may point to one person."""
    return phrases(lines("rare_jobs.txt"))


@cache
def rare_facts() -> Phrases:
    """Give words of top sport, court cases and the news."""
    return phrases(lines("rare_facts.txt"))


@cache
def stops() -> frozenset[str]:
    """Give words that are never a name by their capital or by being unknown."""
    return entries("stops.txt")


@cache
def majority() -> frozenset[str]:
    """Give languages and origin words that say nothing here, such as Belgian."""
    return entries("majority.txt")


@cache
def nationalities(lang: str) -> frozenset[str]:
    """Give origin words that narrow a person down."""
    return entries(f"nationalities_{lang}.txt")
