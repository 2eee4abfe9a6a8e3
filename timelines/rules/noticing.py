"""Names, places, dates and numbers in what somebody typed: noticed before anything of it is kept."""

from deid.engine import suggest
from deid.spans import MASK

_PERSON, _AGE = "PER", "AGE"  # an age is what a timeline is about


def noticed(words: str, language: str) -> list[tuple[int, int]]:
    """Give the places in `words` that may point to somebody: offsets in code points, the end excluded.

    Raises ValueError for a language other than nl, fr or en.
    """
    found = suggest(words, language)
    return [(one.start, one.end) for one in found if one.label == _PERSON or (one.level == MASK and one.label != _AGE)]
