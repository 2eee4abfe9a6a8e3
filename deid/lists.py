"""The word and name lists of the engine, read once; none of them holds words of a participant."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from deid import names
from deid.once import once
from deid.vocabulary import ranked
from deid.words import WORD, Reading, fold

FOLDER = Path(__file__).parent / "lists"
LANGUAGES = ("nl", "fr", "en")
SURE = 8_000


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


def phrases(entered: Iterable[str]) -> Phrases:
    """Build the look-up for a list of names."""
    keys = {tuple(fold(match) for match in WORD.findall(name)) for name in entered}
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


def parted(name: str) -> list[str]:
    """Give the entries of a list file in which commas stand between them."""
    return [entry.strip() for line in lines(name) for entry in line.split(",") if entry.strip()]


@once
def vocabulary(lang: str) -> dict[str, int]:
    """Give the rank of every ordinary lower-case word of a language; 0 is the most frequent."""
    words = entries("also_words.txt")
    chosen = own_names() | known_places().single
    listed = first_names() | surnames().single | places().single | organisations().single
    return ranked(lang, listed - words, chosen - words)


@once
def everyday() -> dict[str, int]:
    """Give the best rank of a word in any of the three languages."""
    ranks: dict[str, int] = {}
    for lang in LANGUAGES:
        for word, rank in vocabulary(lang).items():
            if rank < ranks.get(word, rank + 1):
                ranks[word] = rank
    return ranks


@once
def first_names() -> frozenset[str]:
    """Give the keys of first names."""
    return phrases(names.faker_first_names()).single | own_names()


@once
def own_names() -> frozenset[str]:
    """Give the keys of first names that are often met, also short ones."""
    return entries("first_names_own.txt")


@once
def surnames() -> Phrases:
    """Give family names."""
    return phrases([*parted("surnames_own.txt"), *names.faker_surnames()])


@once
def places() -> Phrases:
    """Give names of cities, municipalities, regions and countries."""
    return phrases([*names.cities(), *well_known()])


@once
def well_known() -> tuple[str, ...]:
    """Give countries, Belgian municipalities, and places abroad that are spoken of in Belgium."""
    own = lines("places_own.txt") + parted("municipalities.txt") + parted("places_world.txt")
    return (*names.countries(), *own)


@once
def organisations() -> Phrases:
    """Give public names of care, youth and justice bodies, schools and chains."""
    return phrases(lines("organisations.txt"))


@once
def known_places() -> Phrases:
    """Give countries, Belgian municipalities and well-known places abroad, to look up."""
    return phrases(well_known())


@once
def sure_places() -> frozenset[str]:
    """Give keys of places so well known that they count without a capital too."""
    return frozenset(key for key in known_places().single if everyday().get(key, SURE) >= SURE)


@once
def rare_jobs() -> Phrases:
    """Give work that may point to one person."""
    return phrases(lines("rare_jobs.txt"))


@once
def rare_facts() -> Phrases:
    """Give words of top sport, court cases and the news."""
    return phrases(lines("rare_facts.txt"))


@once
def stops() -> frozenset[str]:
    """Give words that are never a name by their capital or by being unknown."""
    return entries("stops.txt")


@once
def majority() -> frozenset[str]:
    """Give languages and origin words that say nothing here, such as Belgian."""
    return entries("majority.txt")


@once
def nationalities(lang: str) -> frozenset[str]:
    """Give origin words that narrow a person down."""
    return entries(f"nationalities_{lang}.txt")
