"""Ages: in figures and in words, told apart from how long something lasted."""

from collections.abc import Iterator

from deid import spoken
from deid.relatives import PEOPLE
from deid.spans import MASK, REVIEW, Found
from deid.words import Reading


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


YEARS = _set("jaar jaren jaartjes ans an annees year years yr yrs yo jr")
MONTHS = _set("maand maanden mois month months weken weeks semaines")
OLD = _set("oud oude old jong older olds")
COPULA = _set(
    "is was werd wordt word ben bent waren zijn geworden geweest ai as a avons avez ont avais avait avaient aura avoir eu"
    " m re am are were be been turned turns turning s"
)
LASTING_BEFORE = _set(
    "al sinds na voor binnen laatste elke om per eerste over gedurende ongeveer for since within last next after during"
    " every past first pendant depuis pour dans apres tous toutes premiers dernieres derniers y"
)
LASTING_AFTER = _set(
    "geleden lang later clean nuchter samen gevangenis cel ago later plus prison apart clean sober together tard getrouwd"
    " ensemble mariés probatie effectief now jail of in ervaring experience experiences d de straf verder"
)
AT_AGE = _set("leeftijd age aged agee ages")
TURN = _set("turn turns turned turning")
NEAR_AGE = _set("van tot vanaf op de at of aged a l until les by")


def ages(reading: Reading) -> Iterator[Found]:
    """Find ages."""
    for place, word in enumerate(reading.words):
        if word.key.endswith("jarige") and (word.key != "jarige"):
            yield Found(word.start, word.end, "AGE", MASK, 8)
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
        aged = reading.lang == "fr" and (before[0] in ("a", "avait") and before[1] in PEOPLE or before[1] in AT_AGE)
        return Found(start, last, "AGE", MASK, 8) if aged else None
    if following in LASTING_AFTER or before[0] in LASTING_BEFORE:
        return None
    level = _unit_level(reading, before)
    return Found(start, last, "AGE", level, 8) if level == MASK or value >= 2 else None


def _unit_level(reading: Reading, before: list[str]) -> str:
    if before[0] in COPULA or AT_AGE.intersection(before[:3]):
        return MASK
    if before[0] in NEAR_AGE and PEOPLE.intersection(before[1:]):
        return MASK
    return REVIEW


def _without_unit(reading: Reading, place: int, value: int, end: int) -> str | None:
    before = [reading.key(place - step) for step in (1, 2, 3)]
    following = reading.words[end] if end < len(reading.words) else None
    if value < 2:
        return None
    if AT_AGE.intersection(before[:2]):
        return MASK
    if before[0] in TURN or (reading.key(end), reading.key(end + 1)) == ("y", "o"):
        return MASK
    if reading.lang == "fr":
        return None
    alone = (
        following is None
        or following.gap.strip() != ""
        or following.key in ("en", "and", "nu", "now", "toen", "when", "of", "or", "dan", "maar", "but", "geworden")
    )
    if (
        following is not None
        and following.key in ("of", "or")
        and reading.key(end + 1) in ("the", "de", "my", "them", "hen")
    ):
        return None
    if before[0] in COPULA and before[1] in PEOPLE and alone:
        return MASK
    turned = following is not None and following.key in ("was", "ben", "is", "werd", "geworden", "waren")
    if turned and before[0] in PEOPLE and {"toen", "als", "sinds", "dat"} & set(before[1:]):
        return MASK
    return REVIEW if before[0] == "at" and alone and 4 <= value < 100 and reading.key(place - 2) != "look" else None
