"""The word and name lists of the engine, read once; none of them holds words of a participant."""

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from deid.words import Reading, WORD, fold

FOLDER = Path(__file__).parent / "lists"
LANGUAGES = ("nl", "fr", "en")


class Phrases(NamedTuple):
    """Names of one or several words: single keys, and longer ones under their first key."""

    single: frozenset[str]
    longer: dict[str, list[tuple[str, ...]]]

    def at(self, reading: Reading, place: int) -> int:
        """Give the place after the longest name that starts here, or `place` itself."""
        key = reading.words[place].key
        for phrase in self.longer.get(key, ()):
            end = place + len(phrase)
            if end <= len(reading.words) and _same(reading, place, phrase):
                return end
        return place + 1 if key in self.single else place


def _same(reading: Reading, place: int, phrase: tuple[str, ...]) -> bool:
    return all(
        reading.words[place + step].key == key and reading.joined(place + step)
        for step, key in enumerate(phrase)
        if step
    )


def phrases(names: list[str]) -> Phrases:
    """Build the look-up for a list of names."""
    single, longer = set(), {}
    for name in names:
        keys = tuple(fold(match) for match in WORD.findall(name))
        if len(keys) == 1:
            single.add(keys[0])
        elif keys:
            longer.setdefault(keys[0], set()).add(keys)
    ordered = {key: sorted(found, key=lambda keys: (-len(keys), keys)) for key, found in longer.items()}
    return Phrases(frozenset(single), ordered)


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
    return entries("first_names.txt") | own_names()


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
def roles() -> Phrases:
    """Give work, sport and court words that may point to one person."""
    return phrases(lines("rare_roles.txt"))


@cache
def stops() -> frozenset[str]:
    """Give words that are never a name by their capital or by being unknown."""
    return entries("stops.txt")


@cache
def nationalities() -> frozenset[str]:
    """Give origin words that narrow a person down."""
    return entries("nationalities.txt")
