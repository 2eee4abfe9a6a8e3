"""What waits for an interviewer, and reads whose number does not grow."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from consent.services import withdraw
from interviews import queries, services
from studies.services import add_participant
from tests.consent.acts import agree
from tests.interviews.steps import FELT, attuned, opened, planned, ready

pytestmark = pytest.mark.usefixtures("agreed")


def owed(cast: Any, at: datetime) -> list[str]:
    return [each.words for each in queries.owed(cast.ben, at)]


def test_the_next_step_of_each_interview_is_owed(cast: Any, noon: datetime) -> None:
    assert owed(cast, noon) == ["P01: Characteristics, nothing is kept yet"]
    services.describe(cast.ana, {"age": "34"}, by=cast.ben, at=noon)
    sitting = attuned(cast, planned(cast, noon), noon)
    found = queries.owed(cast.ben, noon)
    assert [(each.words, each.due) for each in found] == [("P01: Attunement, given; open it", date(2026, 6, 9))]
    services.see_attunement(sitting, by=cast.ben, at=noon)
    services.open_sitting(sitting, by=cast.ben, at=noon)
    assert owed(cast, noon) == ["P01: The room, open now"]
    services.close(sitting, by=cast.ben, at=noon)
    assert owed(cast, noon) == ["P01: Feedback to her therapist, not given yet", "P01: A moment for yourself, open"]
    services.give_feedback(sitting, by=cast.ben, at=noon, **FELT)
    services.debrief(sitting, load=1, need=1, by=cast.ben, at=noon)
    assert owed(cast, noon) == []


def test_characteristics_do_not_hide_the_sitting_of_the_day(cast: Any, noon: datetime) -> None:
    ready(cast, noon)
    assert owed(cast, noon) == ["P01: The room, ready to open", "P01: Characteristics, nothing is kept yet"]


def test_nothing_is_owed_to_who_has_withdrawn_or_is_somebody_elses_case(cast: Any, noon: datetime) -> None:
    opened(cast, noon)
    assert queries.owed(cast.bea, noon) == queries.owed(cast.cleo, noon) == queries.owed(cast.thea, noon) == []
    withdraw(cast.ana, "W1", by_code=True, at=noon)
    assert owed(cast, noon) == []


def test_consent_that_is_not_in_force_is_told_by_its_own_room(cast: Any, noon: datetime) -> None:
    add_participant(cast.study, cast.centre, language="en", by=cast.bea, at=noon)
    assert queries.owed(cast.bea, noon) == []


def test_facts_of_sittings_are_days_and_states(cast: Any, noon: datetime) -> None:
    sitting = ready(cast, noon)
    facts = queries.sittings_of([cast.ana, cast.far_participant])
    assert facts[cast.far_participant.pk] == []
    one = facts[cast.ana.pk][0]
    assert (one.id, one.state, one.planned_day, one.own_centre, one.given_at, one.permits, one.net_seconds) == (
        sitting.pk, "planned", date(2026, 6, 9), True, noon, True, None
    )  # fmt: skip


@pytest.mark.parametrize("size", [1, 3])
def test_the_ways_take_a_fixed_number_of_queries(
    cast: Any, noon: datetime, size: int, asks_as: Any, django_assert_num_queries: Any
) -> None:
    for number in range(size - 1):
        her = add_participant(cast.study, cast.centre, language="en", by=cast.ben, at=noon)
        agree(her, by=cast.ben, at=noon)
        opened(cast, noon + timedelta(minutes=number), her)
    opened(cast, noon)
    asks = asks_as(cast.ben, "interview", "read")
    with django_assert_num_queries(6):
        assert len(queries.ways(asks)) == size
