"""The register: no gap, no fork, no change, nothing without a transaction."""

import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from ledger import queries, rules
from ledger.models import Entry, Head, Payload
from ledger.services import opened, record


def test_the_chain_of_everything_that_was_done_is_whole(cast: Any) -> None:
    assert queries.first_fault() is None
    assert list(Entry.objects.order_by("seq").values_list("seq", flat=True)) == list(range(1, queries.size() + 1))


def test_an_entry_commits_to_its_payload(cast: Any) -> None:
    for payload in Payload.objects.select_related("entry"):
        expected = rules.commitment(bytes.fromhex(payload.salt), payload.entry.at, payload.content)
        assert bytes(payload.entry.commitment) == expected


@pytest.mark.parametrize(
    "change", ["act", "at", "actor", "subject", "target", "committed", "previous", "digest", "seq"]
)
def test_a_changed_field_is_named_as_the_first_fault(change: str, noon: datetime, cast: Any) -> None:
    head = Head.objects.get()
    rows = entries()
    old: Any = rows[4][change]
    rows[4][change] = (
        old + timedelta(days=1) if change == "at" else b"x" * 32 if isinstance(old, bytes) else
        old + 1 if change == "seq" else cast.adam.pk if change != "act" else "studies.other"
    )  # fmt: skip
    assert rules.first_fault(rows, size=head.size, head=bytes(head.digest)) == 5


def entries() -> list[dict[str, Any]]:
    names = ("seq", "act", "at", "actor", "subject", "target")
    return [
        {name: getattr(entry, name) for name in names}
        | {"committed": bytes(entry.commitment), "previous": bytes(entry.previous), "digest": bytes(entry.digest)}
        for entry in Entry.objects.order_by("seq")
    ]


@pytest.mark.parametrize(("cut", "fault"), [(slice(None, -1), -1), (slice(1, None), 1)])
def test_a_missing_entry_is_a_fault(cast: Any, cut: slice, fault: int) -> None:
    head, rows = Head.objects.get(), entries()
    expected = len(rows) if fault == -1 else fault
    assert rules.first_fault(rows[cut], size=head.size, head=bytes(head.digest)) == expected


def test_an_act_outside_a_transaction_is_refused(committed_cast: Any, noon: datetime) -> None:
    with pytest.raises(ValueError, match="one transaction"):
        record("studies.x", actor=committed_cast.ben.pk, subject=committed_cast.ana.pk, target=committed_cast.ana.pk,
               payload={}, at=noon)  # fmt: skip


def test_an_act_that_is_taken_back_leaves_no_entry(cast: Any, noon: datetime) -> None:
    before = queries.size()
    with transaction.atomic():
        record("studies.x", actor=cast.ben.pk, subject=cast.ana.pk, target=cast.ana.pk, payload={}, at=noon)
        transaction.set_rollback(True)
    assert (queries.size(), queries.first_fault()) == (before, None)


def test_opening_the_same_thing_again_within_a_quarter_of_an_hour_is_one_entry(cast: Any, noon: datetime) -> None:
    names = {"actor": cast.ben.pk, "subject": cast.ana.pk, "target": cast.ana.pk}
    for minutes in (0, 5, 14, 16):
        opened("studies.read", at=noon + timedelta(minutes=minutes), **names)
    assert Entry.objects.filter(act="studies.read").count() == 2
    for _twice in range(2):
        opened("studies.read", at=noon - timedelta(days=1), **names)  # the clock had run ahead
    assert Entry.objects.filter(act="studies.read").count() == 3


def test_two_pages_that_open_the_same_thing_at_once_are_one_entry(committed_cast: Any, noon: datetime) -> None:
    names = {"actor": committed_cast.ben.pk, "subject": committed_cast.ana.pk, "target": committed_cast.ana.pk}
    together, failed = threading.Barrier(4), []

    def read() -> None:
        try:
            connection.ensure_connection()
            together.wait()
            opened("studies.read", at=noon, **names)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert Entry.objects.filter(act="studies.read").count() == 1


def test_an_act_written_while_the_chain_is_checked_is_no_fault(
    cast: Any, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    check = rules.first_fault

    def late(entries: Any, **head: Any) -> int | None:
        opened("studies.read", actor=cast.ben.pk, subject=cast.ana.pk, target=cast.ana.pk, at=noon)
        return check(entries, **head)

    monkeypatch.setattr(rules, "first_fault", late)  # between reading the head and reading the entries
    assert queries.first_fault() is None


def test_an_entry_beyond_the_end_of_the_register_is_a_fault(cast: Any, noon: datetime) -> None:
    size = queries.size()
    Entry.objects.create(
        seq=size + 1, act="studies.x", at=noon, actor=cast.ben.pk, subject=cast.ana.pk, target=cast.ana.pk,
        commitment=b"", previous=Head.objects.get().digest, digest=b"",
    )  # fmt: skip
    assert queries.first_fault() == size + 1
