"""What a withdrawal does in this room, and what she gets a copy of."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils.translation import override

from consent.holders import Shelf
from interviews import services
from interviews.holder import HOLDER
from interviews.models import Characteristic, Coverage, Debrief, Sitting
from ledger.models import Entry
from tests.interviews.steps import opened, planned, question

pytestmark = pytest.mark.usefixtures("agreed")


@pytest.fixture
def told(cast: Any, guide: Any, noon: datetime) -> Sitting:
    """Ana has talked for an hour on one day, and on another day the sitting is open."""
    services.describe(cast.ana, {"age": "34"}, by=cast.ben, at=noon)
    first = opened(cast, noon)
    services.mark(first, question(guide), "discussed", by=cast.ben, at=noon)
    services.interrupt(first, reason="her_wish", by=cast.ben, at=noon + timedelta(hours=1))
    services.debrief(first, load=2, need=1, by=cast.ben, at=noon + timedelta(hours=1))
    return opened(cast, noon + timedelta(days=1))


def carry_out(cast: Any, level: str, at: datetime) -> list[bool]:
    return [HOLDER.carry_out(cast.ana.pk, what, at) for what in HOLDER.effects(cast.ana.pk, level)]


@pytest.mark.parametrize("level", ["W1", "W2"])
def test_a_sitting_that_runs_ends_and_what_was_kept_stays(cast: Any, told: Sitting, noon: datetime, level: str) -> None:
    at = noon + timedelta(days=1, minutes=20)
    services.pause(told, by=cast.ben, at=noon + timedelta(days=1, minutes=15))
    for _twice in range(2):
        assert carry_out(cast, level, at) == [True]
    told.refresh_from_db()
    assert (told.ending, told.closed_at, told.pauses.get().ended_at) == ("stopped", at, at)
    closed = Entry.objects.filter(act="interviews.sitting_closed").order_by("seq")
    assert [entry.actor for entry in closed] == [cast.ben.pk, cast.ana.pk]
    assert (Characteristic.objects.count(), Coverage.objects.count()) == (1, 1)


def test_a_planned_sitting_is_taken_away(cast: Any, noon: datetime) -> None:
    planned(cast, noon)
    assert carry_out(cast, "W1", noon) == [True]
    assert Sitting.objects.count() == 0


def test_with_everything_deleted_bare_days_and_the_debrief_stay(cast: Any, told: Sitting, noon: datetime) -> None:
    for _twice in range(2):
        assert carry_out(cast, "W3", noon + timedelta(days=1)) == [True, True, True]
    assert (Characteristic.objects.count(), Coverage.objects.count(), Debrief.objects.count()) == (0, 0, 1)
    assert list(Sitting.objects.order_by("number").values_list("ending", "reason")) == [
        ("interrupted", "other"), ("stopped", "")
    ]  # fmt: skip


def test_nothing_of_anybody_else_is_touched(cast: Any, told: Sitting, noon: datetime) -> None:
    for what in HOLDER.effects(cast.far_participant.pk, "W3"):
        HOLDER.carry_out(cast.far_participant.pk, what, noon)
    told.refresh_from_db()
    assert (told.closed_at, Characteristic.objects.count(), Coverage.objects.count()) == (None, 1, 1)


def test_she_reads_what_is_held_and_what_will_happen(cast: Any, told: Sitting) -> None:
    assert len(HOLDER.holds(cast.ana.pk)) == 3
    assert HOLDER.holds(cast.far_participant.pk) == []
    words = [HOLDER.words(what) for what in HOLDER.effects(cast.ana.pk, "W3")]
    assert len(set(words)) == 3


def test_her_copy_holds_facts_days_and_questions(cast: Any, told: Sitting) -> None:
    copy = HOLDER.copy(cast.ana.pk)
    assert copy["characteristics"] == {"age": "34"}
    assert copy["questions"] == {"K01": "discussed"}
    assert [(one["number"], one["state"], one["length"]) for one in copy["sittings"]] == [
        (1, "interrupted", "1:00"), (2, "open", None)
    ]  # fmt: skip


def test_her_page_says_it_in_her_language(cast: Any, told: Sitting) -> None:
    with override("nl"):
        facts, talks, questions = HOLDER.shelves(cast.ana.pk)
    assert facts == Shelf("Gegevens over jou", [("Leeftijd", "34")])
    assert [row[1] for row in talks.rows] == ["gaat een andere dag verder, 1:00, jouw wens", "open"]
    assert questions == Shelf("De vragen", [("Question 1 (nl)", "besproken")])
