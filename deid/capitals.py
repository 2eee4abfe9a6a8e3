"""Capitalised words that do not start a sentence, and runs of them."""

from collections.abc import Iterator

from deid import lists
from deid.familiar import cut_off, ordinary
from deid.people import PLACE_CUES
from deid.spans import MASK, REVIEW, Found
from deid.words import Reading

LINKS = frozenset("van de der den von du des of the el al la le et en & for pour voor te ter op d l aan and".split())
BODY_WORDS = frozenset(
    "universiteit universite university school lycee college hogeschool instituut institut institute ziekenhuis hopital"
    " hospital clinique kliniek clinic centrum centre center stichting fondation foundation commissie commission raad"
    " council conseil parlement parliament ministerie ministere ministry bank banque partij parti party unie union"
    " bureau agentschap agence agency rechtbank tribunal court gevangenis prison vzw asbl inc ltd llc corp company"
    " group groep groupe bvba nv sa fc club team association vereniging federatie federation committee comite".split()
)
ARTICLES = frozenset(("de", "het", "the", "la", "le", "les"))
COMMON = 30000


def capital_runs(reading: Reading) -> Iterator[Found]:
    """Find runs of capitalised words inside sentences."""
    if not reading.cased:
        return
    place, words = 0, reading.words
    while place < len(words):
        if not _starts(reading, place):
            place += 1
            continue
        end = _run_end(reading, place)
        found = _judge(reading, place, end)
        if found:
            yield found
        place = end


def _starts(reading: Reading, place: int) -> bool:
    word = reading.words[place]
    if not word.cap or cut_off(reading, place):
        return False
    if not word.opens or _acronym(word.raw):
        return True
    following = place + 1
    strange = word.key not in lists.vocabulary(reading.lang) and word.key not in lists.stops()
    return strange and following < len(reading.words) and reading.joined(following) and reading.words[following].cap


def _acronym(raw: str) -> bool:
    """Say whether capitals are part of the word, so that they tell something at the start of a sentence too."""
    return len(raw) > 1 and raw.isupper() and raw.isalpha()


def _run_end(reading: Reading, place: int) -> int:
    words, end = reading.words, place + 1
    while end < len(words) and end < place + 12 and reading.joined(end) and not words[end].opens:
        if words[end].cap:
            end += 1
            continue
        step = end
        while step < min(len(words), end + 3) and words[step].key in LINKS and reading.joined(step):
            step += 1
        linked = end < step < len(words) and reading.joined(step) and words[step].cap and not words[step].opens
        if not linked or words[step].key in lists.stops() or _acronym(words[step].raw):
            break
        end = step + 1
    return end


def _judge(reading: Reading, place: int, end: int) -> Found | None:
    """Cut stop words off both ends of a run, then say what the rest may be."""
    words, stops = reading.words, lists.stops()
    while place < end and (not words[place].cap or words[place].key in stops) and not _article(reading, place):
        place += 1
    while end > place and (not words[end - 1].cap or words[end - 1].key in stops):
        end -= 1
    if place == end or all(_small(words[at].raw) for at in range(place, end)):
        return None
    if all(_origin(reading, at) for at in range(place, end)):
        return None
    level = _level(reading, place, end)
    end = _with_origin(reading, end)
    return Found(words[place].start, words[end - 1].end, _label(reading, place, end), level, 3)


def _article(reading: Reading, place: int) -> bool:
    """Say whether this is the capitalised article of a name, as in `bij De Morgen`."""
    word = reading.words[place]
    return (
        word.cap
        and word.key in ARTICLES
        and not word.opens
        and place + 1 < len(reading.words)
        and reading.words[place + 1].cap
    )


def _with_origin(reading: Reading, end: int) -> int:
    """Take in the adjective of origin that follows a French name, as in `Union européenne`."""
    follows = reading.lang == "fr" and end < len(reading.words) and reading.joined(end) and _origin(reading, end)
    return end + 1 if follows else end


def _origin(reading: Reading, place: int) -> bool:
    """Say whether a word is only a language or an origin."""
    key = reading.words[place].key
    return key in lists.majority() or key in lists.nationalities(reading.lang)


def _small(raw: str) -> bool:
    """Say whether this is one letter or a number with a letter, which names nobody by itself."""
    return len(raw) == 1 or raw[0].isdigit()


def _level(reading: Reading, place: int, end: int) -> str:
    words = reading.words[place:end]
    ranks = lists.vocabulary(reading.lang)
    if any(word.key not in lists.everyday() for word in words if word.cap):
        return MASK
    if len(words) > 1 or ranks.get(words[0].key, COMMON) >= COMMON:
        return MASK if reading.lang == "nl" or not words[0].opens else REVIEW
    return REVIEW


def _label(reading: Reading, place: int, end: int) -> str:
    words = reading.words[place:end]
    keys = [word.key for word in words]
    if BODY_WORDS.intersection(keys):
        return "ORG"
    if lists.first_names().intersection((keys[0], keys[0].removesuffix("s"))) and not ordinary(keys[0]):
        return "PER"
    if lists.places().at(reading, place) == end:
        return "LOC"
    if any(word.raw.isupper() and len(word.raw) > 1 for word in words):
        return "ORG"
    if reading.key(place - 1) in PLACE_CUES:
        return "LOC"
    return "ORG" if reading.key(place - 1) in ARTICLES or reading.key(place - 1) == "l" else "PER"
