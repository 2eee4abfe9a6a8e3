"""What an operation may say: anything gives an operation or a typed refusal."""

import unicodedata
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timelines import rules
from timelines.models import Shape

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.decimals() | st.text() | st.uuids().map(str),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
FIELDS = ["id", "thing", "kind", "lane", "shape", "from_age", "to_age", "label"]


def put(**other: Any) -> dict[str, Any]:
    return {
        "id": str(uuid4()), "thing": str(uuid4()), "lane": str(uuid4()), "kind": "put", "shape": "period",
        "from_age": 6, "to_age": 9, "label": "with Bo",
    } | other  # fmt: skip


@settings(deadline=None)  # a busy machine is not a fault of the rules
@given(ANYTHING)
def test_whatever_comes_gives_an_operation_or_a_typed_refusal(said: Any) -> None:
    refused: rules.Unusable | None = None
    try:
        rules.operation(said)
    except rules.Unusable as why:
        refused = why
    assert refused is None or str(refused.words) != ""


@settings(deadline=None)  # a busy machine is not a fault of the rules
@given(st.dictionaries(st.sampled_from(FIELDS), ANYTHING))
def test_a_broken_operation_gives_an_operation_or_a_typed_refusal(broken: dict[str, Any]) -> None:
    try:
        done = rules.operation(put() | broken)
    except rules.Unusable:
        return
    if isinstance(done, rules.Put):
        assert 0 <= done.from_age <= done.to_age <= 120
        assert len(done.label) <= 200
        done.label.encode()


@settings(deadline=None)  # a busy machine is not a fault of the rules
@given(st.text(max_size=400))
def test_a_label_is_one_line_without_control_characters(said: str) -> None:
    try:
        kept = rules.label(said)
    except rules.TooLong:
        assert len(said) > 200
        return
    assert [one for one in kept if unicodedata.category(one) in {"Cc", "Cs"}] == []
    assert kept == kept.strip()


@pytest.mark.parametrize(
    ("said", "years"),
    [(0, "0.0"), (120, "120.0"), (6.5, "6.5"), ("6,5", "6.5"), (" 7 ", "7.0"), (0.1, "0.1"), (-0.0, "0.0")],
)
def test_an_age_is_read_to_a_tenth_of_a_year(said: Any, years: str) -> None:
    assert str(rules.age(said)) == years


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("", rules.AgeMissing), (None, rules.AgeMissing), (True, rules.AgeMissing), ("six", rules.AgeMissing),
        (float("nan"), rules.AgeMissing), (float("inf"), rules.AgeMissing), ("sNaN", rules.AgeMissing),
        (-1, rules.AgeOutside), (120.1, rules.AgeOutside), (10**400, rules.AgeOutside), ("1e999999", rules.AgeOutside),
        (6.25, rules.AgeTooFine), ("1e-9", rules.AgeTooFine),
    ],
)  # fmt: skip
def test_an_age_that_is_none_is_refused_by_its_kind(said: Any, why: type[rules.Unusable]) -> None:
    with pytest.raises(why):
        rules.age(said)


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"id": "7"}, rules.Malformed), ({"thing": None}, rules.Malformed), ({"kind": "cover"}, rules.Malformed),
        ({"lane": ""}, rules.LaneMissing), ({"shape": "figure"}, rules.ShapeMissing),
        ({"shape": []}, rules.ShapeMissing),
        ({"to_age": 5}, rules.AgesBackwards), ({"to_age": None}, rules.AgeMissing), ({"label": 3}, rules.Malformed),
        ({"label": "a" * 201}, rules.TooLong),
    ],
)  # fmt: skip
def test_each_fault_has_a_refusal_of_its_own(other: dict[str, Any], why: type[rules.Unusable]) -> None:
    with pytest.raises(why) as refused:
        rules.operation(put(**other))
    assert type(refused.value) is why


def test_a_moment_has_one_age_whatever_its_end_says() -> None:
    done = rules.operation(put(shape="moment", to_age="nonsense"))
    assert isinstance(done, rules.Put)
    assert (done.shape, done.from_age, done.to_age) == (Shape.MOMENT, Decimal("6.0"), Decimal("6.0"))


def test_what_a_newer_client_says_beside_it_is_left() -> None:
    assert isinstance(rules.operation(put(base=3)), rules.Put)


def test_words_lose_what_would_turn_or_break_them() -> None:
    assert rules.label("  with\nBo\x00 \u202eand\ud800 me ") == "with Bo and me"
