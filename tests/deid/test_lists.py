"""Every list has a named source, and the look-ups take the longest name."""

from deid import lists
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
