"""Words that no list knows, in text without capitals."""

from collections.abc import Iterator

from deid.familiar import strange
from deid.spans import REVIEW, Found
from deid.words import Reading

LEAST = 5


def strange_words(reading: Reading) -> Iterator[Found]:
    """Find words that no list knows, when capitals give no help."""
    for place, word in enumerate(reading.words):
        if reading.cased and not (word.cap and word.opens):
            continue
        if strange(reading, place, least=LEAST):
            yield Found(word.start, word.end, "PER" if reading.cased else "OTHER", REVIEW, 1)
