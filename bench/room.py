"""Measure the room's page beside a bare view that runs the same statements and writes the same bytes.

    python bench/room.py [rounds]

Both stand behind the same middleware, the same policy and the same door, in one process over one database on SQLite in
memory-backed files, in turns. The bare view reads the rows as the database gives them, makes nothing of them, and opens
no sealed word. Its answer is the same to the last header: it asks for the token of the forms that it writes, for which
a cookie goes with the page. Prints both medians of the CPU time in milliseconds, and the median of the rounds' own
ratios: a machine that others use has two speeds, and a round has both views at one of them. 1.5 is the limit.
"""

import random
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from types import ModuleType
from typing import Any
from uuid import UUID

ROOT = Path(__file__).resolve().parent.parent
sys.path = [str(ROOT)] + [entry for entry in sys.path if Path(entry or ".").resolve() != ROOT / "bench"]

from django import setup  # noqa: E402

import tests.conftest  # noqa: E402, F401 - it makes the folders and names the settings

setup()

from django.db import connection  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.middleware.csrf import get_token  # noqa: E402
from django.test.utils import override_settings, setup_databases, teardown_databases  # noqa: E402
from django.urls import path  # noqa: E402

from accounts import access  # noqa: E402
from accounts.access import AskingRequest, policy  # noqa: E402
from accounts.cover import in_a_sitting  # noqa: E402
from config import urls  # noqa: E402
from interviews.views import room  # noqa: E402
from studies.queries import roles_of  # noqa: E402
from tests.access.world import OWN, World, standing  # noqa: E402

Statement = tuple[str, Any]


class Recorder:
    """The statements that the room's own view runs, and the bytes that it writes."""

    def __init__(self) -> None:
        self.statements: list[Statement] = []
        self.written = b""

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.statements.append((sql, params))
        return execute(sql, params, many, context)

    def listen(self, request: AskingRequest, pk: UUID) -> HttpResponse:
        """Answer as the room does, and note it."""
        self.statements.clear()
        with connection.execute_wrapper(self):
            answer = room.room(request, pk)
        self.written = answer.content
        return answer

    def bare(self, request: AskingRequest, pk: UUID) -> HttpResponse:
        """Run the same statements, read all that they give, and write the same bytes."""
        with connection.cursor() as cursor:
            for sql, params in self.statements:
                cursor.execute(sql, params)
                if cursor.description is not None:
                    cursor.fetchall()
        get_token(request)
        return HttpResponse(self.written)


def mounted(recorder: Recorder) -> ModuleType:
    """Give addresses that have the recorder's two views beside all others."""
    marked = in_a_sitting(policy("sitting", "run")(lambda request, pk: recorder.bare(request, pk)))
    listens = in_a_sitting(policy("sitting", "run")(lambda request, pk: recorder.listen(request, pk)))
    module = ModuleType("bench_urls")
    module.urlpatterns = [path("bare/<uuid:pk>/", marked), path("listen/<uuid:pk>/", listens), *urls.urlpatterns]  # type: ignore[attr-defined]
    sys.modules[module.__name__] = module
    return module


def measured(world: World, rounds: int) -> dict[str, list[float]]:
    """Give the CPU time of both in each round, in milliseconds."""
    browser, sitting = world.browsers["ben"], world.cases[OWN].ids["sitting"]
    took: dict[str, list[float]] = {"room": [], "bare": []}
    for which in ("listen", "listen", "room", "bare"):  # the first look at her timeline writes into the register
        if (answer := browser.get(f"/{which}/{sitting}/")).status_code != 200:
            raise SystemExit(f"{which} answered {answer.status_code}")
    for _ in range(rounds):
        for which in random.sample(["room", "bare"], 2):
            began = time.process_time()
            browser.get(f"/{which}/{sitting}/")
            took[which].append((time.process_time() - began) * 1000)
    return took


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    made = setup_databases(verbosity=0, interactive=False)
    recorder = Recorder()
    with (
        standing(datetime(2026, 6, 9, 10, 0, tzinfo=UTC)) as world,
        override_settings(ROOT_URLCONF="bench_urls", ALLOWED_HOSTS=["testserver"]),
    ):
        access._wiring.roles = roles_of  # asked for each time, as in service: the tests' world asks once
        mounted(recorder)
        found = measured(world, rounds)
        ratio = median(drawn / bare for drawn, bare in zip(found["room"], found["bare"], strict=True))
        sys.stdout.write(
            f"room {median(found['room']):.2f} ms of CPU, bare {median(found['bare']):.2f} ms, ratio {ratio:.2f}; "
            f"{len(recorder.statements)} statements, {len(recorder.written)} bytes\n"
        )
    teardown_databases(made, verbosity=0)


if __name__ == "__main__":
    main()
