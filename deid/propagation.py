"""Names that the interviewer typed, and the other places where a found name stands."""

from collections.abc import Iterator, Sequence

from deid import lists
from deid.spans import MASK, REVIEW, Found, Span
from deid.words import WORD, Reading, fold

NAMES = frozenset(("PER", "LOC", "ORG"))
DIMINUTIVES = (
    "s",
    "tje",
    "tjes",
    "etje",
    "etjes",
    "je",
    "jes",
    "pje",
    "ke",
    "kes",
    "eke",
    "ekes",
    "ske",
    "skes",
    "ken",
    "kje",
)


def known_names(reading: Reading, known: Sequence[str]) -> Iterator[Found]:
    """Find the typed names, whole and in parts, also when one letter was heard wrongly."""
    names = [name for name in known if any(letter.isalnum() for letter in name)]
    if not names:
        return
    whole = lists.phrases(names)
    parts = {fold(part) for name in names for part in WORD.findall(name)}
    parts = {part for part in parts if len(part) > 2 and part not in lists.everyday() and part not in lists.stops()}
    for place, word in enumerate(reading.words):
        end = whole.at(reading, place)
        if end > place:
            yield Found(word.start, reading.words[end - 1].end, _label(word.key), MASK, 12)
        elif stem(word.key, parts | whole.single):
            yield Found(word.start, word.end, _label(word.key), MASK, 12)
        elif word.key not in lists.everyday() and any(_near(word.key, part) for part in parts):
            yield Found(word.start, word.end, _label(word.key), REVIEW, 6)


def _label(key: str) -> str:
    return "LOC" if key in lists.places().single and key not in lists.first_names() else "PER"


def stem(key: str, names: set[str] | frozenset[str]) -> str | None:
    """Give the name behind a word: the name itself, its possessive or a Dutch diminutive."""
    if key in names:
        return key
    for ending in DIMINUTIVES:
        name = key[: -len(ending)]
        if key.endswith(ending) and len(name) > 2 and name in names:
            return name
    return None


def _near(key: str, name: str) -> bool:
    """Say whether two words of six letters or more differ in one letter."""
    if len(name) < 6 or abs(len(key) - len(name)) > 1 or key[0] != name[0]:
        return False
    same = next(
        (place for place, pair in enumerate(zip(key, name, strict=False)) if pair[0] != pair[1]),
        min(len(key), len(name)),
    )
    rests = (key[same + 1 :], name[same + 1 :]), (key[same:], name[same + 1 :]), (key[same + 1 :], name[same:])
    return any(one == other for one, other in rests)


def repeated(reading: Reading, spans: Sequence[Span]) -> Iterator[Found]:
    """Find the other places of every masked name, in any case and with Dutch endings."""
    names: dict[str, str] = {}
    for span in spans:
        if span.level == MASK and span.label in NAMES:
            for part in WORD.findall(reading.text[span.start : span.end]):
                names.setdefault(fold(part), span.label)
    names = {key: label for key, label in names.items() if _carries(key)}
    if not names:
        return
    everyday, wanted = lists.everyday(), frozenset(names)
    for word in reading.words:
        name = stem(word.key, wanted)
        if name:
            doubtful = name in everyday or (word.key != name and word.key in everyday)
            level = REVIEW if doubtful else MASK
            if not doubtful or word.cap:
                yield Found(word.start, word.end, names[name], level, 5)


def _carries(key: str) -> bool:
    """Say whether a part of a name is worth looking for elsewhere."""
    if len(key) < 3 or key in lists.stops() or not key.isalpha():
        return False
    return lists.everyday().get(key, 10**9) > 3000
