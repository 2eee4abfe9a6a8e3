"""Checks what two screens and the server say of one timeline: everything acknowledged is there once, in one order.

It takes what each side made, in its order; what was acknowledged to it; what the server keeps; and what stands on each
screen at the end. It reads no row of the program by itself.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Side:
    """One screen: the ids it made, in their order; the number it was told for each; ids refused; its picture."""

    made: list[str]
    acknowledged: list[tuple[str, int]]
    refused: set[str] = field(default_factory=set)
    screen: Mapping[str, Any] = field(default_factory=dict)  # what stands on it at the end, by thing
    waiting: list[str] = field(default_factory=list)  # what it still keeps


def faults(sides: Mapping[str, Side], kept: Sequence[tuple[int, str]], things: Mapping[str, Any]) -> list[str]:
    """Give what is wrong, in words; nothing for a history that is right.

    `kept` are the operations that the server has, (number, id) in the order of the numbers; `things` what it holds.
    """
    numbers = {name: number for number, name in kept}
    made = {name for side in sides.values() for name in side.made}
    return [
        *_order_of(kept),
        *(f"phantom: {name} was made by nobody" for _number, name in kept if name not in made),
        *(fault for who, side in sides.items() for fault in _of_side(who, side, numbers)),
        *(f"{who} shows something else than the server holds" for who, side in sides.items() if side.screen != things),
    ]


def _order_of(kept: Sequence[tuple[int, str]]) -> list[str]:
    given = [number for number, _name in kept]
    gaps = [] if given == list(range(1, len(given) + 1)) else ["the numbers have a gap, or one stands twice"]
    doubled = [name for name, many in Counter(name for _number, name in kept).items() if many > 1]
    return gaps + [f"doubled: {name}" for name in doubled]


def _of_side(who: str, side: Side, numbers: Mapping[str, int]) -> list[str]:
    told = dict(side.acknowledged)
    wrong = [f"{who}: lost, though acknowledged: {name}" for name in told if name not in numbers]
    wrong += [
        f"{who}: acknowledged as another number: {name}" for name, number in side.acknowledged
        if name in numbers and numbers[name] != number
    ]  # fmt: skip
    answered = set(told) | side.refused
    wrong += [f"{who}: never answered: {name}" for name in side.made if name not in answered]
    wrong += [f"{who}: refused and done all the same: {name}" for name in side.refused if name in numbers]
    wrong += [f"{who}: acknowledged without having been made: {name}" for name in told if name not in side.made]
    wrong += [f"{who}: still kept on the device: {name}" for name in side.waiting]
    order = [numbers[name] for name in side.made if name in numbers]
    return wrong + ([] if order == sorted(order) else [f"{who}: done in another order than made"])
