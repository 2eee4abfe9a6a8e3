"""SQLite's write-ahead log: cut and laid with zeros while others write, read and copy it back; nothing is lost."""

# ruff: noqa: F811 - fixtures of another file

import asyncio
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path
from time import monotonic
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, connections
from django.utils import timezone

from tests.timelines.drawing import applied, label_of, put
from tests.timelines.test_gone import alone, lie, sealed, sent, timeline  # noqa: F401 - three are fixtures
from timelines import gone, turns
from timelines.models import Thing, Timeline

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps no such log beside its tables")


def test_after_a_sweep_the_log_is_zeros_and_what_comes_then_outlives_a_kill(timeline: Timeline, tmp_path: Path) -> None:
    first = put(timeline, "one")
    applied(timeline, first)
    assert gone.swept() is True
    name = Path(connection.settings_dict["NAME"])
    log = name.with_name(f"{name.name}-wal")
    assert log.read_bytes() == bytes(gone.ROOM)
    for words in ("two", "three"):
        applied(timeline, put(timeline, words, target=first["target"]))
    assert log.stat().st_size == gone.ROOM  # it did not have to grow
    for one, there in ((name, "left"), (log, "left-wal")):  # what a kill leaves: neither closed nor copied back
        (tmp_path / there).write_bytes(one.read_bytes())
    with closing(sqlite3.connect(tmp_path / "left")) as left:
        assert left.execute("SELECT max(sequence) FROM timelines_operation").fetchone() == (3,)
        assert left.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        (told,) = left.execute("SELECT told FROM timelines_thing").fetchone()
    assert told == sealed(Thing, "told", pk=first["target"])


def test_what_is_written_over_on_a_line_is_swept_after_it_was_told_and_nothing_is_sent_for_it(
    timeline: Timeline, sent: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gone, "monotonic", monotonic)
    first, queue, old = put(timeline), turns.Turns(), []
    applied(timeline, first)

    async def said(wanted: Any) -> Any:
        told = asyncio.get_running_loop().create_future()
        queue.soon(wanted, told.set_result)
        return await told

    for label in ("two", "three", "four"):  # the second one comes too soon after a sweep
        old.append(sealed(Thing, "told", pk=first["target"]))
        again = put(timeline, label, target=first["target"])
        assert "id" in asyncio.run(said(turns.wanted(timeline, again, hers=True, by=uuid4(), at=timezone.now())))
        queue._hand.submit(bool).result(30)  # behind whatever it still does: nobody reads beside it
    assert (lie(*old), sent, gone._owed["since"]) == ([], [], 0.0)


def test_somebody_in_the_way_holds_up_neither_a_line_nor_the_end_of_the_process(
    timeline: Timeline, sent: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gone, "monotonic", monotonic)
    first, queue = put(timeline), turns.Turns()
    applied(timeline, first)
    old = sealed(Thing, "told", pk=first["target"])
    with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM timelines_thing").fetchone()
        applied(timeline, put(timeline, "two", target=first["target"]))
        assert (lie(old) == [], sent) == (False, [gone.WAITS["sqlite"]])
        queue._set_going()
        assert queue._hand.submit(lambda: queue._driven).result(30) is False  # it came to its end all the same
    assert gone.swept() is True
    assert lie(old) == []


ELSEWHERE = """import sqlite3, sys
line = sqlite3.connect(sys.argv[1], isolation_level=None)
while True:
    line.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    line.execute("SELECT count(told) FROM timelines_thing").fetchone()
"""
"""Another process, which reads and copies the log back."""


@pytest.mark.security
def test_sweeps_among_many_who_write_read_and_copy_back_lose_nothing(timeline: Timeline) -> None:
    name, things, over = str(connection.settings_dict["NAME"]), [put(timeline) for _ in range(3)], threading.Event()
    for one in things:
        applied(timeline, one)

    def writes(thing: dict[str, Any]) -> None:
        for number in range(100):
            applied(timeline, put(timeline, f"turn {number}", target=thing["target"]))
        connections.close_all()

    def sweeps() -> None:
        while not over.is_set():
            gone.swept()
        connections.close_all()

    with subprocess.Popen([sys.executable, "-c", ELSEWHERE, name]) as elsewhere:
        hands = [threading.Thread(target=writes, args=[one]) for one in things]
        broom = threading.Thread(target=sweeps)
        for one in (broom, *hands):
            one.start()
        for hand in hands:
            hand.join(120)
        elsewhere.kill()
        over.set()
        broom.join(30)
    assert gone.swept() is True
    with closing(sqlite3.connect(name)) as left:
        assert left.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert list(timeline.operations.order_by("sequence").values_list("sequence", flat=True)) == list(range(1, 304))
    assert [label_of(one) for one in timeline.things.all()] == ["turn 99"] * 3
