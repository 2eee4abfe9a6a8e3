"""Decisions without a database."""

from datetime import UTC, date, datetime, timedelta

import pytest

from checkins import rules
from checkins.models import Attention, Attunement, HerWish, Next, Verdict

DAY = date(2026, 6, 9)


@pytest.mark.parametrize(
    ("verdict", "given", "day", "permitted"),
    [
        (Verdict.GO, True, DAY, True),
        (Verdict.GO_ADJUSTED, True, DAY, True),
        (Verdict.POSTPONE, True, DAY, False),
        (Verdict.NOT_ADVISED, True, DAY, False),
        (None, False, DAY, False),
        (None, True, DAY, False),  # emptied after a withdrawal
        (Verdict.GO, True, DAY + timedelta(days=1), False),
        (Verdict.GO, True, DAY - timedelta(days=1), False),
    ],
)
def test_a_sitting_may_begin_with_a_go_of_its_own_day(
    verdict: Verdict | None, given: bool, day: date, permitted: bool
) -> None:
    given_at = datetime(2026, 6, 9, 8, tzinfo=UTC) if given else None
    assert rules.permits(Attunement(for_day=DAY, verdict=verdict, given_at=given_at), day) is permitted


@pytest.mark.parametrize(
    ("minute", "second", "released"),
    [(0, 0, (10, 0)), (0, 1, (10, 15)), (14, 59, (10, 15)), (15, 0, (10, 15)), (46, 0, (11, 0))],
)
def test_feedback_is_released_on_the_next_quarter(minute: int, second: int, released: tuple[int, int]) -> None:
    given = datetime(2026, 6, 9, 10, minute, second, tzinfo=UTC)
    assert rules.release_time(given, Attention.SAME_DAY) == datetime(2026, 6, 9, *released, tzinfo=UTC)


def test_feedback_is_released_at_once_when_somebody_is_needed_now() -> None:
    given = datetime(2026, 6, 9, 10, 3, 7, tzinfo=UTC)
    assert rules.release_time(given, Attention.NOW) == given


def test_a_bit_named_twice_counts_once() -> None:
    assert rules.total([4, 4, 32]) == 36


@pytest.mark.parametrize(("next", "attention", "days"), [
    (Next.SAME_DAY, Attention.SAME_DAY, 0), (Next.THIS_WEEK, Attention.SAME_DAY, 7),
    (Next.IN_CONTACT, Attention.NOW, 0), (Next.IN_CONTACT, Attention.SAME_DAY, 7),
])  # fmt: skip
def test_a_now_is_meant_for_that_day_whatever_the_answer(next: int, attention: int, days: int) -> None:
    answered = date(2026, 6, 9)
    assert rules.follow_up_day(answered, next, attention) == answered + timedelta(days=days)


@pytest.mark.parametrize("attention", Attention)
def test_that_a_colleague_has_it_is_no_answer(attention: Attention) -> None:
    assert Next.HANDED_OVER not in rules.answers(attention, HerWish.DID_NOT_SAY)
