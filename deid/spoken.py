"""Numbers in words, 0 to 99, in Dutch, French and English."""

from functools import cache

from deid.words import WORD, Reading, fold

NL_UNITS = (
    "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien"
    " achttien negentien"
)
NL_TENS = "twintig dertig veertig vijftig zestig zeventig tachtig negentig"
EN_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
)
EN_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
FR_UNITS = (
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit"
    " dix-neuf"
)
FR_TENS = {
    20: "vingt",
    30: "trente",
    40: "quarante",
    50: "cinquante",
    60: "soixante",
    70: "septante",
    80: "quatre-vingt",
    90: "nonante",
}


def _dutch() -> dict[str, int]:
    units = NL_UNITS.split()
    forms = {word: value for value, word in enumerate(units)}
    for ten, word in enumerate(NL_TENS.split(), 2):
        forms[word] = ten * 10
        for one in range(1, 10):
            link = "ën" if units[one].endswith("e") else "en"
            forms[f"{units[one]}{link}{word}"] = ten * 10 + one
            forms[f"{units[one]} en {word}"] = ten * 10 + one
    return forms


def _english() -> dict[str, int]:
    units = EN_UNITS.split()
    forms = {word: value for value, word in enumerate(units)}
    for ten, word in enumerate(EN_TENS.split(), 2):
        forms[word] = ten * 10
        forms |= {f"{word} {units[one]}": ten * 10 + one for one in range(1, 10)}
    return forms


def _french() -> dict[str, int]:
    units = FR_UNITS.split()
    forms = {word: value for value, word in enumerate(units)}
    for ten, word in FR_TENS.items():
        forms[word] = ten
        forms |= {f"{word} {units[one]}": ten + one for one in range(1, 10)}
        forms[f"{word} et un"] = ten + 1
        forms[f"{word} et une"] = ten + 1
        if ten in (60, 80):
            forms |= {f"{word} {units[one]}": ten + one for one in range(10, 20)}
    forms["soixante et onze"] = 71
    return forms | {"quatre-vingts": 80}


@cache
def forms(lang: str) -> dict[str, list[tuple[tuple[str, ...], int]]]:
    """Give the written numbers of a language under their first key, longest first."""
    made = {"nl": _dutch, "en": _english, "fr": _french}[lang]()
    table: dict[str, list[tuple[tuple[str, ...], int]]] = {}
    for written, value in made.items():
        keys = tuple(fold(word) for word in WORD.findall(written))
        table.setdefault(keys[0], []).append((keys, value))
    for row in table.values():
        row.sort(key=lambda pair: -len(pair[0]))
    return table


def number_at(reading: Reading, place: int) -> tuple[int, int] | None:
    """Give (value, place after it) of a number of at most three digits, or of a number in words."""
    if not 0 <= place < len(reading.words):
        return None
    key = reading.words[place].key
    if key.isdecimal() and len(key) <= 3:
        return int(key), place + 1
    for keys, value in forms(reading.lang).get(key, ()):
        end = place + len(keys)
        if end <= len(reading.words) and all(
            reading.words[place + step].key == keys[step] and reading.joined(place + step)
            for step in range(1, len(keys))
        ):
            return value, end
    return None
