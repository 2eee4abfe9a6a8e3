"""The watch over the order of locks sees a lock that comes too late, and one that is taken without her row."""

from typing import Any

import pytest
from django.db import connection, transaction

from interviews.models import Sitting
from ledger.models import Head
from ledger.services import anchor
from studies.models import Membership, Participant
from tests.lock_order import Order, locked


@pytest.mark.parametrize(
    ("sql", "table"),
    [
        ('SELECT "a"."id" FROM "a" INNER JOIN "b" ON (1) WHERE 1 FOR NO KEY UPDATE OF "a"', "a"),
        ('SELECT "a"."id" FROM "a" ORDER BY 1 FOR UPDATE', "a"), ("SELECT id FROM a FOR UPDATE", "a"),
        ('UPDATE "a" SET "b" = 1', "a"), ('DELETE FROM "a" WHERE 1', "a"),
        ('SELECT "a"."id" FROM "a"', ""), ('INSERT INTO "a" VALUES (1)', ""),
    ],
)  # fmt: skip
def test_a_statement_that_locks_is_known(sql: str, table: str) -> None:
    assert locked(sql) == table


def faults() -> list[str]:
    found = [each.partition(" in ")[0] for each in Order.faults]
    Order.faults.clear()
    return found


def late(cast: Any) -> None:
    anchor(at=cast.at)
    list(Participant.objects.select_for_update(no_key=True).filter(pk=cast.ana.pk))


def without_her(cast: Any) -> None:
    list(Sitting.objects.select_for_update())


def in_order(cast: Any) -> None:
    list(Participant.objects.select_for_update(no_key=True).filter(pk=cast.ana.pk))
    list(Membership.objects.select_for_update())
    list(Head.objects.select_for_update())
    list(Sitting.objects.select_for_update())
    list(Participant.objects.select_for_update(no_key=True).filter(pk=cast.ana.pk))


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite locks no rows")
@pytest.mark.parametrize(
    ("does", "says"),
    [
        (late, ["studies_participant is locked after ledger_head"]),
        (without_her, ["interviews_sitting is locked without her row"]),
        (in_order, []),
    ],
)
def test_what_is_locked_too_late_is_said(cast: Any, does: Any, says: list[str], monkeypatch: Any) -> None:
    monkeypatch.setattr("tests.lock_order._where", lambda: "a room")
    with transaction.atomic():
        does(cast)
    with transaction.atomic():  # another one, with nothing held
        list(Participant.objects.select_for_update(no_key=True).filter(pk=cast.ana.pk))
    assert faults() == says
