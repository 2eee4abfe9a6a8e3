"""Counts about participants of whom nobody should stand out: none is shown under five, and none can be reckoned."""

from collections.abc import Mapping

from studies.queries import FEWEST

QUARTER = 15 * 60
"""Seconds; in an open room nothing counts more finely, and of few no length is shown more finely."""


def shown(counts: Mapping[str, int]) -> dict[str, int | None]:
    """Give counts that make up a known whole, None in the place of each that is not shown.

    Nobody at all is shown as such. Those under five are not shown; and when they are together under five, the smallest
    of the others neither: else what is left of the whole would say them.
    """
    hidden = {name for name, number in counts.items() if 0 < number < FEWEST}
    others = [name for name, number in counts.items() if number >= FEWEST]
    for name in sorted(others, key=lambda each: (counts[each], each)):
        if not hidden or sum(counts[each] for each in hidden) >= FEWEST:
            break
        hidden.add(name)
    return {name: None if name in hidden else number for name, number in counts.items()}


def is_due(count: int, last: int, planned: int | None) -> bool:
    """Say whether `count` interviews are measured anew after `last`: once five more are there.

    The last time before `planned` leaves five for that one, so that the whole of a study is measured.
    """
    left = (planned or 0) - count
    return count - last >= FEWEST and not 0 < left < FEWEST


def between_quarters(shortest: int, longest: int) -> tuple[int, int]:
    """Give the whole quarters of an hour between which lengths lie, in seconds: neither is anybody's own length."""
    return shortest // QUARTER * QUARTER, -(-longest // QUARTER) * QUARTER
