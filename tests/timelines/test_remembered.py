"""Time as it is remembered: never finer than it was told, and back in EDTF."""

from decimal import Decimal
from typing import Any

import pytest

from timelines import rules
from timelines.rules import End
from timelines.rules.remembered import end


def ages(earliest: int | None, latest: int | None) -> End:
    return End(*(None if one is None else Decimal(one) for one in (earliest, latest)))


@pytest.mark.parametrize(
    ("earliest", "latest", "kept"),
    [
        (6, None, ages(6, 6)), (6, "", ages(6, 6)), (6, 8, ages(6, 8)), (6, "open", ages(6, None)),
        ("", 8, ages(None, 8)), (None, "open", None), ("", "", None), (None, None, None),
    ],
)  # fmt: skip
def test_an_end_is_kept_as_wide_as_it_was_told(earliest: Any, latest: Any, kept: End | None) -> None:
    assert end(earliest, latest) == kept


def test_an_end_that_may_lie_before_the_beginning_is_not_refused() -> None:
    said = {"from_age": 6, "from_age_latest": 9, "to_age": 7, "to_age_latest": 8}
    ids = {"id": "8f0bcb7e-2b0d-4b5c-9c1e-0d9d1d3c9a01", "target": "8f0bcb7e-2b0d-4b5c-9c1e-0d9d1d3c9a02"}
    done = rules.operation(ids | said | {"kind": "put", "lane": ids["id"], "shape": "period"})
    assert isinstance(done, rules.Put)
    assert (done.told.begins, done.told.ends) == (ages(6, 9), ages(7, 8))


@pytest.mark.parametrize(
    ("at", "of_her_life", "in_the_calendar"),
    [
        (None, "", ""), (ages(6, 6), "0006", "1996~"), (ages(6, 8), "[0006..0008]", "[1996..1998]"),
        (ages(None, 8), "[..0008]", "[..1998]"), (ages(6, None), "[0006..]", "[1996..]"),
    ],
)  # fmt: skip
def test_an_end_is_one_of_a_set_of_years_in_edtf(at: End | None, of_her_life: str, in_the_calendar: str) -> None:
    assert (rules.edtf(at, None), rules.edtf(at, 1990)) == (of_her_life, in_the_calendar)


@pytest.mark.parametrize(
    ("begins", "ends", "of_her_life", "in_the_calendar"),
    [
        (None, None, "", ""), (ages(6, 6), ages(9, 9), "0006/0009", "1996~/1999~"),
        (ages(6, 8), None, "0007~/", "1997~/"), (None, ages(9, 9), "/0009", "/1999~"),
        (ages(None, 8), ages(9, None), "0008~/0009~", "1998~/1999~"),
    ],
)  # fmt: skip
def test_a_period_is_an_interval_in_edtf(
    begins: End | None, ends: End | None, of_her_life: str, in_the_calendar: str
) -> None:
    assert (rules.interval(begins, ends, None), rules.interval(begins, ends, 1990)) == (of_her_life, in_the_calendar)
