"""The invented study always ends shortly before somebody looks."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from demo.seed.days import LAST, Days
from demo.study_files import read


@given(st.integers(0, 40 * 365 * 24))
def test_the_written_days_always_lie_shortly_before_somebody_looks(hours: int) -> None:
    days = Days(datetime(2020, 1, 1, tzinfo=UTC) + timedelta(hours=hours))
    window = read("study")["study"]["window"]
    behind = (days.today - days.day(LAST)).days
    assert 0 <= behind < 364
    assert days.day(window["from"]) <= days.today <= days.day(window["to"])
    assert days.day(LAST).weekday() == LAST.weekday()
