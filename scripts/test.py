"""Run the tests: units on SQLite, units on PostgreSQL, then the stories; one private PostgreSQL and Redis for all.

Files in which no test asks for a database, or that look at pages in a browser, the walk of everybody through every page
and the invented study run in the first pass only; with `--all` they run in both.

Each story gets one database, turn by turn in the order of their names; with `--all` it gets both. The run stops
at the first pass that fails, so that the last line is always pytest's own and belongs to the exit status.
"""

import argparse
import os
import signal
import subprocess  # nosec B404 # it starts pytest
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.services.postgres import Postgres  # noqa: E402 - the folder must be on the path first
from tests.services.process import without_services  # noqa: E402 - the folder must be on the path first
from tests.services.redis import Redis  # noqa: E402 - the folder must be on the path first

STORIES = "tests/stories"
LONGER = "security"
"""The mark of tests that `make security` runs instead."""
DATABASES = ("sqlite", "postgresql")
AGAIN = ("--with-database", "--ignore=tests/access/test_matrix.py", "--ignore=tests/demo")
"""Left out of the second pass: what shows nothing new there (tests/conftest.py), the walk of everybody, the demo."""
SECONDS_TO_END = 60


@dataclass(frozen=True)
class Pass:
    """One call of pytest on one database."""

    title: str
    database: str
    arguments: tuple[str, ...]


def stories(database: str, *, everything: bool) -> tuple[str, ...]:
    """The story files that this database gets: all, or every second by name."""
    files = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / STORIES).glob("test_*.py"))
    return tuple(files if everything else files[DATABASES.index(database) :: len(DATABASES)])


def passes(*, everything: bool) -> Iterator[Pass]:
    units = ("-n", "2", "-m", f"not {LONGER}", f"--ignore={STORIES}", "tests")
    for database, rest in zip(DATABASES, ((), () if everything else AGAIN), strict=True):
        yield Pass(f"units on {database}", database, (*units, *rest))
    for database in DATABASES:
        files = stories(database, everything=everything)
        if files:
            yield Pass(f"stories on {database}", database, files)


def environment(database: str, postgres: str, redis: str) -> dict[str, str]:
    """Ours without any service of the machine; the private ones by name, and as the database for a PostgreSQL pass."""
    given = {"ATTUNE_TEST_DATABASE": database, "TEST_POSTGRES_URL": postgres, "TEST_REDIS_URL": redis}
    if database == "postgresql":
        given |= {"DATABASE_URL": postgres, "REDIS_URL": redis}
    return without_services(os.environ) | given


def leave(number: int, frame: FrameType | None) -> None:
    """End as an interruption does, so that the services are stopped."""
    raise SystemExit(128 + number)


def status(command: list[str], given: dict[str, str]) -> int:
    """The exit status of this pytest; when we are interrupted it is asked to end and may stop what it started."""
    process = subprocess.Popen(command, cwd=ROOT, env=given)  # nosec B603 # a fixed list of arguments
    try:
        return process.wait()
    except BaseException:
        process.send_signal(signal.SIGINT)
        process.wait(SECONDS_TO_END)
        raise
    finally:
        process.kill()


def run(planned: Iterable[Pass], rest: list[str]) -> int:
    """Nought when every pass was good, otherwise the status of the first that was not."""
    with Postgres() as postgres, Redis() as redis:
        for each in planned:
            sys.stdout.write(f"\n== {each.title}\n")
            sys.stdout.flush()
            command = [sys.executable, "-m", "pytest", "-q", *each.arguments, *rest]
            result = status(command, environment(each.database, postgres.url, redis.url))
            if result:
                return result
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(description="Run the tests on both databases.")
    parser.add_argument("--all", action="store_true", help="every story on both databases")
    parser.add_argument("rest", nargs="*", help="handed on to pytest (after --)")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, leave)
    try:
        return run(passes(everything=options.all), options.rest)
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


if __name__ == "__main__":
    raise SystemExit(main())
