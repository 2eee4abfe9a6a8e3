"""Hostile text costs time in line with its length; measured as a ratio, never as a wall time."""

import time

import pytest

from deid.engine import suggest

PIECES = ["1 ", "abcde", "Aa-", "a.", "0/", "Jan van ", "rue de la ", "[a] Jan ", "I: Jan\n", "x punt ", "A" * 30 + " "]


def cost(text: str) -> float:
    best = float("inf")
    for _ in range(2):
        began = time.process_time()
        suggest(text, "nl")
        best = min(best, time.process_time() - began)
    return best


@pytest.mark.parametrize("piece", PIECES)
def test_eight_times_the_text_costs_far_less_than_its_square(piece: str) -> None:
    suggest("Ana woont in Gent, 02 555 12 12. met xantippe", "nl")
    short, long = ((piece * (size // len(piece) + 1))[:size] for size in (12_500, 100_000))

    assert cost(long) < 28 * max(cost(short), 0.002)
