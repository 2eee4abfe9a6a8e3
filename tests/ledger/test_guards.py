"""The database itself refuses every change of the register but growing by one entry, on SQLite and PostgreSQL."""

from datetime import datetime
from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from ledger.models import Checkpoint, Entry, Head, Payload
from ledger.services import anchor, record
from tests.databases import refuses

TABLES = ["ledger_entry", "ledger_payload", "ledger_head", "ledger_checkpoint"]
DELETES = [f"DELETE FROM {table}" for table in TABLES]  # noqa: S608 - our own tables


@pytest.fixture
def signed(cast: Any, noon: datetime) -> Any:
    """A register with entries and a checkpoint."""
    anchor(at=noon)
    return cast


def refused(statement: str) -> bool:
    """Say whether the database refuses a statement for the register's own reason; what it did is taken back."""
    return refuses(statement, "the register is append-only")


@pytest.mark.parametrize(
    "statement",
    [
        *DELETES,
        "UPDATE ledger_entry SET act = 'x' WHERE seq = 1",
        "UPDATE ledger_entry SET seq = 1000 WHERE seq = 1",
        "UPDATE ledger_payload SET salt = content",
        "UPDATE ledger_checkpoint SET size = size - 1",
        "UPDATE ledger_checkpoint SET note = ''",
        "UPDATE ledger_head SET size = size - 1",
        "UPDATE ledger_head SET size = size + 1",
        "UPDATE ledger_head SET digest = (SELECT digest FROM ledger_entry WHERE seq = 1)",
        "UPDATE ledger_head SET peaks = digest",
        "UPDATE ledger_head SET anchored = anchored - 1",
        "UPDATE ledger_head SET anchored = size + 1",
        "UPDATE ledger_head SET id = 2",
        "UPDATE ledger_head SET size = 1, digest = (SELECT digest FROM ledger_entry WHERE seq = 1)",
    ],
)
def test_a_change_is_refused(signed: Any, statement: str) -> None:
    assert refused(statement)


def test_the_register_cannot_take_another_name(signed: Any) -> None:
    log = uuid4().hex if connection.vendor == "sqlite" else str(uuid4())
    assert refused(f"UPDATE ledger_head SET log = '{log}'")  # noqa: S608 - our own value


@pytest.mark.parametrize("table", TABLES)
def test_a_row_cannot_be_put_in_the_place_of_another(signed: Any, table: str) -> None:
    verb = "INSERT OR REPLACE" if connection.vendor == "sqlite" else "INSERT"
    key = {"ledger_entry": "seq", "ledger_checkpoint": "number"}.get(table, "id")
    assert refused(f"{verb} INTO {table} SELECT * FROM {table} ORDER BY {key} LIMIT 1")  # noqa: S608 - our own tables


@pytest.mark.parametrize("table", TABLES)
def test_a_table_cannot_be_emptied(signed: Any, table: str) -> None:
    everything = {"sqlite": "DELETE FROM {}", "postgresql": "TRUNCATE {} CASCADE"}[connection.vendor]
    assert refused(everything.format(table))  # on SQLite, a DELETE without a condition takes the way of a TRUNCATE


def entry_after(size: int, previous: bytes, noon: datetime) -> Entry:
    ids = {"actor": uuid4(), "subject": uuid4(), "target": uuid4()}
    return Entry(seq=size + 1, act="x.y", at=noon, commitment=b"c", previous=previous, digest=b"d", **ids)


@pytest.mark.parametrize("gap", [-1, 1, 2])
def test_an_entry_out_of_order_is_refused(signed: Any, noon: datetime, gap: int) -> None:
    head = Head.objects.get()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        entry_after(head.size + gap, bytes(head.digest), noon).save(force_insert=True)


def test_an_entry_that_follows_on_another_than_the_last_is_refused(signed: Any, noon: datetime) -> None:
    size = Head.objects.get().size
    for previous in (bytes(Entry.objects.get(seq=1).digest), b"x" * 32):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            entry_after(size, previous, noon).save(force_insert=True)


def test_a_second_entry_in_one_place_is_refused(signed: Any, noon: datetime) -> None:
    head = Head.objects.get()
    entry_after(head.size, bytes(head.digest), noon).save(force_insert=True)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        entry_after(head.size, bytes(head.digest), noon).save(force_insert=True)


def test_the_head_does_not_move_to_an_entry_without_a_payload(signed: Any, noon: datetime) -> None:
    head = Head.objects.get()
    entry_after(head.size, bytes(head.digest), noon).save(force_insert=True)
    head.size, head.digest = head.size + 1, b"d"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        head.save()


def test_a_payload_of_an_entry_that_stands_already_is_refused(signed: Any) -> None:
    entry = Entry.objects.get(seq=1)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Payload.objects.create(entry=entry, subject_id=entry.subject, salt="0" * 64, content="{}")


def test_a_payload_under_the_key_of_somebody_else_is_refused(signed: Any, noon: datetime) -> None:
    head = Head.objects.get()
    entry = entry_after(head.size, bytes(head.digest), noon)
    entry.save(force_insert=True)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Payload.objects.create(entry=entry, subject_id=signed.ana.pk, salt="0" * 64, content="{}")


@pytest.mark.parametrize(("number", "size"), [(0, 0), (2, 0), (1, -1), (1, 1)])
def test_a_checkpoint_of_another_size_or_number_is_refused(signed: Any, noon: datetime, number: int, size: int) -> None:
    last = Checkpoint.objects.order_by("number").last()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Checkpoint.objects.create(
            number=last.number + number, size=last.size + size, root=b"", key=b"", at=noon, note=""
        )  # fmt: skip


def test_after_all_refusals_the_register_grows_on(signed: Any, noon: datetime) -> None:
    before = Head.objects.get().size
    assert all(refused(statement) for statement in DELETES)
    record("studies.x", actor=signed.ben.pk, subject=signed.ana.pk, target=signed.ana.pk, payload={}, at=noon)
    assert Head.objects.get().size == before + 1


def step(name: str) -> Any:
    return import_module(f"ledger.migrations.{name}")


def test_a_register_of_the_earlier_form_stops_the_start_with_the_way_on(cast: Any) -> None:
    with pytest.raises(SystemExit, match="Type `make reset`, then start anew"):
        step("0004_checkpoints").refuse_entries_of_the_earlier_form(apps, None)


def test_outside_the_invented_study_the_guards_stay(settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(SystemExit, match="The guards of the register stay"):
        step("0005_guards").stay(apps, None)
    settings.DEMO = True
    step("0005_guards").stay(apps, None)
