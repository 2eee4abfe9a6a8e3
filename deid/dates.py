"""Dates in figures and in words; relative words such as `last week` are left alone."""

import re
from collections.abc import Iterator

from deid import spoken
from deid.spans import MASK, REVIEW, Found
from deid.words import Reading, Word

MONTHS = {
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "fr": "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    "en": "january february march april may june july august september october november december",
}
SHORT = {
    "nl": "jan feb mrt apr jun jul aug sep sept okt nov dec",
    "fr": "janv fevr avr juil dec",
    "en": "jan feb mar apr jun jul aug sep sept oct nov dec",
}
FULL = re.compile(
    r"\b(?:(?:19|20)\d\d[-/.](?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12]\d|3[01])"
    r"|(?:0?[1-9]|[12]\d|3[01])(?P<mark>[-/.])(?:0?[1-9]|[12]\d|3[01])(?P=mark)(?:(?:19|20)\d\d|\d\d))\b(?![-/.]\d)"
)
DAY_MONTH = re.compile(r"(?<![\w/.])(?:0?[1-9]|[12]\d|3[01])/(?:0?[1-9]|1[0-2])\b(?![/\d])")
DAY = r"(?:0?[1-9]|[12]\d|3[01])"
BEFORE = re.compile(rf"(?<![\w/.,]){DAY}(?: ?(?:st|nd|rd|th|de|ste|e|er))?(?: (?:of|de))? ?\Z", re.IGNORECASE)
AFTER_DAY = re.compile(rf"\.? {DAY}(?:st|nd|rd|th)?\b(?![:.]\d|\d| ?(?:%|euro))(?:,? ?(?:19|20)\d\d\b)?", re.IGNORECASE)
AFTER_YEAR = re.compile(r"\.?(?:,| van| of| de| in)? ?(?:(?:19|20)\d\d\b|['’]\d\d\b)", re.IGNORECASE)
YEAR = re.compile(
    r"(?<![\w.,€$£/+-])(?:19[0-9]\d|20[0-4]\d)\b(?![.,]\d|[/-]\d|%| ?(?:euro|eur|€|frank|km|meter|kilo|people|mensen))"
)
BIRTH = re.compile(
    r"(?:\bgeboren|\bbirth|\bborn|\bn[ée]e?s?|\bnaissance|\bgeboortedatum|\bdob)\W+(?:\w+\W+){0,2}\Z", re.IGNORECASE
)
WEEKDAY = re.compile(
    r"\b(?:maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
    r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday),? (?:le |the |de )?\Z",
    re.IGNORECASE,
)
ORDINALS = {
    "nl": "eerste tweede derde vierde vijfde zesde zevende achtste negende tiende",
    "fr": "premier",
    "en": "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth"
    " fifteenth",
}
YEAR_HEADS = {
    "nl": ("tweeduizend", "negentien"),
    "fr": ("deux", "mille"),
    "en": ("nineteen", "twenty", "two"),
}
DOUBTFUL = frozenset(("mars", "may", "march", "mei", "mai", "jan", "dec", "jun", "sep", "nov", "apr"))


def written_dates(reading: Reading) -> Iterator[Found]:
    """Find dates with figures, months with a day or a year, and years alone."""
    text = reading.text
    for pattern, level in ((FULL, MASK), (DAY_MONTH, REVIEW)):
        for match in pattern.finditer(text):
            yield Found(match.start(), match.end(), "DATE", level, 8)
    months = frozenset(" ".join(MONTHS.values()).split()) | frozenset(SHORT[reading.lang].split())
    for word in reading.words:
        found = _month(reading, word) if word.key in months else None
        if found:
            yield found
    for match in YEAR.finditer(text):
        born = BIRTH.search(text, max(0, match.start() - 40), match.start())
        yield Found(match.start(), match.end(), "DATE", MASK if born else REVIEW, 5)


def _month(reading: Reading, word: Word) -> Found | None:
    """Grow a month to its day, year and weekday; a month alone is left alone."""
    text, start, end = reading.text, word.start, word.end
    day = BEFORE.search(text, max(0, start - 12), start) or _day_in_words(reading, start)
    if day:
        start = day.start() if isinstance(day, re.Match) else day
        weekday = WEEKDAY.search(text, max(0, start - 16), start)
        start = weekday.start() if weekday else start
    else:
        after = AFTER_DAY.match(text, end)
        if after and (word.key not in DOUBTFUL or word.cap):
            return Found(start, after.end(), "DATE", MASK, 8)
    year = AFTER_YEAR.match(text, end)
    if year or day:
        return Found(start, year.end() if year else end, "DATE", MASK if day else REVIEW, 8)
    return None


def _day_in_words(reading: Reading, start: int) -> int | None:
    """Give where a day in words starts that ends right before `start`."""
    text = reading.text[max(0, start - 24) : start]
    match = re.search(r"((?:[^\W\d_]+[ -]){1,3})\Z", text)
    if not match:
        return None
    wanted = match.group(1).lower().replace(" of ", " ").strip(" -").replace("-", " ").split()
    if wanted[-1:] in (["of"], ["de"]):
        wanted.pop()
    if wanted and (wanted[-1] in ORDINALS[reading.lang].split() or _is_day(reading.lang, wanted[-1])):
        offset = text.lower().rfind(wanted[-1])
        return start - len(text) + offset
    return None


def _is_day(lang: str, word: str) -> bool:
    return any(
        len(keys) == 1 and keys[0] == word and 0 < value < 32 for keys, value in spoken.forms(lang).get(word, ())
    )


def spoken_years(reading: Reading) -> Iterator[Found]:
    """Find years in words, such as `tweeduizend twaalf`."""
    heads = YEAR_HEADS[reading.lang]
    for place, word in enumerate(reading.words):
        if not word.key.startswith(heads):
            continue
        end = _year_end(reading, place)
        if end > place:
            yield Found(word.start, reading.words[end - 1].end, "DATE", REVIEW, 8)


def _year_end(reading: Reading, place: int) -> int:
    key, following = reading.key(place), reading.key(place + 1)
    if reading.lang == "nl":
        joined = key.startswith(("tweeduizend", "negentienhonderd")) and key not in ("tweeduizend", "negentienhonderd")
        if joined:
            return place + 1
        if key in ("tweeduizend", "negentienhonderd") or (key == "negentien" and following not in ("", "jaar")):
            return _tail(reading, place + 1, place, 20 if key == "negentien" else 1)
    if reading.lang == "en" and key in ("nineteen", "twenty") or (key, following) == ("two", "thousand"):
        return _tail(reading, place + 1 + (key == "two"), place, 1 if key == "two" else 10)
    if reading.lang == "fr" and (key, following) == ("deux", "mille"):
        return _tail(reading, place + 2, place, 1)
    if reading.lang == "fr" and [reading.key(place + step) for step in range(3)] == ["mille", "neuf", "cent"]:
        return _tail(reading, place + 3, place, 1)
    return place


def _tail(reading: Reading, place: int, start: int, least: int) -> int:
    """Give the place after the last two figures of a year, or `start` when there are none."""
    if reading.key(place) in ("en", "and", "et"):
        place += 1
    number = spoken.number_at(reading, place)
    if number is None or reading.key(place).isdecimal() or not reading.joined(place):
        return start
    return number[1] if least <= number[0] < 100 else start
