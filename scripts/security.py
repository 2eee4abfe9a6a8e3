"""Take a longer look at the promises: what takes minutes, and is too long for `make test`.

Each part names the tests that show it. It stops at the first part that fails, and says how long each took. Parts of
other rooms join here: one line for each database on which they have to hold.
"""

import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from scripts.test import LONGER, Pass, leave, run  # noqa: E402 - the folder must be on the path first

EVERYTHING = ("-m", "security or not security", "--timeout=300")
PARTS = (
    Pass("canaries and planted leaks, on SQLite", "sqlite", (*EVERYTHING, "tests/canary")),
    Pass("canaries, on PostgreSQL with Redis and a worker", "postgresql", (*EVERYTHING, "tests/canary")),
    Pass("changed rows of the access table, each noticed", "sqlite", (*EVERYTHING, "tests/access/test_mutants.py")),
    Pass("the page that installs it, line by line", "sqlite", (*EVERYTHING, "tests/install")),
    Pass("backups, killed at many steps", "sqlite", (*EVERYTHING, "tests/upkeep/test_backup_commands.py")),
    Pass("the timeline, cut off, long and drawn", "sqlite", ("-m", LONGER, "--timeout=300", "tests/timelines")),
    Pass("the timeline, over two processes", "postgresql", (*EVERYTHING, "tests/timelines/test_processes.py")),
    Pass(
        "what a therapist and an auditor find, byte by byte",
        "sqlite",
        (*EVERYTHING, "tests/checkins/test_non_interference.py"),
    ),
    Pass(
        "rooms, pages of texts and keys, longer",
        "sqlite",
        ("-m", LONGER, "--timeout=300", "tests/interviews/room", "tests/transcripts", "tests/vault"),
    ),
    Pass("started as people start it", "sqlite", (*EVERYTHING, "tests/services/test_server.py")),
    Pass("bad input, also over slow lines", "sqlite", (*EVERYTHING, "tests/badinput")),
)
"""Every part, in its order."""


def in_turn() -> Iterator[Pass]:
    """Give each part, and say after it how long it took."""
    for part in PARTS:
        began = time.monotonic()
        yield part
        sys.stdout.write(f"{part.title}: {time.monotonic() - began:.0f} s\n")


def main() -> int:
    signal.signal(signal.SIGTERM, leave)
    try:
        return run(in_turn(), sys.argv[1:])
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


if __name__ == "__main__":
    raise SystemExit(main())
