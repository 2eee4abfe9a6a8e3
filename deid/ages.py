"""Ages: in figures and in words, told apart from how long something lasted."""

from collections.abc import Iterator

from deid import lists, spoken
from deid.relatives import PEOPLE
from deid.spans import MASK, REVIEW, Found
from deid.words import Reading


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


YEARS = _set("jaar jaren jaartjes ans an annees year years yr yrs yo jr")
MONTHS = _set("maand maanden mois month months weken weeks semaines")
OLD = _set("oud oude old jong older olds")
COPULA = {
    "nl": _set("is was werd wordt word ben bent waren zijn geworden geweest"),
    "en": _set("is was m re am are were be been s turned turns turning"),
    "fr": _set("ai as a avons avez ont avais avait avaient aura avoir eu"),
}
LASTING_BEFORE = _set(
    "al sinds na voor binnen laatste elke om per eerste over gedurende ongeveer for since within last next after during"
    " every past first pendant depuis pour dans apres tous toutes premiers dernieres derniers y"
)
LASTING_AFTER = _set(
    "geleden lang later clean nuchter samen gevangenis cel ago plus prison apart sober together tard"
    " getrouwd ensemble maries probatie effectief now jail of in ervaring experience experiences d de straf verder"
)
AT_AGE = _set("leeftijd age aged agee ages")
TURNED = _set("was ben is werd geworden waren")
WHEN = _set("toen als sinds dat")
ORDINAL = ("jarige", "de", "ste", "th", "st", "nd", "rd")
NOW = _set("nu now pas just net juste already bijna nearly almost")
AFTER_AGE = _set("en and nu now toen when dan maar but geworden")
TURN = _set("turn turns turned turning")
NEAR_AGE = _set("van tot vanaf op de at of aged a l until les by")


def ages(reading: Reading) -> Iterator[Found]:
    """Find ages."""
    numbers = spoken.forms(reading.lang)
    for place, word in enumerate(reading.words):
        if word.key.endswith(ORDINAL):
            if word.key.endswith("jarige") and word.key != "jarige":
                yield Found(word.start, word.end, "AGE", MASK, 8)
            elif _is_birthday(reading, place):
                yield Found(word.start, word.end, "AGE", REVIEW, 8)
        if word.key not in numbers and not word.key.isdecimal():
            continue
        number = spoken.number_at(reading, place)
        if number and 0 < number[0] < 116 and not _inside_number(reading, place, number[1]):
            found = _age(reading, place, *number)
            if found:
                yield found


def _inside_number(reading: Reading, place: int, end: int) -> bool:
    """Say whether more digits hang on to this number (a time, a date, a price)."""
    text, first, last = reading.text, reading.words[place].start, reading.words[end - 1].end
    before, after = text[max(first - 1, 0) : first], text[last : last + 2]
    return (
        before in tuple("/.,:€$£-")
        and before != ""
        or after[:1] in tuple("/:%€°")
        or after[1:].isdigit()
        and after[:1] in ".,"
    )


def _age(reading: Reading, place: int, value: int, end: int) -> Found | None:
    unit = reading.key(end) if end < len(reading.words) and reading.joined(end) else ""
    start = reading.words[place].start
    if unit in YEARS or (unit in MONTHS and value <= 48):
        return _with_unit(reading, place, value, end)
    if unit == "jarige":
        return Found(start, reading.words[end].end, "AGE", MASK, 8)
    level = _without_unit(reading, place, value, end)
    return Found(start, reading.words[end - 1].end, "AGE", level, 8) if level else None


def _with_unit(reading: Reading, place: int, value: int, end: int) -> Found | None:
    start, last = reading.words[place].start, reading.words[end].end
    following, unit = reading.key(end + 1), reading.key(end)
    before = [reading.key(place - step) for step in (1, 2, 3)]
    if following in OLD and reading.joined(end + 1):
        return Found(start, reading.words[end + 1].end, "AGE", MASK, 8)
    if unit in MONTHS:
        aged = reading.lang == "fr" and (before[0] in ("a", "avait") and _somebody(before[1]) or before[1] in AT_AGE)
        return Found(start, last, "AGE", MASK, 8) if aged else None
    if following in LASTING_AFTER or before[0] in LASTING_BEFORE or before[:2] == ["a", "y"]:
        return None
    level = _unit_level(reading.lang, before)
    return Found(start, last, "AGE", level, 8) if level == MASK or value >= 2 else None


def _unit_level(lang: str, before: list[str]) -> str:
    if before[0] in COPULA[lang] or AT_AGE.intersection(before[:3]):
        return MASK
    if before[0] in NEAR_AGE and PEOPLE.intersection(before[1:]):
        return MASK
    return REVIEW


def _without_unit(reading: Reading, place: int, value: int, end: int) -> str | None:
    before = [reading.key(place - step) for step in (1, 2, 3)]
    if value < 2:
        return None
    if AT_AGE.intersection(before[:2]) or before[0] in TURN or (reading.key(end), reading.key(end + 1)) == ("y", "o"):
        return MASK
    if reading.lang == "fr":
        return None
    if before[0] in NOW:
        before = before[1:] + [reading.key(place - 4)]
    if before[0] in COPULA[reading.lang] and _somebody(before[1]) and _alone(reading, end):
        return MASK
    if before[0] in ("wordt", "werd") and _somebody(before[1]) and reading.key(end) in ("in", "op"):
        return MASK
    if reading.key(end) in TURNED and before[0] in PEOPLE and WHEN.intersection(before[1:]):
        return MASK
    return REVIEW if before[0] == "at" and _alone(reading, end) and 4 <= value < 100 and before[1] != "look" else None


def _somebody(key: str) -> bool:
    """Say whether a key stands for a person: a pronoun, a relative or a first name."""
    return key in PEOPLE or (key in lists.first_names() and (key not in lists.everyday() or key in lists.own_names()))


def _is_birthday(reading: Reading, place: int) -> bool:
    """Say whether an ordinal tells an age, as in `op mijn zestiende` or `my sixteenth birthday`."""
    key, owner, following = reading.key(place), reading.key(place - 1), reading.key(place + 1)
    if reading.lang == "nl" and owner in ("mijn", "zijn", "haar", "hun", "n", "r", "jouw"):
        ordinal = key.endswith(("de", "ste")) and _counts(key.removesuffix("ste").removesuffix("de"))
        return ordinal and (
            following == "verjaardag" or reading.key(place - 2) in ("op", "rond", "voor", "na", "sinds")
        )
    return reading.lang == "en" and following == "birthday" and key.endswith(("th", "st", "nd", "rd")) and len(key) > 3


def _counts(key: str) -> bool:
    return any(keys == (key,) and value > 3 for keys, value in spoken.forms("nl").get(key, ())) or key.isdecimal()


def _alone(reading: Reading, end: int) -> bool:
    """Say whether nothing that could be counted follows a number."""
    if end >= len(reading.words) or reading.words[end].gap.strip():
        return True
    if [reading.key(end + step) for step in range(3)] == ["and", "a", "half"]:
        return True
    if reading.key(end) in ("of", "or"):
        return spoken.number_at(reading, end + 1) is not None
    return reading.key(end) in AFTER_AGE
