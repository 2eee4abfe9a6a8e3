"""Checkpoints: when they are signed, what they say, and how little writing an act costs."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from ledger import merkle, notes, queries, rules
from ledger.models import Checkpoint, Entry, Head
from ledger.services import anchor, anchor_when_due, record
from tools.verify_ledger import Check, read_key, read_note, verify_receipt
from vault.services import public_key


def write(cast: Any, at: datetime) -> Entry:
    return record("studies.x", actor=cast.ben.pk, subject=cast.ana.pk, target=cast.ana.pk, payload={}, at=at)


@pytest.fixture
def signed(cast: Any, noon: datetime) -> Any:
    """A register of which everything is signed."""
    anchor(at=noon)
    return cast


def sizes() -> list[int]:
    return list(Checkpoint.objects.order_by("number").values_list("size", flat=True))


def test_every_fiftieth_entry_is_signed_with_it(signed: Any, noon: datetime) -> None:
    before = queries.size()
    for _each in range(101):
        write(signed, noon)
    assert sizes()[-3:] == [before, before + 50, before + 100]
    assert queries.tail(noon) == queries.Tail(1, 0)


@pytest.mark.parametrize(("hours", "signs"), [(13.99, False), (14, True), (100, True)])
def test_what_waits_is_signed_before_the_first_entry_of_another_day(
    signed: Any, noon: datetime, hours: float, signs: bool
) -> None:
    write(signed, noon)
    before, until = sizes(), queries.size()
    write(signed, later := noon + timedelta(hours=hours))
    assert sizes() == [*before, until] if signs else before
    anchor(at=later)  # more of them do not move where the days before ended
    anchor(at=noon + timedelta(days=9))
    ended = queries.last_before(later.replace(hour=0, minute=0, second=0, microsecond=0))
    assert (ended.size if ended else None) == (until if signs else None)


def test_the_checkpoint_with_which_a_day_ended_is_the_first_of_its_size(signed: Any, noon: datetime) -> None:
    first = queries.last_checkpoint()
    assert first
    assert anchor(at=noon + timedelta(days=1)).number == first.number + 1
    assert queries.last_before(noon + timedelta(hours=14)) == first
    assert queries.last_before(noon) is None


def test_once_a_day_what_waits_is_signed_and_nothing_without_need(signed: Any, noon: datetime) -> None:
    from audit.tasks import sign_register

    before = len(sizes())
    anchor_when_due(at=noon)
    write(signed, noon)
    sign_register()
    sign_register()
    assert (len(sizes()) - before, queries.tail(noon)) == (1, queries.Tail(0, 0))


def test_what_waits_is_told_in_entries_and_hours(signed: Any, noon: datetime) -> None:
    write(signed, noon)
    write(signed, noon + timedelta(hours=2))
    assert queries.tail(noon + timedelta(hours=5, minutes=59)) == queries.Tail(2, 5)


def test_a_checkpoint_says_size_root_head_and_day_under_the_key_of_the_register(signed: Any, noon: datetime) -> None:
    last, head = queries.last_checkpoint(), Head.objects.get()
    leaves = [bytes(each) for each in Entry.objects.order_by("seq").values_list("digest", flat=True)]
    note = read_note(last.note, 0)
    assert (note.log, note.size, note.root, note.head, note.day) == (
        notes.origin(head.log), head.size, merkle.root(merkle.peaks_of(leaves)), bytes(head.digest).hex(), "2026-06-09"
    )  # fmt: skip
    name, key = read_key(queries.key())
    assert (name, key) == (note.log, public_key())
    assert Check(keys=[key], log=name).by_key(note, 0, "it") == 0


def test_the_day_of_a_checkpoint_and_an_entry_is_that_of_universal_time(cast: Any) -> None:
    late = datetime.fromisoformat("2026-06-10T01:30:00+02:00")
    write(cast, late)
    assert read_note(anchor(at=late).note, 0).day == "2026-06-09"
    assert rules.moment(late) == "2026-06-09T23:30:00.000000Z"


def test_no_hour_stands_in_an_entry_or_a_checkpoint(signed: Any) -> None:
    (entry,) = [each for each in queries.entries_up_to(1)]
    digest = entry.pop("digest")
    body = rules.body(**entry)
    assert merkle.leaf_hash(body.encode()) == digest
    assert ('"day":"2026-06-09"' in body, ":00" in body, "T10" in queries.last_checkpoint().note) == (
        True,
        False,
        False,
    )


def test_signing_twice_on_one_day_without_a_new_entry_is_one_checkpoint(signed: Any, noon: datetime) -> None:
    first, second = anchor(at=noon), anchor(at=noon + timedelta(hours=1))
    assert (first.number, second.number) == (first.number, first.number)
    assert anchor(at=noon + timedelta(days=1)).number == first.number + 1


def test_a_checkpoint_that_is_taken_back_was_never_there(signed: Any, noon: datetime) -> None:
    before = sizes()
    with transaction.atomic():
        for _each in range(60):
            write(signed, noon)
        transaction.set_rollback(True)
    assert sizes() == before
    assert queries.first_fault() is None


def test_an_act_takes_four_queries_and_two_more_when_it_is_signed(
    signed: Any, noon: datetime, django_assert_num_queries: Any
) -> None:
    for _each in range(49):
        with django_assert_num_queries(4):
            write(signed, noon)
    with django_assert_num_queries(6):
        write(signed, noon)


def test_a_root_that_differs_from_a_checkpoint_is_a_fault_on_the_page(signed: Any, noon: datetime) -> None:
    write(signed, noon)
    head = Head.objects.get()
    Head.objects.update(anchored=head.size)
    Checkpoint.objects.create(number=len(sizes()) + 1, size=head.size, root=b"other", key=b"", at=noon, note="")
    assert queries.first_fault() == head.size


@pytest.mark.parametrize("act", ["x", "Studies.x", "studies.x y", "studies.é", f"{'s' * 30}.x", "studies.", 'a."'])
def test_an_act_with_another_name_than_a_code_is_refused(cast: Any, noon: datetime, act: str) -> None:
    with pytest.raises(ValueError, match="an act is called"):
        record(act, actor=cast.ben.pk, subject=cast.ana.pk, target=cast.ana.pk, payload={}, at=noon)


@pytest.mark.parametrize("seq", [1, 2, 7, -1])
def test_a_receipt_proves_its_entry_and_shows_no_other(signed: Any, seq: int) -> None:
    seq = seq if seq > 0 else queries.size()
    key = read_key(queries.key())[1]
    number, words = verify_receipt(queries.receipt(seq), Check(keys=[key]))
    assert (number, f'"seq":{seq},' in words) == (seq, True)


@pytest.mark.parametrize("seq", [0, -1, 10_000])
def test_there_is_no_receipt_of_an_entry_that_is_not_signed(signed: Any, noon: datetime, seq: int) -> None:
    late = write(signed, noon)
    assert (queries.receipt(seq), queries.receipt(late.seq)) == (None, None)


def test_days_are_written_with_four_digits_of_the_year() -> None:
    assert rules.day_of(datetime(2026, 1, 2, tzinfo=UTC)) == "2026-01-02"
