"""The raw text never rests: canaries go in on every way, and are then looked for wherever bytes can lie.

On SQLite Attune runs alone; on PostgreSQL with a Redis and a worker of its own. The process that takes the texts in is
traced, crashed at the end in the middle of a request, and the worker is killed with work waiting for it.
"""

import os
import signal
from pathlib import Path
from typing import Any

import pytest

from tests.canary import faults
from tests.canary.installation import ON_SQLITE, Installation, installed, plant
from tests.canary.scanner import Scanner
from tests.canary.searching import Search, crash, dumps, strangers
from tests.canary.ways import WAYS, Visitor, half_a_request, through_all
from tests.canary.words import Brood

SERVICES = os.environ.get("ATTUNE_TEST_DATABASE") == "postgresql"
READ_BY_THE_WORKER = {"socket"}
"""A task reads what she put on her timeline, then fails; in the worker's memory, and nowhere else, it may still lie."""


def heads(attune: Installation) -> list[str]:
    """Give the beginnings of what web process and worker said of faults."""
    said = attune.web.output() + (attune.worker.output() if attune.worker else "")
    return [line for line in said.splitlines() if line.startswith(("ERROR", "WARNING"))]


def test_canaries_of_every_way_in_are_found_nowhere(committed_cast: Any, tmp_path: Path, record_property: Any) -> None:
    brood = Brood()
    search = Search(Scanner(brood))
    with installed(plant(committed_cast), tmp_path / "var", services=SERVICES) as attune:
        visitor = Visitor(attune)
        answered = through_all(visitor, brood)
        assert answered == {name: expected for name, (_way, expected) in WAYS.items()}
        in_memory = search.in_memory(attune)
        assert [find for find in in_memory if find[1].way not in READ_BY_THE_WORKER] == []
        with half_a_request(visitor, brood.canary("crashed")):
            assert crash(attune) == -signal.SIGABRT
        assert search.at_rest(attune) == []
        assert search.of_trace(attune) == []
        assert (strangers(attune), dumps(attune)) == ([], [])
        for fault in ("ERROR config.reporting a thread ended by ValueError",
                      "ERROR config.reporting a task ended by ValueError",
                      "ERROR config.reporting a http failed by RuntimeError"):  # fmt: skip
            assert fault in heads(attune)
        assert (
            len([line for line in heads(attune) if line.startswith("ERROR")]) == len(faults.ALL) + 1
        )  # a strange host
    record_property("searched MB", round(search.size / 1e6))
    record_property("MB a CPU second", round(search.size / 1e6 / search.seconds))
    assert len(brood.ways) >= 12
    assert search.skipped == [] or os.geteuid() != 0


@pytest.mark.security
def test_a_crash_in_the_middle_of_each_way_leaves_nothing(committed_cast: Any, tmp_path: Path) -> None:
    brood = Brood()
    search = Search(Scanner(brood))
    study = plant(committed_cast)
    for number in range(2 if SERVICES else 6):
        with installed(study, tmp_path / f"var{number}", services=SERVICES) as attune:
            visitor = Visitor(attune)
            with (
                half_a_request(visitor, brood.canary("half")),
                half_a_request(visitor, brood.canary("chunks"), chunked=True),
            ):
                visitor.send_and_go(brood.canary("whole"))
                assert crash(attune, (signal.SIGKILL, signal.SIGABRT)[number % 2]) < 0
            assert search.at_rest(attune) == []
            assert search.of_trace(attune) == []
            assert (strangers(attune), dumps(attune)) == ([], [])


@ON_SQLITE
@pytest.mark.security
def test_what_stays_in_the_memory_of_the_process_that_takes_texts_in_is_told(
    committed_cast: Any, tmp_path: Path, record_property: Any
) -> None:
    brood = Brood()
    search = Search(Scanner(brood))
    with installed(plant(committed_cast), tmp_path / "var", traced=False) as attune:
        visitor = Visitor(attune)
        for name in ("paste", "text file", "in pieces"):
            assert WAYS[name][0](visitor, brood.canary(name)) == 200
        left = search.of_web_process(attune)  # no promise is made of it: Python cannot blank what it frees
    told = sorted({hit.way for _place, hit in left})
    record_property("ways whose words stay in the memory of the web process", told)
    assert set(told) <= {*brood.ways, ""}
