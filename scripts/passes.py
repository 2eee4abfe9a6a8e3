"""Run calls of pytest, one by one or two side by side, and stop at the first that fails.

Each lane has a private PostgreSQL and Redis, so that passes beside each other share nothing. One by one, a pass writes
to the screen as it goes; side by side, what it says is shown whole when it has ended, and a pass that failed is shown
last: the last line is always pytest's own and belongs to the exit status.
"""

import os
import shutil
import signal
import subprocess  # nosec B404 # it starts pytest
import sys
import tempfile
import time
from collections.abc import Iterable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.services.postgres import Postgres  # noqa: E402 - the folder must be on the path first
from tests.services.process import POLL, without_services  # noqa: E402 - the folder must be on the path first
from tests.services.redis import Redis  # noqa: E402 - the folder must be on the path first

SECONDS_TO_END = 60


@dataclass(frozen=True)
class Pass:
    """One call of pytest on one database."""

    title: str
    database: str
    arguments: tuple[str, ...]


@dataclass(frozen=True)
class Lane:
    """The addresses of the services that one pass at a time has for itself."""

    postgres: str
    redis: str


@dataclass
class Running:
    """A pass that was begun; `kept` takes what it says, or it writes to the screen."""

    what: Pass
    lane: Lane
    process: subprocess.Popen[bytes]
    kept: IO[bytes] | None
    began: float = field(default_factory=time.monotonic)

    def show(self) -> None:
        """Show what it said, after its name and how long it took."""
        if self.kept is not None:
            say(f"\n== {self.what.title}: {time.monotonic() - self.began:.0f} s")
            with self.kept:
                self.kept.seek(0)
                shutil.copyfileobj(self.kept, sys.stdout.buffer)
            sys.stdout.buffer.flush()


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def environment(database: str, postgres: str, redis: str) -> dict[str, str]:
    """Ours without any service of the machine; the private ones by name, and as the database for a PostgreSQL pass.

    What Python compiled is kept: otherwise each of the hundred processes that a pass starts compiles everything anew.
    """
    given = {"ATTUNE_TEST_DATABASE": database, "TEST_POSTGRES_URL": postgres, "TEST_REDIS_URL": redis}
    if database == "postgresql":
        given |= {"DATABASE_URL": postgres, "REDIS_URL": redis}
    own = without_services(os.environ) | given
    own.pop("PYTHONDONTWRITEBYTECODE", None)
    return own


def leave(number: int, frame: FrameType | None) -> None:
    """End as an interruption does, so that the services are stopped."""
    raise SystemExit(128 + number)


def begun(what: Pass, lane: Lane, rest: list[str], *, alone: bool) -> Running:
    """Begin a pass."""
    say(f"\n== {what.title}" if alone else f"begins: {what.title}")
    kept = None if alone else tempfile.TemporaryFile()  # noqa: SIM115 - closed once it is shown
    command = [sys.executable, "-m", "pytest", "-q", *what.arguments, *rest]
    given = environment(what.database, lane.postgres, lane.redis)
    process = subprocess.Popen(  # nosec B603 # a fixed list of arguments
        command, cwd=ROOT, env=given, stdout=kept, stderr=kept and subprocess.STDOUT
    )
    return Running(what, lane, process, kept)


def first_ended(running: list[Running]) -> Running:
    """Wait for one of them to end, and take it out."""
    while True:
        for each in running:
            if each.process.poll() is not None:
                running.remove(each)
                return each
        time.sleep(POLL)


def first_failed(planned: Iterable[Pass], rest: list[str], lanes: list[Lane], running: list[Running]) -> Running | None:
    """Run what is planned, as many at a time as there are lanes; give the first that fails, with the others running."""
    waiting, free = iter(planned), [*lanes]
    while True:
        while free and (following := next(waiting, None)):
            running.append(begun(following, free.pop(0), rest, alone=len(lanes) == 1))
        if not running:
            return None
        ended = first_ended(running)
        if ended.process.returncode:
            return ended
        ended.show()
        free.append(ended.lane)


def end(running: list[Running]) -> None:
    """Ask them to end, so that each may stop what it started, and kill whoever does not; then show what they said."""
    try:
        for each in running:
            each.process.send_signal(signal.SIGINT)
        for each in running:
            with suppress(subprocess.TimeoutExpired):
                each.process.wait(SECONDS_TO_END)
    finally:
        for each in running:
            each.process.kill()
    for each in running:
        each.show()


def in_lanes(planned: Iterable[Pass], rest: list[str], lanes: list[Lane]) -> int:
    """Nought when every pass was good, otherwise the status of the first that was not; none is left running."""
    running = list[Running]()
    try:
        failed = first_failed(planned, rest, lanes, running)
    finally:
        end(running)
    if failed is None:
        return 0
    failed.show()
    return failed.process.returncode


def run(planned: Iterable[Pass], rest: list[str], *, beside: int = 1) -> int:
    """As `in_lanes`, with services for so many passes `beside` each other, which are stopped at the end."""
    with ExitStack() as stack:
        private = ((stack.enter_context(Postgres()), stack.enter_context(Redis())) for _ in range(beside))
        return in_lanes(planned, rest, [Lane(postgres.url, redis.url) for postgres, redis in private])
