"""What tests begin with is the same when it is written again, and is made anew where it would not be."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from ledger.models import Entry, Payload
from ledger.queries import first_fault, size
from ledger.services import record
from tests.conftest import Cast, everybody
from tests.consent.acts import agree
from tests.lock_order import of_the_test
from vault import services as vault


def rows() -> dict[str, list[str]]:
    """Every row of the database, as it lies there."""
    with connection.cursor() as cursor:
        found = {}
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - a table of ours
            found[table] = sorted(map(repr, cursor.fetchall()))
    return found


@contextmanager
def taken_back() -> Iterator[None]:
    with of_the_test():
        yield
        transaction.set_rollback(True)


def begun(at: datetime) -> tuple[Cast, dict[str, list[str]]]:
    """Make everybody, let Ana agree, and give the rows that came of it."""
    with taken_back():
        cast = everybody(at)
        agree(cast.ana, by=cast.ben, at=at)
        return cast, rows()


def test_what_is_written_again_is_what_was_made_and_each_test_has_its_own(db: None) -> None:
    at = datetime.fromisoformat("2026-06-02T10:00:00+00:00")  # an instant of this test, so that it is made here
    with taken_back():
        nothing = rows()
    (made, its), (again, as_well) = begun(at), begun(at)
    assert its == as_well
    assert {table for table in its if its[table] != nothing[table]} >= {"consent_act", "ledger_entry", "studies_centre"}
    assert (made.ana.pk, made.study.title) == (again.ana.pk, again.study.title)
    assert (made.ana is again.ana, again.centre.study_id) == (False, again.study.pk)


def test_what_is_written_again_opens_and_its_chain_holds(db: None, noon: datetime) -> None:
    with taken_back():
        everybody(noon)
    cast = everybody(noon)
    assert (first_fault(), size()) == (None, Entry.objects.count())
    assert {each.content[:1] for each in Payload.objects.filter(subject_id=cast.ana.pk)} == {"{"}


def test_where_another_act_came_before_it_is_made_anew(cast: Any, noon: datetime) -> None:
    with taken_back():
        first = agree(cast.ana, by=cast.ben, at=noon)
    about: dict[str, Any] = {"actor": cast.ben.pk, "subject": cast.ana.pk, "target": cast.ana.pk, "payload": {}}
    record("studies.looked", at=noon, **about)
    assert agree(cast.ana, by=cast.ben, at=noon).pk != first.pk


def test_where_a_key_was_destroyed_everybody_is_made_anew(db: None, noon: datetime) -> None:
    with taken_back():
        before = everybody(noon)
    vault.destroy(before.ana.pk)
    with taken_back():
        after = everybody(noon)
        assert (after.ana.pk == before.ana.pk, vault.has_key(after.ana.pk)) == (False, True)
        assert [one.payload.content for one in Entry.objects.filter(subject=after.ana.pk)] != []
