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
from timelines.rules.remembered import age

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.decimals() | st.text() | st.uuids().map(str),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
FIELDS = [
    "id", "target", "kind", "lane", "shape", "from_age", "from_age_latest", "to_age", "to_age_latest", "when",
    "relation", "related", "symbol", "near", "points", "label",
]  # fmt: skip


def put(**other: Any) -> dict[str, Any]:
    return {
        "id": str(uuid4()), "target": str(uuid4()), "lane": str(uuid4()), "kind": "put", "shape": "period",
        "from_age": 6, "to_age": 9, "label": "with that one",
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
        assert rules.told(done.told.as_text()) == done.told
        assert len(done.told.label) <= 200
        done.told.label.encode()


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
    assert str(age(said)) == years


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (True, rules.AgeUnreadable), ("six", rules.AgeUnreadable),
        (float("nan"), rules.AgeUnreadable), (float("inf"), rules.AgeUnreadable), ("sNaN", rules.AgeUnreadable),
        (-1, rules.AgeOutside), (120.1, rules.AgeOutside), (10**400, rules.AgeOutside), ("1e999999", rules.AgeOutside),
        (6.25, rules.AgeTooFine), ("1e-9", rules.AgeTooFine),
    ],
)  # fmt: skip
def test_an_age_that_is_none_is_refused_by_its_kind(said: Any, why: type[rules.Unusable]) -> None:
    with pytest.raises(why):
        age(said)


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"id": "7"}, rules.Malformed), ({"target": None}, rules.Malformed), ({"kind": "cover"}, rules.Malformed),
        ({"kind": "cover", "cover": "alone"}, rules.Malformed), ({"kind": "lane", "position": -1}, rules.Malformed),
        ({"kind": "life", "born": 98}, rules.Malformed), ({"kind": []}, rules.Malformed),
        ({"lane": ""}, rules.LaneMissing), ({"shape": "figure"}, rules.SymbolMissing),
        ({"shape": "cloth"}, rules.ShapeMissing),
        ({"shape": []}, rules.ShapeMissing),
        ({"to_age": 5}, rules.AgesBackwards), ({"label": 3}, rules.Malformed),
        ({"label": "a" * 201}, rules.TooLong), ({"when": "a" * 201}, rules.TooLong),
        ({"from_age_latest": 5}, rules.AgesBackwards), ({"symbol": "knife"}, rules.Malformed),
        ({"relation": "before"}, rules.Malformed),
        ({"shape": "figure", "symbol": "bird", "near": "9"}, rules.Malformed),
        ({"shape": "feelings"}, rules.Malformed), ({"shape": "feelings", "points": [[9, 0], [8, 0]]}, rules.Malformed),
        ({"shape": "feelings", "points": [[9, 101]]}, rules.Malformed),
        ({"shape": "feelings", "points": [[9, 0]] * 65}, rules.Malformed),
        ({"shape": "feelings", "points": [[9, 0.5]]}, rules.Malformed),
    ],
)  # fmt: skip
def test_each_fault_has_a_refusal_of_its_own(other: dict[str, Any], why: type[rules.Unusable]) -> None:
    with pytest.raises(why) as refused:
        rules.operation(put(**other))
    assert type(refused.value) is why


def test_a_moment_has_one_age_whatever_its_end_says() -> None:
    done = rules.operation(put(shape="moment", to_age="nonsense"))
    assert isinstance(done, rules.Put)
    assert (done.shape, done.told.begins, done.told.ends) == (Shape.MOMENT, rules.End(Decimal(6), Decimal(6)), None)


def test_what_a_newer_client_says_beside_it_is_left() -> None:
    assert isinstance(rules.operation(put(base=3)), rules.Put)


def test_words_lose_what_would_turn_or_break_them() -> None:
    assert rules.label("  with that\none\x00 \u202eand\ud800 me ") == "with that one and me"
