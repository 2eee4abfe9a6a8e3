"""Facts that narrow a person down: origin, rare work, sport at the top, court cases. Always for review."""

from collections.abc import Iterator

from deid import lists
from deid.spans import REVIEW, Found
from deid.words import Reading


def narrowing(reading: Reading) -> Iterator[Found]:
    """Find facts that may narrow a person down."""
    roles, origins = lists.roles(), lists.nationalities(reading.lang)
    for place, word in enumerate(reading.words):
        if roles.starts(word.key):
            end = roles.at(reading, place)
            if end > place:
                yield Found(word.start, reading.words[end - 1].end, "OTHER", REVIEW, 2)
        if word.key in origins and (word.cap or not reading.cased or reading.lang == "fr"):
            yield Found(word.start, word.end, "OTHER", REVIEW, 2)
