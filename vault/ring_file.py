"""The file of the keyring: its tables, and what is asked of them."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

SCHEMA = 1
TABLES = (
    "CREATE TABLE IF NOT EXISTS wrapped (name TEXT PRIMARY KEY, epoch INTEGER NOT NULL, key BLOB NOT NULL)",
    "CREATE TABLE IF NOT EXISTS destroyed (name TEXT PRIMARY KEY)",
    "CREATE TABLE ring (one INTEGER PRIMARY KEY CHECK (one = 1), id TEXT NOT NULL, epoch INTEGER NOT NULL)",
)


@contextmanager
def transaction(ring: sqlite3.Connection) -> Iterator[None]:
    """Hold the file for one change, which is done whole or not at all."""
    ring.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        ring.execute("ROLLBACK")
        raise
    ring.execute("COMMIT")


def epoch(ring: sqlite3.Connection) -> int:
    """Give the number of the epoch that runs; 0 before the first."""
    found: int = ring.execute("SELECT epoch FROM ring").fetchone()[0]
    return found


def row(ring: sqlite3.Connection, name: str) -> tuple[int, bytes] | None:
    """Give the epoch and the wrapped key of a name, or None."""
    as_bytes = "SELECT epoch, CAST(key AS BLOB) FROM wrapped WHERE name = ?"  # also what somebody wrote over it
    found: tuple[int, bytes] | None = ring.execute(as_bytes, (name,)).fetchone()
    return found


def is_destroyed(ring: sqlite3.Connection, name: str) -> bool:
    """Say whether there was a key of this name, which was destroyed."""
    return ring.execute("SELECT 1 FROM destroyed WHERE name = ?", (name,)).fetchone() is not None
