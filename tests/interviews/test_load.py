"""What an interviewer can carry: pure limits that hold back planning, and say what is possible."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from interviews.load import Carried, Held, Limits, holds_back, week_of

TUESDAY = date(2026, 6, 9)
AT_TWO = datetime(2026, 6, 9, 14, tzinfo=UTC)


def on(*days: int) -> list[date]:
    return [date(2026, 6, day) for day in days]


def test_without_limits_nothing_is_held_back() -> None:
    assert holds_back(Limits(), Carried(on(9, 9, 9, 10), [(TUESDAY, 600)], AT_TWO), AT_TWO) is None


def test_the_sittings_of_a_day_are_limited_and_the_next_day_has_room() -> None:
    limits = Limits(a_day=2)
    assert holds_back(limits, Carried(on(9, 8, 10)), AT_TWO) is None
    assert holds_back(limits, Carried(on(9, 9, 10, 10)), AT_TWO) == Held("day", 2, AT_TWO + timedelta(days=2))


def test_the_sittings_of_a_week_are_limited_from_monday_to_sunday() -> None:
    limits = Limits(a_week=3)
    assert week_of(TUESDAY) == (date(2026, 6, 8), date(2026, 6, 14))
    assert holds_back(limits, Carried(on(7, 8, 14, 15)), AT_TWO) is None
    assert holds_back(limits, Carried(on(8, 10, 14)), AT_TWO) == Held("week", 3, AT_TWO + timedelta(days=6))


def test_what_is_typed_out_counts_as_sittings() -> None:
    typed = [(TUESDAY, 119), (date(2026, 6, 10), 121)]
    limits = Limits(a_week=3, minutes_as_a_sitting=120)
    assert holds_back(limits, Carried(on(8), typed[:1]), AT_TWO) is None
    assert holds_back(limits, Carried(on(8), typed), AT_TWO) == Held("week", 3, AT_TWO + timedelta(days=6))
    assert holds_back(Limits(a_week=3), Carried(on(8), typed), AT_TWO) is None


def test_after_a_heavy_sitting_there_are_hours_for_oneself() -> None:
    limits = Limits(hours_after_heavy=48)
    heavy = Carried(heavy_until=AT_TWO - timedelta(hours=20))
    assert holds_back(limits, heavy, AT_TWO) == Held("heavy", 48, AT_TWO + timedelta(hours=28))
    assert holds_back(limits, heavy, AT_TWO + timedelta(hours=28)) is None
    assert holds_back(limits, heavy, AT_TWO - timedelta(days=3)) is None
    full = Carried([date(2026, 6, 10)], heavy_until=AT_TWO - timedelta(hours=20, seconds=-1))
    night = Limits(a_day=1, hours_after_heavy=24)
    assert holds_back(night, full, AT_TWO) == Held("heavy", 24, AT_TWO + timedelta(hours=4, minutes=1))
    assert holds_back(night, full, AT_TWO + timedelta(days=1)) == Held("day", 1, AT_TWO + timedelta(days=2))


def test_no_room_within_four_weeks_is_said_as_such() -> None:
    full = [TUESDAY + timedelta(days=days) for days in range(40)]
    assert holds_back(Limits(a_day=1), Carried(full), AT_TWO) == Held("day", 1, None)


@given(st.lists(st.integers(1, 28), max_size=12), st.integers(1, 3), st.integers(1, 6))
def test_the_day_that_is_offered_is_never_held_back_itself(days: list[int], a_day: int, a_week: int) -> None:
    limits, carried = Limits(a_day, a_week), Carried(on(*days))
    found = holds_back(limits, carried, AT_TWO)
    if found is not None and found.room is not None:
        assert holds_back(limits, carried, found.room) is None
