"""The search is honest: every leak that is planted on purpose is caught, each in a build of its own."""

from pathlib import Path
from typing import Any

import pytest

from tests.canary.installation import ON_SQLITE, installed, plant
from tests.canary.leaks import LEAKS
from tests.canary.scanner import Scanner
from tests.canary.searching import Search, strangers
from tests.canary.ways import WAYS, Visitor
from tests.canary.words import Brood

QUICK = ["print", "plain column", "unnamed file"]
ONLY_IN_THE_TRACE = {"upload to a file", "spooled file", "unnamed file", "file that is removed"}
"""Leaks into files that are gone, or never had a name, when the search comes."""


def caught(committed_cast: Any, folder: Path, leaks: list[str]) -> dict[str, set[str]]:
    """Start a build with these leaks, bring texts in, stop it; gives the places where canaries were found."""
    brood = Brood()
    search = Search(Scanner(brood))
    with installed(plant(committed_cast), folder, leaks=leaks, queue="task" in leaks) as attune:
        visitor = Visitor(attune)
        for name in ("paste", "text file", "pasted and kept"):
            WAYS[name][0](visitor, brood.canary(name))
        attune.web.stop()
        at_rest = {place for place, _hit in search.at_rest(attune)}
        traced = {place for place, _hit in search.of_trace(attune)}
        return {"at rest": at_rest, "traced": traced, "strange": set(strangers(attune))}


@ON_SQLITE
def test_three_leaks_in_one_build_are_caught_each_in_its_place(committed_cast: Any, tmp_path: Path) -> None:
    found = caught(committed_cast, tmp_path / "var", QUICK)
    places = {Path(place).name.partition("-wal")[0] for place in found["at rest"]}
    assert places == {"output.log", "attune.sqlite3"}
    assert [path for path in found["traced"] if "temporary/#" in path] != []
    assert "unnamed" in found["strange"]


@ON_SQLITE
@pytest.mark.security
@pytest.mark.parametrize("leak", LEAKS)
def test_each_planted_leak_is_caught(committed_cast: Any, tmp_path: Path, leak: str) -> None:
    found = caught(committed_cast, tmp_path / "var", [leak])
    assert (found["at rest"] == set()) == (leak in ONLY_IN_THE_TRACE)
    assert found["at rest"] | found["traced"] != set()


def test_there_are_at_least_ten_kinds_of_leaks() -> None:
    assert len(LEAKS) >= 10
    assert set(QUICK) | ONLY_IN_THE_TRACE <= set(LEAKS)
