"""Small plots: whole numbers inside their box, and a plan that grows evenly."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from today.plots import BOTTOM, LEFT, RIGHT, TOP, Month, Row, by_month, months_between, plot

NUMBERS = st.integers(0, 5000)
ROWS = st.lists(st.builds(Row, st.just("x"), st.none() | NUMBERS, st.none() | NUMBERS), min_size=1, max_size=60)


@given(ROWS)
def test_every_bar_and_every_point_lies_in_the_box_in_whole_numbers(rows: list[Row]) -> None:
    drawn = plot(rows)
    for bar in drawn.bars:
        assert TOP <= bar.y <= BOTTOM
        assert LEFT <= bar.x <= bar.x + bar.width <= RIGHT
        assert bar.y + bar.height == BOTTOM
    points = [tuple(map(int, point.split(","))) for point in drawn.line.split()]
    assert len(points) == sum(row.planned is not None for row in rows)
    assert all(LEFT <= x <= RIGHT and TOP <= y <= BOTTOM for x, y in points)
    assert sum(bool(bar.name) for bar in drawn.bars) <= 6


def test_the_upper_edge_is_easy_to_read_and_the_last_row_with_a_number_is_said() -> None:
    assert [plot([Row("a", number)]).top for number in (0, 5, 6, 11, 23, 51, 101, 1001)] == [
        5, 5, 10, 15, 25, 55, 150, 1500
    ]  # fmt: skip
    drawn = plot([Row("a", 0, 1), Row("b", 3, 4), Row("c", None, 6)])
    assert (drawn.last, drawn.planned) == (Row("b", 3, 4), True)
    assert plot([Row("a", None)]).last == Row("a", None)


def test_a_plan_grows_evenly_over_the_days_of_its_window_and_months_ahead_have_no_number() -> None:
    window = (date(2026, 1, 1), date(2026, 12, 31))
    months = by_month([date(2026, 1, 31), date(2026, 2, 1), date(2026, 3, 9)], 365, window, date(2026, 3, 9))
    assert months[:4] == [
        Month(date(2026, 1, 1), 1, 31), Month(date(2026, 2, 1), 2, 59), Month(date(2026, 3, 1), 3, 90),
        Month(date(2026, 4, 1), None, 120),
    ]  # fmt: skip
    assert (len(months), months[-1].planned) == (12, 365)


def test_months_run_over_a_new_year_and_an_interview_outside_the_window_has_its_month() -> None:
    assert months_between(date(2025, 12, 31), date(2026, 2, 1)) == [
        date(2025, 12, 1),
        date(2026, 1, 1),
        date(2026, 2, 1),
    ]
    found = by_month([date(2026, 4, 2)], 4, (date(2026, 5, 1), date(2026, 5, 31)), date(2026, 6, 9))
    assert found == [Month(date(2026, 4, 1), 1, 0), Month(date(2026, 5, 1), 1, 4)]
