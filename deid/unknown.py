"""Words that no list knows, in text without capitals."""

from collections.abc import Iterator

from deid.familiar import strange
from deid.spans import REVIEW, Found
from deid.words import Reading

LEAST = 5


def strange_words(reading: Reading) -> Iterator[Found]:
    """Find words that no list knows, when capitals give no help."""
    if reading.cased:
        return
    for place, word in enumerate(reading.words):
        if strange(reading, place, least=LEAST):
            yield Found(word.start, word.end, "OTHER", REVIEW, 1)
