"""Measure whether the clock tells that a row is there which is not theirs: answers for denied and absent, in turns.

    python bench/access.py [rounds]

Prints for each page and person both medians in milliseconds, their difference and their ratio, in one run over one
database on SQLite in memory-backed files. 5 ms is the limit that the reference sets for the difference.
"""

import random
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from uuid import uuid4

ROOT = Path(__file__).resolve().parent.parent
sys.path = [str(ROOT)] + [entry for entry in sys.path if Path(entry or ".").resolve() != ROOT / "bench"]

from django import setup  # noqa: E402

import tests.conftest  # noqa: E402, F401 - it makes the folders and names the settings

setup()

from django.test.utils import setup_databases, setup_test_environment, teardown_databases  # noqa: E402

from tests.access import stated  # noqa: E402
from tests.access.sweep import asked, path_of  # noqa: E402
from tests.access.world import OWN, World, standing  # noqa: E402

ASKED = [
    ("/room/<uuid:pk>/", "bea"), ("/room/<uuid:pk>/", "lena"), ("/timelines/<uuid:pk>/state/", "bea"),
    ("/consent/<uuid:pk>/", "cleo"), ("/studies/participants/<uuid:pk>/", "otto"),
    ("/transcripts/stored/<uuid:pk>/", "rolf"), ("/check-ins/feedback/<uuid:pk>/", "theo"),
    ("/audit/<uuid:pk>/", "ben"),
]  # fmt: skip


def measured(world: World, route: str, who: str, rounds: int) -> tuple[float, float]:
    """Give the medians in milliseconds of what is denied and of what is absent, asked in an order by chance."""
    names, browser = stated.lines()[route].names, world.browsers[who]
    denied = path_of(route, names, world.cases[OWN].ids)
    took: dict[bool, list[float]] = {True: [], False: []}
    for _ in range(rounds):
        for there in random.sample([True, False], 2):
            path = denied if there else path_of(route, names, dict.fromkeys(world.cases[OWN].ids, uuid4()))
            began = time.perf_counter()
            answer = asked(browser, "GET", path)
            took[there].append((time.perf_counter() - began) * 1000)
            if answer.status_code != 404:
                raise SystemExit(f"{who} is not denied {route}")
    return median(took[True]), median(took[False])


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    setup_test_environment()
    made = setup_databases(verbosity=0, interactive=False)
    with standing(datetime(2026, 6, 9, 10, 0, tzinfo=UTC)) as world:
        for route, who in ASKED:
            denied, absent = measured(world, route, who, rounds)
            sys.stdout.write(
                f"{route:36} {who:5} denied {denied:6.2f} ms  absent {absent:6.2f} ms  "
                f"difference {denied - absent:+.3f} ms  ratio {denied / absent:.3f}\n"
            )
    teardown_databases(made, verbosity=0)


if __name__ == "__main__":
    main()
