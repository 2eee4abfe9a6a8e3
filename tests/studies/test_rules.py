"""Who can take part, on every combination of answers."""

from dataclasses import fields, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import chain, combinations, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studies.models import Outcome, Part
from studies.rules import (
    Answers,
    Judged,
    Substance,
    When,
    both,
    can_come_in,
    last_covered,
    months_later,
    ready_for,
    screen,
)

MONTH = Decimal(1)
FITS = Answers(
    is_mother=True,
    problem_when=frozenset({When.UPBRINGING}),
    substances_then=frozenset({Substance.HEROIN}),
    treatment_start=date(2026, 3, 1),
)
LATER = date(2026, 6, 9)


def sets(of: Any) -> list[frozenset[Any]]:
    return [frozenset(some) for some in chain.from_iterable(combinations(of, n) for n in range(len(of) + 1))]


def outcome(answers: Answers, on: date = LATER, minimum: Decimal = MONTH) -> Outcome:
    return screen(answers, on, minimum).outcome


def test_somebody_who_fits_can_take_part() -> None:
    assert screen(FITS, LATER, MONTH) == Judged(Outcome.ELIGIBLE, date(2026, 4, 1))


def test_only_mothers_take_part() -> None:
    assert screen(replace(FITS, is_mother=False), LATER, MONTH) == Judged(Outcome.NOT, None)


@pytest.mark.parametrize("when", sets(When))
def test_the_problem_and_the_child_belong_to_the_same_time(when: frozenset[When]) -> None:
    expected = Outcome.ELIGIBLE if When.UPBRINGING in when else Outcome.NOT
    assert outcome(replace(FITS, problem_when=when)) == expected


@pytest.mark.parametrize("when", [{When.BEFORE}, {When.PREGNANT}, {When.BEFORE, When.PREGNANT}])
def test_use_only_before_or_during_a_pregnancy_is_left_out(when: set[When]) -> None:
    assert outcome(replace(FITS, problem_when=frozenset(when))) == Outcome.NOT


def test_use_before_and_during_a_pregnancy_does_no_harm_to_what_fits() -> None:
    assert outcome(replace(FITS, problem_when=frozenset(When))) == Outcome.ELIGIBLE


@pytest.mark.parametrize("used", sets(Substance))
def test_alcohol_beside_illicit_drugs_is_fine_and_alone_it_is_not(used: frozenset[Substance]) -> None:
    expected = Outcome.NOT if used <= {Substance.ALCOHOL} else Outcome.ELIGIBLE
    assert outcome(replace(FITS, substances_then=used)) == expected


def test_nobody_asks_whether_she_uses_now() -> None:
    assert {field.name for field in fields(Answers)} == {
        "is_mother", "problem_when", "substances_then", "treatment_start",
    }  # fmt: skip


@pytest.mark.parametrize("start", [date(2026, 4, 1), date(2026, 6, 1)])
@pytest.mark.parametrize("mother", [True, False])
def test_every_combination_follows_the_criteria(mother: bool, start: date) -> None:
    since = {4: date(2026, 5, 1), 6: date(2026, 7, 1)}[start.month]
    fitting = Judged(Outcome.ELIGIBLE if since <= LATER else Outcome.NOT_YET, since)
    for when, used in product(sets(When), sets(Substance)):
        fits = mother and When.UPBRINGING in when and bool(used - {Substance.ALCOHOL})
        judged = screen(Answers(mother, when, used, start), LATER, MONTH)
        assert judged == (fitting if fits else Judged(Outcome.NOT, None)), (when, used)


@pytest.mark.parametrize(
    ("start", "on", "minimum", "expected"),
    [
        (date(2026, 3, 1), date(2026, 3, 31), "1", Judged(Outcome.NOT_YET, date(2026, 4, 1))),
        (date(2026, 3, 31), date(2026, 4, 1), "1", Judged(Outcome.ELIGIBLE, date(2026, 4, 1))),
        (date(2026, 12, 9), date(2026, 12, 31), "1", Judged(Outcome.NOT_YET, date(2027, 1, 1))),
        (date(2026, 3, 1), date(2026, 3, 1), "0", Judged(Outcome.ELIGIBLE, date(2026, 3, 1))),
        (date(2026, 3, 1), date(2026, 3, 31), "0.5", Judged(Outcome.NOT_YET, date(2026, 4, 1))),
        (date(2026, 3, 1), date(2026, 4, 30), "1.5", Judged(Outcome.NOT_YET, date(2026, 5, 1))),
        (date(2025, 11, 1), date(2026, 10, 31), "12", Judged(Outcome.NOT_YET, date(2026, 11, 1))),
        (date(2026, 7, 1), date(2026, 6, 9), "0", Judged(Outcome.NOT_YET, date(2026, 7, 1))),
    ],
)
def test_time_in_treatment_counts_in_months_up_to_the_day_asked_about(
    start: date, on: date, minimum: str, expected: Judged
) -> None:
    assert screen(replace(FITS, treatment_start=start), on, Decimal(minimum)) == expected


days = st.dates(date(2000, 1, 1), date(2060, 1, 1))
answers = st.builds(
    Answers,
    is_mother=st.booleans(),
    problem_when=st.frozensets(st.sampled_from(When)),
    substances_then=st.frozensets(st.sampled_from(Substance)),
    treatment_start=days,
)


@given(answers, days, st.integers(0, 20_000), st.decimals(0, 60, places=1))
def test_waiting_never_takes_away_what_fits(said: Answers, on: date, wait: int, minimum: Decimal) -> None:
    first, then = screen(said, on, minimum), screen(said, on + timedelta(days=wait), minimum)
    order = [Outcome.NOT_YET, Outcome.ELIGIBLE]
    assert first.eligible_from == then.eligible_from
    assert (first.outcome == Outcome.NOT) == (then.outcome == Outcome.NOT)
    assert first.outcome == Outcome.NOT or order.index(first.outcome) <= order.index(then.outcome)


@given(answers, days, st.decimals(0, 60, places=1))
def test_not_yet_names_the_first_month_that_fits(said: Answers, on: date, minimum: Decimal) -> None:
    judged = screen(said, on, minimum)
    if judged.eligible_from is not None:
        assert outcome(said, judged.eligible_from, minimum) == Outcome.ELIGIBLE
        assert outcome(said, judged.eligible_from - timedelta(days=1), minimum) == Outcome.NOT_YET


@given(days, st.integers(0, 600))
def test_months_later_is_a_first_day(day: date, months: int) -> None:
    found = months_later(day, months)
    assert (found.day, (found.year - day.year) * 12 + found.month - day.month) == (1, months)


@pytest.mark.parametrize(
    ("stored", "since", "comes"),
    [
        (Outcome.ELIGIBLE, date(2026, 4, 1), True),
        (Outcome.NOT_YET, date(2026, 6, 1), True),
        (Outcome.NOT_YET, date(2026, 7, 1), False),
        (Outcome.NOT_YET, None, False),
        (Outcome.NOT, None, False),
    ],
)
def test_a_stored_outcome_is_read_on_the_day_it_is_needed(stored: Outcome, since: date | None, comes: bool) -> None:
    assert can_come_in(stored, since, LATER) is comes


@pytest.mark.parametrize("part", Part)
def test_only_an_auditor_gets_a_part_without_training(part: Part) -> None:
    day = date(2026, 1, 5)
    ready = [ready_for(part, trained, day) for trained in (None, day + timedelta(days=1), day)]
    assert ready == ([True] * 3 if part is Part.AUDITOR else [False, False, True])


def test_days_are_covered_as_long_as_one_span_follows_another() -> None:
    def day(number: int) -> date:
        return date(2026, 6, number)

    spans = [(day(1), day(9)), (day(10), day(12)), (day(14), None)]
    assert last_covered(spans, day(9)) == day(12)
    assert last_covered([*spans, (day(13), day(13))], day(9)) is None
    assert last_covered(spans, day(13)) == day(12)
    assert both((day(1), None), (day(3), day(5))) == (day(3), day(5))
    assert last_covered([both((day(1), day(2)), (day(9), None))], day(9)) == day(8)
