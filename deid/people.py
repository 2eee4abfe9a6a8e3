"""Names from lists: people, places and bodies, in any case."""

from collections.abc import Iterator

from deid import lists
from deid.familiar import cut_off, ordinary, unfamiliar
from deid.relatives import KIN
from deid.spans import MASK, REVIEW, Found
from deid.words import Reading, Word

PARTICLES = frozenset(
    "van de der den von du des el al ben bin ibn abu la le da di dos het ter ten vande vanden".split()
)
WITHOUT_CASE = 4
RARE = 12000
OWN_RARE = 500
USUAL = 2000
ARTICLES = frozenset("de het den le la les al the".split())
PLACE_CUES = frozenset("in naar uit te vanuit richting near from to at a vers depuis chez nabij rond en".split())


def listed_people(reading: Reading) -> Iterator[Found]:
    """Find first names, with the family name that follows."""
    first, words = lists.first_names(), reading.words
    place = 0
    while place < len(words):
        word = words[place]
        level = name_level(reading, place) if word.key in first else None
        end = place + 1
        if level:
            end = surname_end(reading, end)
            yield Found(word.start, words[end - 1].end, "PER", level, 6)
        place = end


def name_level(reading: Reading, place: int) -> str | None:
    """Say how sure it is that a word from the first-name list is a name here."""
    word = reading.words[place]
    if word.key in lists.stops() or word.key in KIN:
        return None
    doubtful = word.key in lists.everyday()
    if word.cap and reading.cased:
        return _capital_level(reading, place, doubtful)
    if cut_off(reading, place):
        return None
    if doubtful:
        named = (
            lists.everyday()[word.key] >= OWN_RARE and not reading.cased and surname_end(reading, place + 1) > place + 1
        )
        return MASK if named and word.key in lists.own_names() else REVIEW if named else None
    if len(word.key) >= WITHOUT_CASE or word.key in lists.own_names():
        return MASK if word.key in lists.own_names() or not reading.cased else REVIEW
    return None


def _capital_level(reading: Reading, place: int, doubtful: bool) -> str | None:
    word = reading.words[place]
    if not doubtful:
        return MASK
    if not word.opens:
        return MASK if word.key in lists.own_names() else REVIEW
    rank = lists.vocabulary(reading.lang).get(word.key, RARE)
    if rank < OWN_RARE:
        return None
    follows = reading.words[place + 1] if place + 1 < len(reading.words) else None
    if follows and follows.cap and reading.joined(place + 1) and follows.key not in lists.stops():
        return MASK
    return REVIEW if rank >= RARE or word.key in lists.own_names() else None


def surname_end(reading: Reading, place: int) -> int:
    """Give the place after the family name that starts at `place`, or `place` itself."""
    words, at = reading.words, place
    while at < len(words) and reading.joined(at) and words[at].key in PARTICLES and at < place + 3:
        at += 1
    end = at
    while end < len(words) and end < at + 3 and reading.joined(end) and _is_surname(reading, words[end]):
        end += 1
    return end if end > at else place


def _is_surname(reading: Reading, word: Word) -> bool:
    if reading.cased and word.cap and len(word.raw) == 1:
        return not word.opens
    if word.key in lists.stops():
        return False
    if reading.cased:
        return word.cap and not word.opens and not (word.raw.isupper() and word.raw.isalpha())
    known = word.key in lists.surnames().single or word.key in lists.first_names()
    rank = lists.everyday().get(word.key, RARE)
    return (known and rank > 2 * USUAL) or (
        rank == RARE and len(word.key) > 3 and word.key.isalpha() and unfamiliar(reading, word.key)
    )


def listed_surnames(reading: Reading) -> Iterator[Found]:
    """Find family names that stand alone."""
    names = lists.surnames()
    for place, word in enumerate(reading.words):
        if word.key not in names.firsts:
            continue
        end = names.at(reading, place)
        if end == place or (end == place + 1 and (ordinary(word.key) or len(word.key) < 5)):
            continue
        if word.cap and (reading.words[end - 1].cap or end == place + 1):
            yield Found(word.start, reading.words[end - 1].end, "PER", REVIEW if word.opens else MASK, 4)
        elif not reading.cased and end == place + 1:
            yield Found(word.start, word.end, "PER", REVIEW, 4)


def listed_names(reading: Reading) -> Iterator[Found]:
    """Find places and bodies."""
    for label, names in (("LOC", lists.places()), ("ORG", lists.organisations())):
        firsts = names.firsts
        for place, word in enumerate(reading.words):
            if word.key in firsts:
                end = names.at(reading, place)
                level = _place_level(reading, place, end, label) if end > place else None
                if level:
                    person = word.key in lists.first_names() and reading.key(place - 1) not in PLACE_CUES
                    yield Found(word.start, reading.words[end - 1].end, label, level, 4 if person else 7)


def _long_level(reading: Reading, keys: list[str]) -> str | None:
    """Say how sure it is that several words without capitals are a name."""
    known = keys[0] not in ARTICLES and tuple(keys) in lists.known_places().whole
    if known or any(not ordinary(key) or key in lists.sure_places() for key in keys):
        return MASK
    usual = all(lists.everyday().get(key, RARE) < USUAL for key in keys)
    return None if reading.cased or usual else REVIEW


def _place_level(reading: Reading, place: int, end: int, label: str) -> str | None:
    """Say how sure it is that these words name a place or a body."""
    words = reading.words[place:end]
    capital = reading.cased and words[0].cap and words[-1].cap
    if len(words) > 1:
        return MASK if capital else _long_level(reading, [word.key for word in words])
    key = words[0].key
    if key in lists.stops() or cut_off(reading, place):
        return None
    if key in lists.sure_places() and key in lists.everyday():
        return MASK if capital else REVIEW
    if label == "ORG" and not capital and len(key) > 2 and key not in lists.vocabulary(reading.lang):
        return REVIEW if reading.cased or key in lists.everyday() else MASK
    if key in lists.everyday():
        if not capital or words[0].opens:
            return None
        return MASK if lists.everyday()[key] > USUAL else REVIEW
    if capital:
        return MASK
    return None if len(key) < WITHOUT_CASE - (label == "ORG") else MASK if not reading.cased else REVIEW
