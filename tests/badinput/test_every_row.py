"""Every row of the table of bad input has a permanent test that carries its number, or stands in the list of what is
missing, which can only shrink."""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

ROWS = {*range(1, 39), *range(60, 81)}
MOST_MISSING = 0
"""Lower it with every row that gets its test."""
HERE = Path(__file__).parent


def carried(sources: Iterable[str]) -> set[int]:
    """Give the rows that have a test: a function called test_row07_…, or test_row14_15_…, or cases called row73-…"""
    whole = "\n".join(sources)
    names = re.findall(r"^(?:async )?def test_row((?:\d\d_)+)", whole, re.M)
    kinds = re.findall(r"ids=\[f\"row(\d\d)-", whole)
    return {int(number) for name in names for number in name.rstrip("_").split("_")} | {int(kind) for kind in kinds}


def listed(text: str) -> dict[int, str]:
    """Give the rows that are said to be missing, with the reason."""
    lines = (line.partition(" ") for line in text.splitlines() if line and not line.startswith("#"))
    return {int(number): why for number, _space, why in lines}


def faults(rows: set[int], has: set[int], lacks: set[int]) -> list[str]:
    """Give what does not add up."""
    neither = [f"row {row} has no test and is not listed" for row in sorted(rows - has - lacks)]
    both = [f"row {row} has a test: take it off the list" for row in sorted(has & lacks)]
    return neither + both + [f"there is no row {row}" for row in sorted((has | lacks) - rows)]


def test_every_row_has_a_test_or_is_listed_as_missing() -> None:
    has = carried(path.read_text() for path in HERE.parent.rglob("test_*.py"))
    missing = listed((HERE / "missing.txt").read_text())
    assert faults(ROWS, has, set(missing)) == []
    assert all(len(why) > 10 for why in missing.values())
    assert len(missing) <= MOST_MISSING


def test_tests_are_known_by_their_number_and_one_may_carry_several() -> None:
    source = (
        "def test_row07_a(): ...\nasync def test_row14_15_b(): ...\ndef test_row_c(): ...\n    def test_row09_in(): ..."
    )
    assert carried([source]) == {7, 14, 15}


@pytest.mark.parametrize(
    ("has", "lacks", "fault"),
    [
        ({1}, {2}, "row 3 has no test and is not listed"), ({1, 2}, {2, 3}, "row 2 has a test: take it off the list"),
        ({1, 2, 3, 4}, set(), "there is no row 4"),
    ],
)  # fmt: skip
def test_what_does_not_add_up_is_named(has: set[int], lacks: set[int], fault: str) -> None:
    assert faults({1, 2, 3}, has, lacks) == [fault]
