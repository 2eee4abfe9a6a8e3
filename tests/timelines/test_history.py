"""The checker of histories finds every kind of fault that was planted, and none where there is none."""

from copy import deepcopy
from typing import Any

import pytest

from tests.timelines.history import Side, faults

THINGS = {"t": "with that one", "u": "later"}
GOOD: dict[str, Any] = {
    "sides": {
        "hers": Side(["a", "b", "x"], [("a", 1), ("b", 3), ("a", 1)], {"x"}, THINGS),
        "interviewer": Side(["c", "d"], [("c", 2), ("d", 4)], set(), THINGS),
    },
    "kept": [(1, "a"), (2, "c"), (3, "b"), (4, "d")],
    "things": THINGS,
}


def found(plant: Any = None) -> list[str]:
    """Give the faults of the good history, with one planted."""
    history = deepcopy(GOOD)
    if plant:
        plant(history, history["sides"]["hers"])
    return faults(**history)


def test_a_good_history_has_none() -> None:
    assert found() == []


def lost(history: Any, hers: Side) -> None:
    history["kept"] = [(1, "a"), (2, "c"), (3, "d")]
    history["sides"]["interviewer"].acknowledged = [("c", 2), ("d", 3)]


def doubled(history: Any, hers: Side) -> None:
    history["kept"].append((5, "a"))


def phantom(history: Any, hers: Side) -> None:
    history["kept"].append((5, "y"))


def gap(history: Any, hers: Side) -> None:
    history["kept"][3] = (5, "d")
    history["sides"]["interviewer"].acknowledged[1] = ("d", 5)


def disordered(history: Any, hers: Side) -> None:
    history["kept"] = [(1, "b"), (2, "c"), (3, "a"), (4, "d")]
    hers.acknowledged = [("b", 1), ("a", 3)]


def other_number(history: Any, hers: Side) -> None:
    hers.acknowledged[1] = ("b", 2)


def unanswered(history: Any, hers: Side) -> None:
    hers.made.append("z")


def refused_and_done(history: Any, hers: Side) -> None:
    hers.refused.add("b")


def made_up(history: Any, hers: Side) -> None:
    hers.made.remove("x")
    hers.refused.clear()
    hers.acknowledged.append(("d", 4))


def unequal(history: Any, hers: Side) -> None:
    hers.screen = {"t": "with that one"}


def still_waiting(history: Any, hers: Side) -> None:
    hers.waiting = ["b"]


@pytest.mark.parametrize(
    ("plant", "said"),
    [
        (lost, "hers: lost, though acknowledged: b"), (doubled, "doubled: a"),
        (phantom, "phantom: y was made by nobody"),
        (gap, "the numbers have a gap, or one stands twice"), (disordered, "hers: done in another order than made"),
        (other_number, "hers: acknowledged as another number: b"), (unanswered, "hers: never answered: z"),
        (refused_and_done, "hers: refused and done all the same: b"),
        (made_up, "hers: acknowledged without having been made: d"),
        (unequal, "hers shows something else than the server holds"),
        (still_waiting, "hers: still kept on the device: b"),
    ],
)  # fmt: skip
def test_each_planted_fault_is_found(plant: Any, said: str) -> None:
    assert said in found(plant)
