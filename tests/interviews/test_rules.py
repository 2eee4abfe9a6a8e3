"""What Table 1 lets in, what stands before a sitting, and how long an interview lasted."""

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from interviews import rules

ITEMS = {"C04", "C10"}
WHOLE = {
    "age": "34", "ethnicity": "western_european", "relationship_status": "cohabitating", "number_of_children": "2",
    "children_ages": "6,9", "primary_substance": "cocaine", "other_substances": "cannabis,ghb",
    "problematic_alcohol_then": "yes", "current_use": "active", "months_in_treatment": "3.5",
    "modality": "long_term_residential", "mother_child_unit": "yes", "custody": "none",
    "child_protection_involved": "no",
}  # fmt: skip
START = datetime(2026, 6, 9, 10, tzinfo=UTC)


def faulty(values: dict[str, str], items: Any = ITEMS, switched_on: Any = ()) -> set[str]:
    return set(rules.faults(values, items=items, switched_on=switched_on))


def test_every_field_of_table_1_is_there_and_a_whole_description_is_fine() -> None:
    assert [field.code for field in rules.FIELDS] == list(WHOLE)
    assert faulty(WHOLE) == set()
    assert faulty({}) == set()


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("age", "34.5"), ("age", "12"), ("age", "NaN"), ("age", "old"), ("number_of_children", "0"),
        ("children_ages", "6,nine"), ("children_ages", "6,"), ("children_ages", "6.0,9"), ("children_ages", "1e1,9"),
        ("relationship_status", "married"),
        ("relationship_status", "cohabitating,single_or_divorced"), ("primary_substance", "alcohol"),
        ("other_substances", "cannabis,cannabis"), ("other_substances", "alcohol"), ("months_in_treatment", "0.3"),
        ("months_in_treatment", "-1"), ("modality", "inpatient"), ("custody", "all"), ("mother_child_unit", "1"),
        ("name", "Ana"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused(field: str, text: str) -> None:
    assert faulty(WHOLE | {field: text}) == {field}


@pytest.mark.parametrize(
    ("changed", "at_fault"),
    [
        ({"number_of_children": "3"}, "children_ages"),
        ({"children_ages": "6,34"}, "children_ages"),
        ({"other_substances": "cocaine"}, "other_substances"),
        ({"current_use": "controlled"}, "current_use"),
        ({"modality": "substitution"}, "mother_child_unit"),
    ],
)
def test_what_does_not_fit_together_is_refused(changed: dict[str, str], at_fault: str) -> None:
    assert faulty(WHOLE | changed) == {at_fault}


def test_controlled_use_is_for_outpatients() -> None:
    values = WHOLE | {"current_use": "controlled", "modality": "substitution", "mother_child_unit": "no"}
    assert faulty(values) == set()


def test_ethnicity_is_asked_only_with_its_own_consent() -> None:
    assert faulty(WHOLE, items={"C04"}) == {"ethnicity"}
    assert "ethnicity" not in [field.code for field in rules.asked({"C04"})]


def test_a_partner_in_prison_is_off_until_the_study_switches_it_on() -> None:
    value = ("relationship_status", "incarcerated_partner")
    assert faulty(WHOLE | dict([value])) == {"relationship_status"}
    assert faulty(WHOLE | dict([value]), switched_on=[value]) == set()


@pytest.mark.parametrize(
    ("modality", "unit", "label"),
    [
        ("long_term_residential", "yes", "ITMC"), ("long_term_residential", "no", "IT"),
        ("medical_detoxification", None, "IT"), ("substitution", None, "OT"), (None, None, ""),
    ],
)  # fmt: skip
def test_the_setting_follows_from_the_treatment(modality: str | None, unit: str | None, label: str) -> None:
    given = {"modality": modality, "mother_child_unit": unit}
    assert rules.setting_label({code: text for code, text in given.items() if text}) == label


@pytest.mark.parametrize(("months", "early"), [("0.5", True), ("1", False), (None, False)])
def test_too_early_only_when_the_time_is_known(months: str | None, early: bool) -> None:
    values = {} if months is None else {"months_in_treatment": months}
    assert rules.too_early(values, Decimal("1.0")) is early


def test_net_time_leaves_out_every_second_that_lies_in_a_pause() -> None:
    """Against counting second by second, for any pauses: apart, touching, overlapping, open, beyond the end."""
    chance = random.Random(20260609)  # noqa: S311 - a test's own numbers
    for _round in range(300):
        length = chance.randrange(0, 400)
        spans = [(began, began + chance.randrange(0, 120)) for began in (chance.randrange(0, 400) for _ in range(4))]
        spans = [span for span in spans[: chance.randrange(5)] if span[0] <= length]
        pauses = tuple((START + timedelta(seconds=a), START + timedelta(seconds=b)) for a, b in spans)
        if spans and chance.random() < 0.3:
            began = START + timedelta(seconds=spans[0][0])
            pauses, spans = ((began, None), *pauses), [(spans[0][0], length), *spans]
        counted = sum(not any(a <= second < b for a, b in spans) for second in range(length))
        held = rules.Held(START, START + timedelta(seconds=length), pauses)
        assert rules.net_seconds(held) == counted, (length, spans)


def test_minutes_of_several_sittings_are_rounded_once() -> None:
    half = rules.Held(START, START + timedelta(seconds=90))
    assert rules.net_minutes([half]) == 2
    assert rules.net_minutes([half, half]) == 3


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "0:00"), (29, "0:00"), (30, "0:01"), (3569, "0:59"), (3570, "1:00"), (7560, "2:06")]
)
def test_hours_are_rounded_half_up(seconds: int, words: str) -> None:
    assert rules.as_hours(seconds) == words


DAY = date(2026, 6, 9)


def test_what_stands_before_a_sitting_is_said_in_order() -> None:
    def words(**facts: Any) -> str:
        before = rules.Before(**({"for_day": DAY, "given": True, "permits": True, "seen": True} | facts))
        return str(rules.stands_before(before, DAY) or "")

    nothing = {"given": False, "permits": False, "seen": False}
    assert str(rules.stands_before(None, DAY)).startswith("There is no attunement")
    assert words(for_day=date(2026, 6, 8), **nothing).startswith("The day of this sitting has passed")
    assert words(for_day=date(2026, 6, 10), **nothing).startswith("This sitting is planned for a later day")
    assert words(**nothing).startswith("The attunement has not been given")
    assert words(permits=False, seen=False).startswith("The therapist advises against")
    assert words(seen=False).startswith("Open the attunement first")
    assert words() == ""
