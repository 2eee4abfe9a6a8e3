"""Gone for good: after words were taken away or written over, no live file has them, plain or sealed."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone
from kombu.exceptions import OperationalError

from tests.canary.places import files
from tests.conftest import Cast
from tests.timelines.drawing import applied, begin, drop, put
from timelines import gone, holder
from timelines.models import Lane, Thing, Timeline
from timelines.tasks import sweep

NAME = "Qwibbelda"
"""A made-up name that no list knows; it is said to be none."""


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What was sent to be swept later: after how many seconds."""
    waits: list[Any] = []
    monkeypatch.setitem(gone._ordered, "until", 0.0)
    monkeypatch.setattr(gone, "_owed", {"since": 0.0, "swept": 0.0})
    monkeypatch.setattr(gone, "monotonic", lambda: 1000.0)  # no time goes by: nothing hangs on how fast this machine is
    monkeypatch.setattr(sweep, "apply_async", lambda countdown: waits.append(countdown))
    return waits


OTHERS = """SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid() AND state LIKE 'idle in transaction%'"""


@pytest.fixture(autouse=True)
def alone(committed: None) -> None:
    """End what earlier tests of this process left open on PostgreSQL: a sweep waits for every older transaction."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(OTHERS)


@pytest.fixture
def timeline(committed: None, sent: list[Any], noon: Any) -> Timeline:
    cast = Cast(noon)
    return begin(cast.ana, by=cast.ben, at=noon)


def folder() -> Path:
    """Give where the database rests: SQLite's own folder, or the data directory of the server that answers us."""
    if connection.vendor == "sqlite":
        return Path(connection.settings_dict["NAME"]).parent
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return Path(f"/proc/{cursor.fetchone()[0]}/cwd").resolve()


def live() -> Iterator[tuple[str, bytes]]:
    """Give every live file of the database; not what PostgreSQL has written ahead."""
    return ((place, data) for place, data in files(folder()) if "/pg_wal/" not in place)


def ahead() -> Iterator[tuple[str, bytes]]:
    """Give what PostgreSQL has written ahead; docs/threat-model.md says how long that remains."""
    return ((place, data) for place, data in files(folder()) if "/pg_wal/" in place)


def lie(*words: bytes, among: Callable[[], Iterator[tuple[str, bytes]]] = live) -> list[str]:
    """Give where any of the words lies."""
    return sorted({place for place, data in among() if any(one in data for one in words)})


def sealed(model: type[Thing | Lane | Timeline], column: str, **which: Any) -> bytes:
    """Give a sealed value as it rests, without opening it."""
    return bytes(model.objects.filter(**which).values_list(column, flat=True)[0])


def swept_in_time() -> bool:
    """Sweep as the worker does, again while somebody is in the way, for at most the minute that is promised.

    On PostgreSQL the server's own autovacuum may look at a table just now.
    """
    until = monotonic() + 60
    while not gone.swept():
        if connection.vendor != "postgresql" or monotonic() > until:
            return False
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.2)")
    return True


def settle() -> None:
    """Let what was sent be done, as the worker would."""
    if connection.vendor == "postgresql":
        assert swept_in_time()


def test_a_name_that_was_written_covered_and_taken_back_is_in_no_live_file_plain_or_sealed(
    timeline: Timeline, caplog: pytest.LogCaptureFixture
) -> None:
    operation = put(timeline, f"with {NAME}", no_names=True)
    for other in range(60):
        applied(timeline, put(timeline, f"year {other}"), hers=True)
    applied(timeline, operation, hers=True)
    old = sealed(Thing, "told", pk=operation["target"])
    assert swept_in_time()
    assert len(lie(old)) == 1  # the search finds what is there
    applied(timeline, {"id": str(uuid4()), "kind": "cover", "target": operation["target"], "cover": "mine"}, hers=True)
    assert sealed(Thing, "told", pk=operation["target"]) == old  # a cover writes no word anew
    applied(timeline, drop(operation["target"]), hers=True)
    settle()
    assert lie(old, old[13:60], NAME.encode()) == []
    assert NAME not in caplog.text
    assert lie(NAME.encode(), among=ahead) == []
    ends = old[13:60], old[-47:]  # a page of the log may begin within the whole
    assert bool(lie(*ends, among=ahead)) is (connection.vendor == "postgresql")  # sealed, and named in the docs
    assert Thing.objects.count() == 60


@pytest.mark.parametrize(("model", "column", "change"), [
    (Thing, "told", lambda timeline, of: put(timeline, "later", target=of["target"])),
    (Lane, "name", lambda timeline, of: {"id": str(uuid4()), "kind": "lane", "target": of["target"], "name": "ours",
                                  "position": 0}),
    (Timeline, "life", lambda timeline, of: {"id": str(uuid4()), "kind": "life", "target": str(timeline.pk)}),
])  # fmt: skip
def test_what_was_written_over_is_swept_at_once_and_on_postgresql_soon(
    timeline: Timeline, sent: list[Any], model: Any, column: str, change: Callable[..., Any]
) -> None:
    first = {
        "told": put(timeline, f"with {NAME}", no_names=True),
        "name": {
            "id": str(uuid4()),
            "kind": "lane",
            "target": str(uuid4()),
            "name": NAME,
            "position": 0,
            "no_names": True,
        },
        "life": {"id": str(uuid4()), "kind": "life", "target": str(timeline.pk), "born": 1988},
    }[column]
    applied(timeline, first)
    old = sealed(model, column, pk=first["target"])
    sent.clear()
    gone._ordered["until"] = 0.0
    assert swept_in_time()
    assert len(lie(old)) == 1
    gone._owed["swept"] = 0.0
    applied(timeline, change(timeline, first))
    assert sent == ([] if connection.vendor == "sqlite" else [gone.WAITS["postgresql"]])
    settle()
    assert lie(old, NAME.encode()) == []


def test_a_timeline_that_she_no_longer_wants_kept_is_in_no_live_file(timeline: Timeline) -> None:
    operation = put(timeline, f"with {NAME}", no_names=True)
    applied(timeline, operation)
    old = sealed(Thing, "told", pk=operation["target"])
    holder.HOLDER.carry_out(timeline.participant_id, holder.THINGS, timezone.now())
    settle()
    assert lie(old) == []


def test_a_sweep_waits_for_nobody_and_is_sent_again_until_it_is_done(timeline: Timeline, sent: list[Any]) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL: below")
    operation = put(timeline)
    applied(timeline, operation)
    old = sealed(Thing, "told", pk=operation["target"])
    reader = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM timelines_thing").fetchone()
    sent.clear()
    applied(timeline, drop(operation["target"]))
    assert sent == [gone.WAITS["sqlite"]]
    gone._ordered["until"] = 0.0  # its time has come
    for _another in range(3):
        sweep()  # one row of tries, however many come
    assert (sent, lie(old) == []) == ([gone.WAITS["sqlite"], gone.AGAIN_AFTER["sqlite"]], False)
    reader.close()
    sweep()
    assert lie(old) == []
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA busy_timeout").fetchone() == (20000,)


def test_an_older_transaction_of_postgresql_holds_a_sweep_up_and_it_is_tried_again(timeline: Timeline) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite: above")
    import psycopg

    operation = put(timeline)
    applied(timeline, operation)
    old = sealed(Thing, "told", pk=operation["target"])
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": psycopg.Cursor}) as older:
        older.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        older.execute("SELECT 1")
        applied(timeline, drop(operation["target"]))
        assert not gone.swept()
        assert lie(old) != []
        older.execute("SELECT count(*) FROM timelines_thing")  # now a lock as well: nobody waits for it
        assert not gone.swept()
    assert swept_in_time()
    assert lie(old) == []


def test_one_sweep_serves_many_changes_and_is_done_within_a_minute(timeline: Timeline, sent: list[Any]) -> None:
    operation = put(timeline)
    applied(timeline, operation)
    for label in ("one", "two", "three"):
        applied(timeline, put(timeline, label, target=operation["target"]))
    assert sent == [gone.WAITS[connection.vendor]]  # on SQLite the first was swept at once
    assert all(gone.WAITS[name] + gone.AGAIN_AFTER[name] < 60 for name in gone.WAITS)


def test_a_change_is_kept_although_no_sweep_can_be_sent(
    timeline: Timeline, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def no_queue(countdown: int) -> None:
        raise OperationalError

    monkeypatch.setattr(sweep, "apply_async", no_queue)
    monkeypatch.setitem(gone._owed, "swept", gone.monotonic())  # just now: the next one has to be sent
    operation = put(timeline)
    applied(timeline, operation)
    applied(timeline, put(timeline, "later", target=operation["target"]))
    assert (Thing.objects.count(), gone._ordered["until"]) == (1, 0.0)
    assert [line.message for line in caplog.records] == ["a sweep was not sent: OperationalError"]
