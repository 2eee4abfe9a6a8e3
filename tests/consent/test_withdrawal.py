"""Withdrawal: at once, at every level, as often as she likes, and carried out to the last key."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from celery import Celery
from django.db import transaction

from config.celery import app as program
from consent import holders, queries, services
from consent.models import Act, Effect
from consent.tasks import TRIES_AGAIN, carry_out_effects, carry_out_unfinished
from ledger.models import Entry, Payload
from ledger.queries import first_fault
from tests.consent.acts import agree, publish
from tests.queued import queued
from tests.services.ports import free_port
from vault.services import KeyDestroyed


class Shelf:
    """A room with one thing for each level; what waits for a person waits until `handed_in`."""

    name = "shelf"

    def __init__(self) -> None:
        self.did: list[str] = []
        self.handed_in = False
        self.broken = False

    def holds(self, participant: UUID) -> list[str]:
        return ["A letter."]

    def effects(self, participant: UUID, level: str) -> list[str]:
        return {"W1": ["close"], "W2": ["close", "tape"], "W3": ["close", "tape", "empty"]}[level]

    def let_go(self, item: str) -> list[str]:
        return ["close"] if item == "C09" else []

    def halt(self, participant: UUID, at: datetime) -> None:
        self.halted = True

    def words(self, what: str) -> str:
        return f"The shelf: {what}."

    def carry_out(self, participant: UUID, what: str, at: datetime) -> bool:
        if self.broken and what == "close":
            raise RuntimeError
        if what == "tape" and not self.handed_in:
            return False
        self.did.append(what)
        return True

    def done_at(self, participant: UUID, what: str) -> datetime | None:
        return None

    def shelves(self, participant: UUID) -> list[holders.Shelf]:
        return [holders.Shelf("A letter", [("", "dear")])]

    def copy(self, participant: UUID) -> dict[str, Any]:
        return {"letter": "dear"}


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    """Give a room that holds something, wired alone."""
    before, only = holders.all_holders(), Shelf()
    holders.wire([only])
    yield only
    holders.wire(before)


def effects(cast: Any) -> list[tuple[str, str, bool]]:
    return [(each.holder, each.what, each.done_at is not None) for each in queries.effects(cast.ana.pk)]


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        ("W1", [("shelf", "close", True)]),
        ("W2", [("shelf", "close", True), ("shelf", "tape", False)]),
        (
            "W3",
            [("shelf", "close", True), ("shelf", "tape", False), ("shelf", "empty", True), ("consent", "key", True)],
        ),
    ],
)
def test_each_level_stops_everything_and_does_what_it_says(
    agreed: Any, shelf: Shelf, level: str, expected: list[tuple[str, str, bool]]
) -> None:
    services.withdraw(agreed.ana, level, by_code=True, at=agreed.at)
    found = queries.in_force(agreed.ana, agreed.at)
    assert (found.valid, found.items, found.withdrawn) == (False, frozenset(), level)
    with pytest.raises(services.NotInForce) as refused, transaction.atomic():
        services.require(agreed.ana, at=agreed.at - timedelta(minutes=1))  # a request that began before
    assert refused.value.words == "No further sitting."
    assert services.carry_out(agreed.ana.pk, agreed.at)
    assert effects(agreed) == expected


@pytest.mark.parametrize("level", ["W1", "W2"])
def test_what_was_in_force_when_she_stopped_stays_usable(agreed: Any, shelf: Shelf, level: str) -> None:
    services.change_item(agreed.ana, "C09", yes=False, at=agreed.at)
    before = queries.in_force(agreed.ana, agreed.at)
    services.withdraw(agreed.ana, level, by_code=True, at=agreed.at)
    found = queries.in_force(agreed.ana, agreed.at)
    assert (found.usable, found.items, found.withdrawn_at) == (before.items, frozenset(), agreed.at)
    with transaction.atomic():
        services.require_use(agreed.ana, "C04", at=agreed.at)
    with pytest.raises(services.NotInForce), transaction.atomic():
        services.require_use(agreed.ana, "C09", at=agreed.at)


def test_a_text_that_ends_later_takes_nothing_from_what_she_left(agreed: Any, shelf: Shelf) -> None:
    services.withdraw(agreed.ana, "W1", by_code=True, at=agreed.at)
    later = agreed.at + timedelta(days=1)
    publish(agreed.study, by=agreed.lena, at=later)
    assert "C04" in queries.in_force(agreed.ana, later).usable


def test_after_everything_is_to_be_deleted_nothing_is_usable(agreed: Any, shelf: Shelf) -> None:
    for level in ("W1", "W3"):
        services.withdraw(agreed.ana, level, by_code=True, at=agreed.at)
    assert queries.in_force(agreed.ana, agreed.at).usable == frozenset()
    with pytest.raises(services.NotInForce) as refused, transaction.atomic():
        services.require_use(agreed.ana, at=agreed.at)
    assert refused.value.words == "Everything of hers is deleted. Nothing of hers is used any more."


def test_the_last_day_is_that_of_the_study_on_its_own_calendar(agreed: Any, shelf: Shelf) -> None:
    late = datetime(2026, 6, 9, 22, 30, tzinfo=UTC)
    services.withdraw(agreed.ana, "W1", by_code=True, at=late)
    assert list(Effect.objects.values_list("due_on", flat=True)) == [date(2026, 6, 17)]


def test_a_level_only_goes_up_and_twice_is_once(agreed: Any, shelf: Shelf) -> None:
    first = services.withdraw(agreed.ana, "W2", by_code=True, at=agreed.at)
    assert services.withdraw(agreed.ana, "W2", by_code=True, at=agreed.at) == first
    assert services.withdraw(agreed.ana, "W1", by_code=True, at=agreed.at) == first
    assert services.withdraw(agreed.ana, "W3", by_code=True, at=agreed.at) != first
    assert list(Act.objects.filter(kind="withdrawal").order_by("order").values_list("level", flat=True)) == ["W2", "W3"]
    assert queries.in_force(agreed.ana, agreed.at).withdrawn == "W3"


def test_after_a_withdrawal_nothing_is_asked_changed_or_handed_out(agreed: Any, shelf: Shelf) -> None:
    services.withdraw(agreed.ana, "W1", by_code=True, at=agreed.at)
    with pytest.raises(services.NotToBeAsked):
        agree(agreed.ana, by=agreed.ben, at=agreed.at)
    with pytest.raises(services.NotToBeAsked):
        services.change_item(agreed.ana, "C09", yes=False, at=agreed.at)
    with pytest.raises(services.NotToBeAsked):
        services.make_code(agreed.ana, by=agreed.ben, at=agreed.at)


def test_there_is_nothing_to_withdraw_before_the_first_act(cast: Any, shelf: Shelf) -> None:
    with pytest.raises(services.NotToBeAsked):
        services.withdraw(cast.ana, "W1", by_code=True, at=cast.at)


def test_a_room_that_fails_does_not_stop_the_others_and_is_tried_again(agreed: Any, shelf: Shelf) -> None:
    shelf.broken = shelf.handed_in = True
    services.withdraw(agreed.ana, "W3", by_code=True, at=agreed.at)
    assert not services.carry_out(agreed.ana.pk, agreed.at)
    assert effects(agreed) == [
        ("shelf", "close", False), ("shelf", "tape", True), ("shelf", "empty", True), ("consent", "key", False),
    ]  # fmt: skip
    assert services.unfinished() == [agreed.ana.pk]
    shelf.broken = False
    assert services.carry_out(agreed.ana.pk, agreed.at)
    assert (services.unfinished(), shelf.did) == ([], ["tape", "empty", "close"])
    assert services.carry_out(agreed.ana.pk, agreed.at)
    assert shelf.did == ["tape", "empty", "close"]


def test_everything_ends_with_her_key_and_the_register_stays_whole(agreed: Any, shelf: Shelf) -> None:
    services.make_code(agreed.ana, by=agreed.ben, at=agreed.at)
    sealed = Payload.objects.filter(subject_id=agreed.ana.pk)[0]
    assert sealed.content
    services.withdraw(agreed.ana, "W3", by_code=True, at=agreed.at)
    services.carry_out(agreed.ana.pk, agreed.at)
    with pytest.raises(KeyDestroyed):  # at once: the tape is still out, and nothing that her key opens waits for it
        _ = Payload.objects.get(pk=sealed.pk).content
    assert (queries.key_is_gone(agreed.ana.pk), services.unfinished()) == (True, [agreed.ana.pk])
    assert not queries.everything_gone(agreed.ana.pk)
    shelf.handed_in = True
    assert services.carry_out(agreed.ana.pk, agreed.at)
    about = list(Entry.objects.order_by("seq").values_list("act", "subject"))[-3:]
    done = ("consent.effect_done", agreed.study.pk)
    assert about == [("consent.key_destruction_ordered", agreed.ana.pk), done, done]
    assert first_fault() is None
    assert queries.everything_gone(agreed.ana.pk)
    assert services.withdraw(agreed.ana, "W3", by_code=True, at=agreed.at).level == "W3"
    assert list(services.everything_of(agreed.ana)) == ["study", "acts", "effects"]


def test_a_kill_between_the_key_and_its_entry_is_finished_later(agreed: Any, shelf: Shelf) -> None:
    shelf.handed_in = True
    services.withdraw(agreed.ana, "W3", by_code=True, at=agreed.at)
    services.carry_out(agreed.ana.pk, agreed.at)
    Effect.objects.filter(holder="consent").update(done_at=None)  # as if killed before the last entry
    services.carry_out(agreed.ana.pk, agreed.at)
    assert services.unfinished() == []
    assert Entry.objects.filter(act="consent.key_destruction_ordered").count() == 1


def test_the_task_is_queued_when_the_withdrawal_is_committed(
    agreed: Any, shelf: Shelf, django_capture_on_commit_callbacks: Any
) -> None:
    with queued() as sent, django_capture_on_commit_callbacks(execute=True):
        services.withdraw(agreed.ana, "W1", by_code=True, at=agreed.at)
        assert sent == []
    assert sent == [("consent.tasks.carry_out_effects", (str(agreed.ana.pk),), {})]


def test_a_withdrawal_stands_when_the_queue_cannot_be_reached(committed_cast: Any) -> None:
    agree(committed_cast.ana, by=committed_cast.ben, at=committed_cast.at)
    try:
        with Celery(broker=f"redis://127.0.0.1:{free_port()}/0"):  # nobody listens there
            act = services.withdraw(committed_cast.ana, "W1", by_code=True, at=committed_cast.at)
    finally:
        program.set_current()
    assert (Act.objects.get(kind="withdrawal"), services.unfinished()) == (act, [committed_cast.ana.pk])


def test_a_process_without_her_key_destroys_nothing_says_so_and_tries_again(
    agreed: Any, shelf: Shelf, settings: Any, tmp_path: Path
) -> None:
    services.withdraw(agreed.ana, "W3", by_code=True, at=agreed.at)
    Effect.objects.exclude(holder="consent").update(done_at=agreed.at)
    keyring, settings.KEYRING = settings.KEYRING, tmp_path
    assert not services.carry_out(agreed.ana.pk, agreed.at)
    assert not queries.everything_gone(agreed.ana.pk)
    settings.KEYRING = keyring
    assert services.carry_out(agreed.ana.pk, agreed.at)
    assert queries.everything_gone(agreed.ana.pk)


def test_what_goes_on_failing_is_tried_a_few_times_and_left_to_the_daily_work(
    agreed: Any, shelf: Shelf, caplog: Any
) -> None:
    shelf.broken = True
    services.withdraw(agreed.ana, "W1", by_code=True, at=agreed.at)
    carry_out_effects.apply([str(agreed.ana.pk)])
    assert len(caplog.records) == 1 + TRIES_AGAIN
    caplog.clear()
    carry_out_effects.apply([str(agreed.ana.pk)], {"again": False})
    assert (len(caplog.records), services.unfinished()) == (1, [agreed.ana.pk])


def test_the_daily_work_begins_no_second_row_of_tries(agreed: Any, shelf: Shelf) -> None:
    services.withdraw(agreed.ana, "W1", by_code=True, at=agreed.at)
    with queued() as sent:
        carry_out_unfinished()
    assert sent == [("consent.tasks.carry_out_effects", (str(agreed.ana.pk),), {"again": False})]


def test_a_choice_changed_to_a_no_lets_go_what_was_kept_by_it(agreed: Any, shelf: Shelf) -> None:
    services.change_item(agreed.ana, "C12", yes=False, at=agreed.at)
    assert effects(agreed) == []
    services.change_item(agreed.ana, "C09", yes=False, at=agreed.at)
    assert effects(agreed) == [("shelf", "close", False)]
    services.carry_out(agreed.ana.pk, agreed.at)
    assert (effects(agreed), shelf.did) == ([("shelf", "close", True)], ["close"])
    assert [each.words for each in services.progress(agreed.ana.pk, agreed.at)] == ["The shelf: close."]
    services.change_item(agreed.ana, "C09", yes=True, at=agreed.at)
    assert len(effects(agreed)) == 1


def test_the_day_by_which_old_safety_copies_are_gone_is_said_of_what_was_deleted(agreed: Any, shelf: Shelf) -> None:
    services.change_item(agreed.ana, "C09", yes=False, at=agreed.at)
    assert [each.copies_until for each in services.progress(agreed.ana.pk, agreed.at)] == [None]
    services.carry_out(agreed.ana.pk, agreed.at)
    assert [each.copies_until for each in services.progress(agreed.ana.pk, agreed.at)] == [date(2026, 7, 9)]
    services.withdraw(agreed.ana, "W1", by_code=True, at=agreed.at)
    services.carry_out(agreed.ana.pk, agreed.at)
    assert {each.copies_until for each in services.progress(agreed.ana.pk, agreed.at)} == {date(2026, 7, 9), None}


def test_the_register_keeps_the_day_by_which_old_safety_copies_are_gone(
    agreed: Any, shelf: Shelf, settings: Any
) -> None:
    settings.BACKUP_DAYS, shelf.handed_in = 14, True
    services.withdraw(agreed.ana, "W3", by_code=True, at=agreed.at)
    services.carry_out(agreed.ana.pk, agreed.at)
    entry = Entry.objects.filter(act="consent.effect_done").order_by("seq").last()
    assert json.loads(entry.payload.content) == {"holder": "consent", "what": "key", "copies_until": "2026-06-23"}
