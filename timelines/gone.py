"""Old words leave the disk: what was taken away or written over lies in no live file afterwards.

SQLite writes zeros over what is freed (`secure_delete`), but the old page still stands in its write-ahead log until
that is copied back and cut to nothing. PostgreSQL keeps the old row where it was, and a plain VACUUM frees its place
without writing over it: so the few small tables that hold words are written anew.
"""

import logging
import os
import re
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import Any

from django.db import connection
from django.db.utils import OperationalError
from kombu.exceptions import OperationalError as NoQueue

from timelines.models import Lane, Thing, Timeline

WAITS = {"sqlite": 0.5, "postgresql": 20}
"""Seconds from one sweep to the next while words are written over all the time; on PostgreSQL each waits so long."""
AGAIN_AFTER = {"sqlite": 1, "postgresql": 5}
"""Seconds after which a sweep is tried again while somebody is in the way."""
ROOM = 2**18
"""Bytes of zeros that lie in SQLite's write-ahead log after a sweep: what two people write until the next one."""
PATIENCE_MS = 500
"""How long a sweep on PostgreSQL waits for a lock: others would queue behind it."""
_TABLES = [model._meta.db_table for model in (Timeline, Lane, Thing)]
_log = logging.getLogger(__name__)
_ordered = {"until": 0.0}
"""Changes before then (seconds, monotonic) are in time for the sweep that this process has sent."""
_owed = {"since": 0.0, "swept": 0.0}
"""When words were written over that this process has not swept yet (0: none), and when it last tried."""


def at_once() -> None:
    """Sweep now where that takes a moment and nobody is in the way; else soon. To be called after the commit."""
    if connection.vendor != "sqlite" or connection.in_atomic_block or not swept():
        soon()


def owe() -> None:
    """Note that words were written over: who has told of it sweeps then (`pay`). To be called after the commit."""
    if connection.vendor == "sqlite":
        _owed["since"] = monotonic()
    else:
        soon()


def pay() -> float:
    """Sweep what is owed, unless that was done just now; give after how many seconds to come again, 0 for not at all.

    It is not part of a change, so that nobody waits for it before being told. Where somebody is in the way a task goes
    on trying: who pays is not held up, nor is the end of this process.
    """
    if not _owed["since"]:
        return 0
    early = _owed["swept"] + WAITS[connection.vendor] - monotonic()
    if early > 0:
        return early
    if not swept():
        soon()
    return 0


def settle() -> None:
    """Sweep what is owed now, or have it swept. For who does not come again."""
    if pay():
        soon()


def soon(waits: float | None = None) -> None:
    """Have old words swept in the background, after so many seconds: soon. To be called after the commit.

    One that this process has sent serves for all: a row of tries for each would come to be hundreds.
    """
    from timelines.tasks import sweep  # tasks stand above

    waits = WAITS[connection.vendor] if waits is None else waits
    if monotonic() < _ordered["until"]:
        return
    _ordered["until"] = monotonic() + 0.75 * waits  # clocks of two machines may differ a little
    try:
        sweep.apply_async(countdown=waits)
    except NoQueue as failed:  # what is left then is swept after the next change, and every day
        _ordered["until"] = 0.0
        _log.warning("a sweep was not sent: %s", type(failed).__name__)


def swept() -> bool:
    """Sweep the old words of every committed change; False when somebody was in the way: then try again."""
    owed, _owed["swept"] = _owed["since"], monotonic()
    try:
        done = _cut() if connection.vendor == "sqlite" else _write_anew()
    except OperationalError:
        return False
    if done and _owed["since"] == owed:  # else something was written over meanwhile
        _owed["since"] = 0.0
    return done


def _cut() -> bool:
    """Copy SQLite's write-ahead log back and cut it, waiting for nobody."""
    with connection.cursor() as cursor:
        (patience,) = cursor.execute("PRAGMA busy_timeout").fetchone()
        cursor.execute("PRAGMA busy_timeout = 0")
        try:
            cut = bool(cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0)
            if cut:
                _lay_zeros(cursor)
            return cut
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {int(patience)}")


def _lay_zeros(cursor: Any) -> None:
    """Lay zeros where the log was cut, so that the next commits find their place instead of letting the file grow.

    SQLite has no way of its own to keep the place and lose the words. A frame of zeros is none: its salt is not that of
    the log (SQLite's file format, 4.2). They come after whatever stands there, under the lock without which nobody
    writes, cuts the log or reads it anew after a crash; who reads or copies it back goes by the frames that the index
    names. SQLite locks no byte of this file, so closing it gives no lock back. When somebody is about to write, the log
    grows by itself.
    """
    with (
        suppress(OperationalError, OSError),  # without a file, a right or a place on the disk the log grows by itself
        Path(f"{connection.settings_dict['NAME']}-wal").open("r+b", buffering=0) as log,
    ):
        cursor.execute("BEGIN IMMEDIATE")
        try:
            log.seek(0, os.SEEK_END)
            log.write(bytes(ROOM))
        finally:
            cursor.execute("ROLLBACK")
        os.fsync(log.fileno())


def _write_anew() -> bool:
    """Write the tables anew, and say whether no old row had to come along because an older transaction still sees it.

    The notice of each table says how many those are: "0 dead row versions cannot be removed yet."
    """
    kept: list[int] = []

    def note(said: Any) -> None:
        found = re.search(r"[0-9]+", said.message_detail or "")
        kept.append(int(found[0]) if found else 0)

    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = {PATIENCE_MS}")
        raw = connection.connection
        raw.add_notice_handler(note)
        try:
            cursor.execute(f"VACUUM (FULL, VERBOSE) {', '.join(_TABLES)}")
        finally:
            raw.remove_notice_handler(note)
            cursor.execute("RESET lock_timeout")
    return sum(kept) == 0
