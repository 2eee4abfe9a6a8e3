"""Words that no list knows, in text without capitals."""

from collections.abc import Iterator

from deid import lists
from deid.people import cut_off
from deid.spans import REVIEW, Found
from deid.words import Reading

LINKS = ("", "s", "e", "en", "n")
ENDINGS = {
    "nl": ("tje", "tjes", "je", "jes", "s", "en", "e", "er", "ers", "de", "te", "den", "ten", "t", "d", "ke", "kes", "ing", "heid", "lijk", "ste"),
    "en": ("s", "es", "ed", "ing", "er", "ers", "ly", "ness", "ish", "y", "in", "like"),
    "fr": ("s", "e", "es", "x", "er", "ee", "ees", "ment", "ait", "ais", "ons", "ez", "ent", "ions"),
}
LEAST = 5


def strange(reading: Reading, place: int, *, least: int) -> bool:
    """Say whether a word is in no word list, no compound and no usual ending of one."""
    key = reading.words[place].key
    if len(key) < least or not key.isalpha() or key in lists.everyday() or key in lists.stops():
        return False
    if key in lists.nationalities(reading.lang) or key in lists.majority() or len(set(key)) < 3:
        return False
    known = lists.vocabulary(reading.lang)
    if any(key.endswith(end) and key[: -len(end)] in known for end in ENDINGS[reading.lang]):
        return False
    return not (reading.lang == "nl" and _compound(key, known))


def _compound(key: str, known: dict[str, int]) -> bool:
    """Say whether a word splits into two known words, with or without a linking letter."""
    for cut in range(3, len(key) - 2):
        if key[cut:] not in known:
            continue
        head = key[:cut]
        if any(head.endswith(link) and len(head) - len(link) > 2 and head[: len(head) - len(link)] in known for link in LINKS):
            return True
    return False


def strange_words(reading: Reading) -> Iterator[Found]:
    """Find words that no list knows, when capitals give no help."""
    if reading.cased:
        return
    for place, word in enumerate(reading.words):
        if strange(reading, place, least=LEAST) and not cut_off(reading, place):
            yield Found(word.start, word.end, "OTHER", REVIEW, 1)
