"""Telling ordinary words from words that no list knows."""

from deid import lists
from deid.words import Reading

LONGEST = 40
LINKS = ("", "s", "e", "en", "n")
ENDINGS = {
    "nl": (
        "tje",
        "tjes",
        "je",
        "jes",
        "s",
        "en",
        "e",
        "er",
        "ers",
        "de",
        "te",
        "den",
        "ten",
        "t",
        "d",
        "ke",
        "kes",
        "ing",
        "heid",
        "lijk",
        "ste",
    ),
    "en": ("s", "es", "ed", "ing", "er", "ers", "ly", "ness", "ish", "y", "in", "like"),
    "fr": ("s", "e", "es", "x", "er", "ee", "ees", "ment", "ait", "ais", "ons", "ez", "ent", "ions"),
}


def unfamiliar(reading: Reading, key: str) -> bool:
    """Say whether a key is in no word list, no compound and no usual ending of a known word."""
    if len(key) > LONGEST or key in lists.everyday() or key in lists.stops():
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
        if any(
            head.endswith(link) and len(head) - len(link) > 2 and head[: len(head) - len(link)] in known
            for link in LINKS
        ):
            return True
    return False


def ordinary(key: str) -> bool:
    """Say whether a word also exists as an ordinary word of one of the languages."""
    return key in lists.everyday() or key in lists.stops() or key in lists.majority()


def cut_off(reading: Reading, place: int) -> bool:
    """Say whether a word is broken off in speech, as in `know-`."""
    after = reading.text[reading.words[place].end : reading.words[place].end + 2]
    return after[:1] in ("-", "–", "—") and not after[1:2].isalnum()


def strange(reading: Reading, place: int, *, least: int) -> bool:
    """Say whether a word of at least so many letters is one that nobody knows."""
    key = reading.words[place].key
    return len(key) >= least and key.isalpha() and unfamiliar(reading, key) and not cut_off(reading, place)
