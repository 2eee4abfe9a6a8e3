"""How the chain stands: what a regular check found is kept, and a page reads little more than what came since."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from ledger import checks, queries, rules
from ledger.models import Check, Head
from ledger.services import record


@pytest.fixture
def checked(cast: Any, noon: datetime) -> Any:
    """A register that was checked at noon."""
    checks.keep(checks.CHAIN, checks.chain, at=noon)
    return cast


def write(cast: Any, at: datetime, times: int = 1) -> None:
    for _each in range(times):
        record("studies.x", actor=cast.ben.pk, subject=cast.ana.pk, target=cast.ana.pk, payload={}, at=at)


def planted(monkeypatch: pytest.MonkeyPatch, at: int, **changed: Any) -> None:
    """Let the entry at this number read as changed, as one who goes round the database's triggers could write it."""
    real = queries.entries_up_to

    def entries(last: int, after: int = 0) -> Any:
        return (each | changed if each["seq"] == at else each for each in real(last, after))

    monkeypatch.setattr(queries, "entries_up_to", entries)


def test_what_came_since_the_last_check_is_read_and_nothing_else(
    checked: Any, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    size, read = queries.size(), []
    real = queries.entries_up_to

    def entries(last: int, after: int = 0) -> Any:
        read.append((after, last))
        return real(last, after)

    monkeypatch.setattr(queries, "entries_up_to", entries)
    write(checked, noon, times=3)
    found = checks.standing(noon + timedelta(minutes=3))
    assert found == checks.Standing(size + 3, None, size + 3, now=True, before=size, minutes=3)
    assert read == [(size, size + 3)]


@pytest.mark.parametrize("more", [0, 40])
def test_the_page_s_queries_do_not_grow_with_the_entries(
    checked: Any, noon: datetime, django_assert_num_queries: Any, more: int
) -> None:
    write(checked, noon, times=more)
    checks.last(checks.CHAIN)
    with django_assert_num_queries(4):
        checks.standing(noon)


def test_a_small_register_that_nobody_checked_is_read_by_the_page_itself(cast: Any, noon: datetime) -> None:
    size = queries.size()
    assert checks.standing(noon) == checks.Standing(size, None, size, now=True)


def test_a_large_register_that_nobody_checked_is_not_called_whole(
    cast: Any, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "AT_ONCE", 5)
    assert checks.standing(noon) == checks.Standing(queries.size(), None, 0, now=False)


def test_a_check_that_is_late_is_said_to_be_and_a_small_register_is_read_anew(
    checked: Any, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    size, later = queries.size(), noon + timedelta(minutes=15)
    assert checks.standing(later) == checks.Standing(size, None, size, now=True)
    monkeypatch.setattr(checks, "AT_ONCE", 5)
    assert checks.standing(later) == checks.Standing(size, None, size, now=False, minutes=15)


def test_more_entries_than_a_page_reads_are_not_called_whole(
    checked: Any, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "AT_ONCE", 5)
    size = queries.size()
    write(checked, noon, times=6)
    assert checks.standing(noon) == checks.Standing(size + 6, None, size, now=False)


@pytest.mark.parametrize("place", [1, 3])
def test_a_changed_entry_of_since_is_named(
    checked: Any, noon: datetime, monkeypatch: pytest.MonkeyPatch, place: int
) -> None:
    size = queries.size()
    write(checked, noon, times=3)
    planted(monkeypatch, size + place, act="studies.other")
    assert checks.standing(noon).fault == size + place


def test_a_changed_entry_of_before_is_named_by_the_next_check_and_from_then_on(
    checked: Any, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    planted(monkeypatch, 2, act="studies.other")
    checks.keep(checks.CHAIN, checks.chain, at=noon + timedelta(minutes=5))
    found = checks.standing(noon + timedelta(hours=9))
    assert (found.fault, found.now) == (2, False)


def test_a_register_that_became_shorter_since_is_a_fault(checked: Any, noon: datetime) -> None:
    row = Check.objects.get()
    row.size += 1
    row.signature = checks.vault.sign(checks._signed(row))
    row.save()
    assert checks.standing(noon).fault == queries.size() + 1


def test_an_entry_that_was_checked_and_is_another_now_is_a_fault(checked: Any, noon: datetime) -> None:
    row = Check.objects.get()
    row.digest = b"other" * 6
    row.signature = checks.vault.sign(checks._signed(row))
    row.save()
    assert checks.standing(noon).fault == queries.size()


@pytest.mark.parametrize("name", ["at", "seconds", "size", "digest", "fault", "why", "signature"])
def test_a_check_that_the_program_did_not_write_down_is_none(checked: Any, name: str) -> None:
    row = Check.objects.get()
    old = getattr(row, name)
    other = {"at": row.at + timedelta(days=1), "fault": 3, "why": "x", "digest": bytes(32), "signature": bytes(64)}
    setattr(row, name, other.get(name, (old or 0) + 1 if name in {"seconds", "size"} else None))
    row.save()
    assert checks.last(checks.CHAIN) is None


def test_what_is_written_while_it_is_checked_is_left_to_the_next(checked: Any, noon: datetime) -> None:
    size, head = queries.size(), Head.objects.get()
    write(checked, noon)
    assert (queries.first_fault(head), checks.chain().size) == (None, size + 1)


@pytest.mark.parametrize(("seconds", "minutes", "due", "late"), [
    (0.0, 3, False, False), (0.0, 4, True, False), (0.0, 14, True, False), (0.0, 15, True, True),
    (30.0, 9, False, False), (30.0, 10, True, False), (30.0, 29, True, False), (30.0, 30, True, True),
])  # fmt: skip
def test_a_check_is_due_and_late_by_how_long_it_takes(
    noon: datetime, seconds: float, minutes: int, due: bool, late: bool
) -> None:
    for at in (noon + timedelta(minutes=minutes), noon - timedelta(minutes=minutes)):  # or a clock has run ahead
        assert (rules.check_due(noon, seconds, at), rules.check_late(noon, seconds, at)) == (due, late)


def test_a_check_of_a_moment_ago_is_not_repeated(checked: Any, noon: datetime) -> None:
    checks.keep(checks.CHAIN, lambda: checks.Found(0, fault=1), at=noon + timedelta(minutes=3))
    assert Check.objects.get().fault is None
    checks.keep(checks.CHAIN, lambda: checks.Found(0, fault=1), at=noon + timedelta(minutes=4))
    assert Check.objects.get().fault == 1


OF_AUDITORS = ("checked just now: it is whole.", *["was not checked for a while."] * 2, "breaks at entry 7.")
"""No number that moves within a day: it would tell the hour of an act."""
OF_ADMINISTRATORS = (
    "checked just now: it is whole, with {} entries.", "has {} entries and was not checked yet.",
    "was checked up to entry {}, ", "breaks at entry 7; it has",
)  # fmt: skip


@pytest.mark.parametrize(("who", "path", "says"), [
    ("aude", "/audit/", OF_AUDITORS), ("adam", "/upkeep/", OF_ADMINISTRATORS),
])  # fmt: skip
def test_the_pages_say_how_the_chain_stands(
    checked: Any, signed_in: Any, monkeypatch: pytest.MonkeyPatch, who: str, path: str, says: tuple[str, ...]
) -> None:
    browser, size = signed_in(getattr(checked, who)), queries.size()
    whole, unread, late, broken = (sentence.format(size) for sentence in says)
    assert whole in browser.get(path).content.decode()
    Check.objects.all().delete()
    monkeypatch.setattr(checks, "AT_ONCE", 5)
    assert unread in browser.get(path).content.decode()
    checks.keep(checks.CHAIN, checks.chain, at=checked.at - timedelta(days=1))
    assert late in browser.get(path).content.decode()
    checks.keep(checks.CHAIN, lambda: checks.Found(size, fault=7), at=checked.at)
    assert broken in browser.get(path).content.decode()
