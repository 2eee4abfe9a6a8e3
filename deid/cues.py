"""Words that introduce a name or a place, whatever its case."""

from collections.abc import Iterator

from deid import lists
from deid.familiar import cut_off, strange
from deid.people import surname_end
from deid.relatives import KIN, TITLES
from deid.spans import MASK, REVIEW, Found
from deid.words import Reading, Word


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


CALLED = _set(
    "heet heette heten genaamd noemt noemde noemen noemden called named appelle appelait appellent prenom surnomme"
    " roepnaam"
)
NAME_IS = (
    ("naam", "is"),
    ("naam", "was"),
    ("name", "is"),
    ("name", "was"),
    ("name", "s"),
    ("nom", "est"),
    ("namen", "zijn"),
    ("prenom", "est"),
)
WITH = _set("met bij tegen van with told avec chez door aan")
PLACES = {
    "nl": _set("in naar uit te vanuit richting tussen rond nabij omgeving"),
    "en": _set("in from to near at outside around"),
    "fr": _set("a vers depuis pres"),
}
BETWEEN = _set("kleine grote oudste jongste ex little big older younger petit petite grand grande is s heet")
USUAL = 6000
USUAL_PLACE = 2500


def introduced(reading: Reading) -> Iterator[Found]:
    """Find the unknown word after a cue."""
    places = PLACES[reading.lang]
    cues = KIN | TITLES | CALLED | WITH | places | {last for _, last in NAME_IS}
    for place, word in enumerate(reading.words):
        key = word.key
        if key not in cues:
            continue
        if key in CALLED or (reading.key(place - 1), key) in NAME_IS:
            yield from _called(reading, place + 1)
        elif key in KIN or key in TITLES:
            yield from _kin(reading, place + 1, key in TITLES)
        elif key in WITH:
            yield from _strange(reading, place + 1, "PER")
        if key in places:
            yield from _strange(reading, place + 1, "LOC")
            yield from _doubtful_place(reading, place + 1)


def _candidate(reading: Reading, place: int, *, comma: bool = False) -> bool:
    """Say whether a word may be a name at all: letters, near its cue, not a stop word."""
    if place >= len(reading.words):
        return False
    word = reading.words[place]
    near = word.gap in (" ", ". ") or (comma and word.gap in (", ", " - ", ": "))
    return near and word.key.isalpha() and word.key not in lists.stops() and not cut_off(reading, place)


def _found(reading: Reading, place: int, label: str, level: str) -> Found:
    end = surname_end(reading, place + 1) if label == "PER" else place + 1
    return Found(reading.words[place].start, reading.words[end - 1].end, label, level, 6)


def _called(reading: Reading, place: int) -> Iterator[Found]:
    """After `heet`, `called`, `s'appelle`: nearly every word is a name."""
    if not _candidate(reading, place, comma=True):
        return
    word = reading.words[place]
    capital = reading.cased and word.cap
    rank = lists.everyday().get(word.key)
    if capital or word.key in lists.own_names() or (rank is None and word.key in lists.first_names()):
        yield _found(reading, place, "PER", MASK)
    elif rank is None or (rank > USUAL and word.key in lists.first_names()):
        yield _found(reading, place, "PER", REVIEW)


def _kin(reading: Reading, place: int, title: bool) -> Iterator[Found]:
    """After a relation or a title: a capital, a listed name, or a word nobody knows."""
    if not _candidate(reading, place, comma=not title):
        return
    word = reading.words[place]
    if word.key in BETWEEN and _candidate(reading, place + 1):
        place, word = place + 1, reading.words[place + 1]
    direct = word.gap in (" ", ". ")
    rank, listed = lists.everyday().get(word.key), word.key in lists.first_names()
    capital = reading.cased and word.cap and (direct or listed)
    if capital or _is_first_name(word.key, rank, direct):
        yield _found(reading, place, "PER", MASK)
    elif direct and (strange(reading, place, least=3) or (listed and rank is not None and rank > USUAL)):
        yield _found(reading, place, "PER", REVIEW)


def _is_first_name(key: str, rank: int | None, direct: bool) -> bool:
    """Say whether a key is surely a first name behind its cue; a rank means that it is also a word."""
    if rank is None:
        return key in lists.first_names()
    return key in lists.own_names() and rank > USUAL // 3 and direct


def _strange(reading: Reading, place: int, label: str) -> Iterator[Found]:
    """After `met`, `bij`, `in`: a lower-case word that no word list knows."""
    if (
        _candidate(reading, place)
        and not (reading.cased and reading.words[place].cap)
        and strange(reading, place, least=4)
    ):
        yield Found(reading.words[place].start, reading.words[place].end, label, REVIEW, 5)


def _doubtful_place(reading: Reading, place: int) -> Iterator[Found]:
    """After a preposition of place: a place that is also a rare ordinary word, such as Mol."""
    if not _candidate(reading, place):
        return
    word = reading.words[place]
    rank = lists.vocabulary(reading.lang).get(word.key)
    if word.key in lists.places().single and len(word.key) > 2 and (rank is None or rank > USUAL_PLACE):
        level = MASK if reading.cased and word.cap else REVIEW
        yield Found(word.start, word.end, "LOC", level, 6)


def initials(reading: Reading) -> Iterator[Found]:
    """Find a single capital that stands for a name, as in `It's ok, H.`"""
    if not reading.cased:
        return
    for place, word in enumerate(reading.words):
        if _is_initial(reading, word) and (reading.key(place - 1) in KIN or _ends_here(reading, place)):
            yield Found(word.start, word.end, "PER", REVIEW, 4)


def _is_initial(reading: Reading, word: Word) -> bool:
    usual = "IAOXVYM" if reading.lang == "fr" else "IAOXVY"
    return len(word.raw) == 1 and word.cap and word.raw.isalpha() and word.raw not in usual


def _ends_here(reading: Reading, place: int) -> bool:
    """Say whether a point follows the letter, and nothing but a blank or a comma stands before it."""
    word = reading.words[place]
    point = reading.text[word.end : word.end + 1] == "."
    return point and word.gap in (" ", ", ", ". ", "") and (not word.opens or not reading.joined(place + 1))
