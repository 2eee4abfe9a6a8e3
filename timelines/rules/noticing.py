"""Names, places, dates and numbers in what somebody typed: noticed before anything of it is kept."""

from collections.abc import Callable

from deid.engine import suggest
from deid.spans import MASK

Place = tuple[int, int, str]
"""Where it stands, in code points, the end excluded; and what it may be: `one`, `place`, `time` or `detail`."""
_PERSON, _AGE = "PER", "AGE"  # an age is what a timeline is about
_KINDS = {_PERSON: "one", "LOC": "place", "ORG": "place", "ADDRESS": "place", "DATE": "time"}


def noticed(words: str, language: str) -> list[Place]:
    """Give the places in `words` that may point to somebody, in their order.

    Raises ValueError for a language other than nl, fr or en.
    """
    found = suggest(words, language)
    told = [one for one in found if one.label == _PERSON or (one.level == MASK and one.label != _AGE)]
    return [(one.start, one.end, _KINDS.get(one.label, "detail")) for one in told]


def masked(words: str, places: list[Place], mask: Callable[[str], str]) -> str:
    """Give `words` with `mask(kind)` in brackets at each of the places that `noticed` gave."""
    for start, end, kind in reversed(places):
        words = f"{words[:start]}[{mask(kind)}]{words[end:]}"
    return words
