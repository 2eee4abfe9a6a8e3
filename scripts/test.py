"""Run the tests: units on SQLite, units on PostgreSQL, then the stories of both side by side.

Files in which no test asks for a database, or that look at pages in a browser, the walk of everybody through every page
and the invented study run in the first pass only; with `--all` they run in both.

Each story gets one database, turn by turn in the order of their names; with `--all` it gets both.
"""

import argparse
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from scripts.passes import Pass, leave, run  # noqa: E402 - the folder must be on the path first

STORIES = "tests/stories"
LONGER = "security"
"""The mark of tests that `make security` runs instead."""
DATABASES = ("sqlite", "postgresql")
AGAIN = ("--with-database", "--ignore=tests/access/test_matrix.py", "--ignore=tests/demo")
"""Left out of the second pass: what shows nothing new there (tests/conftest.py), the walk of everybody, the demo."""


def stories(*, everything: bool) -> Iterator[Pass]:
    """The story files that each database gets: all, or every second by name."""
    files = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / STORIES).glob("test_*.py"))
    for turn, database in enumerate(DATABASES):
        own = files if everything else files[turn :: len(DATABASES)]
        if own:
            yield Pass(f"stories on {database}", database, tuple(own))


def units(*, everything: bool) -> Iterator[Pass]:
    """Everything else; each pass uses two processes."""
    arguments = ("-n", "2", "-m", f"not {LONGER}", f"--ignore={STORIES}", "tests")
    for database, rest in zip(DATABASES, ((), () if everything else AGAIN), strict=True):
        yield Pass(f"units on {database}", database, (*arguments, *rest))


def main() -> int:
    parser = argparse.ArgumentParser(description="Run the tests on both databases.")
    parser.add_argument("--all", action="store_true", help="every story on both databases")
    parser.add_argument("rest", nargs="*", help="handed on to pytest (after --)")
    chosen = parser.parse_args()
    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell may have begun us with it ignored
    try:
        return run(units(everything=chosen.all), chosen.rest) or run(
            stories(everything=chosen.all), chosen.rest, beside=2
        )
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


if __name__ == "__main__":
    raise SystemExit(main())
