"""Take a longer look at the promises: what takes minutes, and is too long for `make test`.

Each part names the tests that show it. Two parts run side by side, the longest first, so that both processors are at
work to the end. It stops at the first part that fails, and says how long each took. Parts of other rooms join here: one
line for each database on which they have to hold.
"""

import signal
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from scripts.passes import Pass, leave, run  # noqa: E402 - the folder must be on the path first
from scripts.test import LONGER  # noqa: E402 - the folder must be on the path first

EVERYTHING = ("-m", "security or not security", "--timeout=300")
MARKED = ("-m", LONGER, "--timeout=300")
PARTS = (
    Pass("the timeline, cut off, long and drawn", "sqlite", (*MARKED, "tests/timelines")),
    Pass("bad input, also over slow lines", "sqlite", (*EVERYTHING, "tests/badinput")),
    Pass("changed rows of the access table, each noticed", "sqlite", (*EVERYTHING, "tests/access/test_mutants.py")),
    Pass("canaries and planted leaks, on SQLite", "sqlite", (*EVERYTHING, "tests/canary")),
    Pass(
        "what a therapist and an auditor find, byte by byte",
        "sqlite",
        (*EVERYTHING, "tests/checkins/test_non_interference.py", "tests/audit/test_days.py"),
    ),
    Pass("the page that installs it, line by line", "sqlite", (*EVERYTHING, "tests/install")),
    Pass("started as people start it", "sqlite", (*MARKED, "tests/services/test_server.py")),
    Pass(
        "rooms, pages of texts and keys, longer",
        "sqlite",
        (*MARKED, "tests/interviews/room", "tests/transcripts", "tests/vault"),
    ),
    Pass("backups, killed at many steps", "sqlite", (*EVERYTHING, "tests/upkeep/test_backup_commands.py")),
    Pass("canaries, on PostgreSQL with Redis and a worker", "postgresql", (*EVERYTHING, "tests/canary")),
    Pass("the timeline, over two processes", "postgresql", (*EVERYTHING, "tests/timelines/test_processes.py")),
)
"""Every part, the longest first."""


def main() -> int:
    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell may have begun us with it ignored
    try:
        return run(PARTS, sys.argv[1:], beside=2)
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


if __name__ == "__main__":
    raise SystemExit(main())
