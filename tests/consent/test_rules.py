"""What a row of acts comes to, against a slow and naive reading of the same acts."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts import crockford
from consent import rules
from consent.queries import Acts

START = datetime(2026, 6, 9, 10, 0, tzinfo=UTC)
FIRST, SECOND = UUID(int=1), UUID(int=2)
REQUIRED, OWN = ["C01", "C03"], ["C07", "C09"]
NEEDED = {"O1": True, "O2": True, "O5": False}

answers_of = st.fixed_dictionaries
bools = st.booleans()
mostly = st.sampled_from([True, True, True, False])
spoken = st.fixed_dictionaries({"O1": mostly, "O2": mostly, "O5": mostly.map(lambda yes: not yes)})
written = st.fixed_dictionaries({item: mostly for item in [*REQUIRED, *OWN]})
one_item = st.sampled_from([*REQUIRED, *OWN]).flatmap(lambda item: st.fixed_dictionaries({item: bools}))
versions = st.sampled_from([FIRST, FIRST, SECOND])
deeds: st.SearchStrategy[Any] = st.one_of(
    st.tuples(st.just("oral"), versions, spoken),
    st.tuples(st.sampled_from(["written", "re_consent"]), versions, written),
    st.tuples(st.just("item_change"), versions, one_item),
    st.tuples(st.just("recording_today"), versions, st.just({"O4": True})),
    st.tuples(st.sampled_from(["W1", "W2", "W3"]), versions, st.just({})),
)
histories = st.lists(deeds, max_size=7)


def history(row: list[Any]) -> list[rules.Deed]:
    return [
        rules.Deed("withdrawal" if kind[0] == "W" else kind, version, order, START + timedelta(minutes=order),
                   kind if kind[0] == "W" else "", answers)
        for order, (kind, version, answers) in enumerate(row)
    ]  # fmt: skip


def terms(ended: bool) -> dict[UUID, rules.Terms]:
    return {
        FIRST: rules.Terms(frozenset(REQUIRED), NEEDED, START + timedelta(days=1) if ended else None),
        SECOND: rules.Terms(frozenset(REQUIRED), NEEDED),
    }


def naive(row: list[Any], ended: bool) -> set[str] | None:
    """Give the items in force after replaying the acts one by one, or None."""
    spoke: tuple[UUID, bool] | None = None
    wrote: UUID | None = None
    now: dict[str, bool] = {}
    for kind, version, answers in row:
        if kind[0] == "W":
            return None
        if kind == "oral":
            spoke = (version, answers["O1"] and answers["O2"] and not answers["O5"])
        if kind in ("written", "re_consent"):
            wrote, now = version, dict(answers)
        if kind == "item_change" and wrote:
            now.update(answers)
    good = spoke is not None and spoke[1] and spoke[0] == wrote and not (ended and wrote == FIRST)
    return {item for item, yes in now.items() if yes} if good and all(now.get(item) for item in REQUIRED) else None


@given(histories, bools, st.randoms())
def test_in_force_is_what_replaying_every_act_gives_in_whatever_order_the_rows_come(
    row: list[Any], ended: bool, chance: Any
) -> None:
    mixed = history(row)
    chance.shuffle(mixed)
    found = rules.standing(mixed, terms(ended), START + timedelta(days=2))
    expected = naive(row, ended)
    assert (found.valid, found.items) == (expected is not None, frozenset(expected or ()))
    assert found.valid == (not found.missing and not found.withdrawn)
    assert found.withdrawn == max((kind for kind, *_ in row if kind[0] == "W"), default="")
    followed = Acts((), mixed, terms(ended))
    for days in (0, 2, 0):  # before and after the end of the first version, in any order
        at = START + timedelta(days=days)
        assert followed.standing(at) == rules.standing(mixed, terms(ended), at)


YES = [("oral", FIRST, {"O1": True, "O2": True, "O5": False}), ("written", FIRST, dict.fromkeys(REQUIRED + OWN, True))]


@pytest.mark.parametrize("item", REQUIRED)
def test_without_any_one_required_item_nothing_is_in_force(item: str) -> None:
    row = [YES[0], ("written", FIRST, {**YES[1][2], item: False})]
    found = rules.standing(history(row), terms(False), START)
    assert (found.valid, found.items, found.missing) == (False, frozenset(), [item])


def test_a_spoken_yes_to_another_version_does_not_count() -> None:
    found = rules.standing(history([("oral", SECOND, YES[0][2]), YES[1]]), terms(False), START)
    assert (found.valid, found.missing) == (False, [rules.VERSION])


def test_a_version_holds_until_its_end_and_not_at_it() -> None:
    end = START + timedelta(days=1)
    assert rules.standing(history(YES), terms(True), end - timedelta(microseconds=1)).valid
    assert rules.standing(history(YES), terms(True), end).missing == [rules.VERSION]


@pytest.mark.parametrize("answer", [{"O1": False}, {"O2": False}, {"O5": True}])
def test_a_spoken_no_is_no_consent(answer: dict[str, bool]) -> None:
    found = rules.standing(history([("oral", FIRST, {**YES[0][2], **answer}), YES[1]]), terms(False), START)
    assert (found.valid, found.missing) == (False, [rules.ORAL])


def test_since_is_the_last_act_that_consent_needed() -> None:
    changed = [*YES, ("item_change", FIRST, {"C03": False}), ("item_change", FIRST, {"C03": True})]
    assert rules.standing(history(YES), terms(False), START).since == START + timedelta(minutes=1)
    assert rules.standing(history(changed), terms(False), START).since == START + timedelta(minutes=3)


def test_a_code_is_read_however_it_is_typed_and_nothing_else_is() -> None:
    assert crockford.spelled("7KQ4M2XD93HT") == "7KQ4-M2XD-93HT"
    for typed in ("7KQ4-M2XD-93HT", " 7kq4 m2xd 93ht\n", "7kq4.m2xd_93ht"):
        assert rules.read_code(typed) == "7KQ4M2XD93HT"
    assert rules.read_code("oOiIlL000111") == "001111000111"
    for typed in ("", "7KQ4-M2XD-93H", "7KQ4-M2XD-93HTT", "7KQ4-M2XD-93HU"):
        assert rules.read_code(typed) == ""


def test_lines_keep_every_value_in_its_order() -> None:
    assert rules.lines({"acts": [{"kind": "oral"}], "rooms": {"x": None, "texts": []}}) == [
        (0, "acts", ""), (1, "kind", "oral"), (0, "rooms", ""), (1, "x", ""),
    ]  # fmt: skip
