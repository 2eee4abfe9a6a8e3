"""Every list has a named source, and the look-ups take the longest name."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from deid import lists
from deid.once import once
from deid.words import read


def test_every_list_file_is_named_with_its_source() -> None:
    told = (lists.FOLDER / "SOURCES.md").read_text(encoding="utf-8")

    assert [path.name for path in sorted(lists.FOLDER.glob("*.txt")) if f"`{path.name}`" not in told] == []


def test_the_longest_name_is_taken() -> None:
    names = lists.phrases(["Kind", "Kind en Gezin"])

    assert [names.at(read(text, "nl"), 0) for text in ("kind en gezin", "kind en ik", "gezin")] == [3, 1, 0]


def test_a_name_does_not_run_on_over_a_point() -> None:
    assert lists.phrases(["Kind en Gezin"]).at(read("Kind, en Gezin", "nl"), 0) == 0


def test_relatives_and_fillers_are_never_names() -> None:
    text = "mama euhm amai bompa zus"

    assert [word.key in lists.stops() for word in read(text, "nl").words] == [True, True, True, True, False]


def test_every_file_named_as_a_source_is_there() -> None:
    told = (lists.FOLDER / "SOURCES.md").read_text(encoding="utf-8")

    assert [name for name in re.findall(r"`(\w+\.txt)`", told) if not (lists.FOLDER / name).is_file()] == []


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("nl", "huis eten kinderen begeleider gisteren boom namen"),
        ("fr", "maison enfants comment travailler"),
        ("en", "house children running forest mark rose"),
    ],
)
def test_ordinary_words_are_known(lang: str, words: str) -> None:
    assert [word for word in words.split() if word not in lists.vocabulary(lang)] == []


def test_names_that_are_no_words_are_not_ordinary() -> None:
    names = "sofie fatima mohammed wetteren antwerpen duitsland peeters yilmaz"

    assert [name for name in names.split() if name in lists.everyday()] == []


def test_a_more_frequent_word_has_a_lower_rank() -> None:
    assert lists.vocabulary("nl")["huis"] < lists.vocabulary("nl")["huisraad"]


@pytest.mark.parametrize("name", ["Schaerbeek", "Sint-Niklaas", "Trois-Ponts", "Allemagne", "Tanger", "Eindhoven"])
def test_places_of_here_and_abroad_are_listed(name: str) -> None:
    assert lists.places().at(read(name, "nl"), 0) == len(read(name, "nl").words)


@pytest.mark.parametrize("name", ["Peeters", "Van den Broeck", "El Amrani", "Yıldız", "Nowak", "Diallo"])
def test_family_names_of_any_origin_are_listed(name: str) -> None:
    assert lists.surnames().at(read(name, "nl"), 0) == len(read(name, "nl").words)


def test_a_list_asked_for_by_several_threads_is_built_once() -> None:
    built, start = [], Barrier(4)

    @once
    def build(lang: str) -> list[str]:
        built.append(lang)
        return [lang]

    def ask(lang: str) -> list[str]:
        start.wait(timeout=10)
        return build(lang)

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(ask, ["nl", "fr", "nl", "fr"]))

    assert (answers, sorted(built)) == ([["nl"], ["fr"], ["nl"], ["fr"]], ["fr", "nl"])
