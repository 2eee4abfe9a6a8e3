"""Street addresses and postcodes with their place."""

import re
from collections.abc import Iterator

from deid import lists
from deid.spans import MASK, REVIEW, Found
from deid.words import Reading

CAP = r"[A-ZÀ-ÖØ-Þ][\w'’.-]{0,30}"
HOUSE = r"\d{1,4}[ ]?[a-zA-Z]?(?:[/-]\d{1,4})?\b"
BOX = r"(?:,? ?(?:bus|bte|boîte|box|apt\.?|apartment|suite|unit|flat|appt?\.?) ?\d{1,5}[A-Za-z]?)?"
DUTCH_ENDS = (
    "straat straatje laan steenweg baan dreef plein lei kaai weg singel gracht kade hof pad wegel vest park markt berg"
    " dijk"
).split()
NUMBER = re.compile(rf"(?:,? ?(?:nummer|nr\.?))?,? {HOUSE}{BOX}", re.IGNORECASE)
STREET_NAME = re.compile(r"\b[\w'’-]{3,30}(?:straat|laan|steenweg|dreef|straatje|plein)\b", re.IGNORECASE)
FRENCH = re.compile(
    r"(?:\b\d{1,4}(?: ?(?:bis|ter|[a-z]))?,? (?:de la |du )?)?"
    r"\b(?:rue|avenue|boulevard|bd|chaussée|chemin|impasse|allée|quai|square|drève|sentier|ruelle|clos|venelle|place|route)"
    r" (?:(?:de la|de l['’]|du|des|de|d['’]|la|le|les|aux?|saint|sainte) ?){0,3}"
    r"[A-ZÀ-Þa-zà-ÿ][\w'’-]{1,30}(?:[ -][A-ZÀ-Þ][\w'’-]{1,30}){0,3}"
    rf"(?:,? (?:n° ?|numéro )?{HOUSE})?",
    re.IGNORECASE,
)
ENGLISH = re.compile(
    rf"\b\d{{1,6}}[A-Za-z]?,? (?:{CAP} ){{1,4}}"
    r"(?:Street|St|Road|Rd|Avenue|Ave|Av|Lane|Ln|Drive|Dr|Court|Ct|Boulevard|Blvd|Way|Place|Pl|Square|Sq|Terrace|Close"
    r"|Crescent|Cres|Parade|Highway|Hwy|Grove|Circle|Cir|Row|Hill|Trail|Parkway|Pkwy|Loop|Alley|Mews|Gardens)\b"
    rf"{BOX}",
)
FOREIGN = re.compile(
    rf"\b(?:Via|Viale|Piazza|Calle|Avenida|Rua|Ulica|ul\.|Plaza|Paseo|Rue|Avenue)"
    rf"(?: {CAP}| d[aeio]l?l?a?){{1,4}},? {HOUSE}"
    rf"|\b{CAP}(?:gatan|gata|vägen|strasse|straße|str\.|gasse|weg|platz|vej|veien|gate|utca|katu) {HOUSE}"
    rf"|\b\d{{1,5}} (?:Rue|Avenue|Boulevard|Chemin|Allée|Via|Calle)(?: {CAP}| d[eu]s?| l[ae]){{1,4}}",
)
STREET_ALONE = re.compile(
    rf"\b(?:{CAP} ){{1,3}}(?:Street|Road|Avenue|Lane|Drive|Boulevard|Terrace|Crescent|Highway)\b(?: \d{{1,4}}\b)?"
)
POSTBOX = re.compile(r"\b(?:P\.?O\.? ?Box|postbus|boîte postale|BP) \d{1,6}\b", re.IGNORECASE)
UNIT = re.compile(r"\b(?:Apt|Suite|Unit|Flat|Apartment)\.? \d{1,5}\b")
CODE_CUE = re.compile(
    r"\b(?:zip(?: ?code)?|post ?code|postal code|code postal)[ :]{1,2}(?:is |est )?([\w-]{4,10})\b", re.IGNORECASE
)
POSTCODE = re.compile(r"(?<![\w.,/-])(?:B-)?[1-9]\d{3}\b(?= )|(?<![\w.,/-])\d{5}\b(?= )")
DUTCH_CODE = re.compile(r"\b[1-9]\d{3} ?[A-Z]{2}\b(?= [A-Z]|[,.]|\Z|\n)")
BRITISH_CODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b")
AMERICAN_TAIL = re.compile(rf"(?:(?<=\s)|\A)(?:{CAP} ){{0,2}}{CAP},? [A-Z]{{2}},? \d{{5}}(?:-\d{{4}})?\b")
NO_STREET = frozenset(
    "overstraat hoofdstraat zijstraat winkelstraat dorpsplein speelplein snelweg onderweg halfweg"
    " schoolplein parkeerplein".split()
)


def addresses(reading: Reading) -> Iterator[Found]:
    """Find addresses and postcodes."""
    text = reading.text
    for pattern in (ENGLISH, FOREIGN, POSTBOX, DUTCH_CODE, BRITISH_CODE, AMERICAN_TAIL, UNIT):
        for match in pattern.finditer(text):
            yield Found(match.start(), match.end(), "ADDRESS", MASK, 9)
    for match in CODE_CUE.finditer(text):
        if any(letter.isdecimal() for letter in match.group(1)):
            yield Found(match.start(1), match.end(1), "ADDRESS", MASK, 9)
    for match in STREET_ALONE.finditer(text):
        level = MASK if match.group()[-1].isalnum() and any(letter.isdecimal() for letter in match.group()) else REVIEW
        yield Found(match.start(), match.end(), "ADDRESS", level, 8)
    yield from _dutch(reading)
    yield from _french(reading)
    yield from _street_names(reading)
    yield from _postcodes(reading)


def _dutch(reading: Reading) -> Iterator[Found]:
    """Find a Dutch street with its number, with the capitalised words before it."""
    ends, words = tuple(DUTCH_ENDS), reading.words
    for place, word in enumerate(words):
        if not word.key.endswith(ends) or len(word.key) < 3:
            continue
        number = NUMBER.match(reading.text, word.end)
        if not number or (word.key in DUTCH_ENDS and not reading.joined(place)):
            continue
        first = place
        while first > place - 3 and reading.joined(first) and (words[first].gap == "-" or words[first - 1].cap):
            first -= 1
        if word.key not in DUTCH_ENDS or first < place:
            yield Found(words[first].start, number.end(), "ADDRESS", MASK, 9)


def _french(reading: Reading) -> Iterator[Found]:
    """Find streets the French way; `place` and `route` alone are ordinary words."""
    if reading.lang == "en":
        return
    for match in FRENCH.finditer(reading.text):
        raw = match.group()
        numbered = raw[0].isdecimal() or raw[-1].isdecimal()
        named = any(word[0].isupper() for word in raw.split()[1:])
        common = raw.lower().startswith(("place", "route", "chemin", "square", "clos", "quai"))
        if (named and (numbered or not common)) or (numbered and not common):
            yield Found(match.start(), match.end(), "ADDRESS", MASK, 9)
        elif raw.lower().startswith(("rue ", "avenue ", "boulevard ")) and " d" in raw.lower():
            yield Found(match.start(), match.end(), "ADDRESS", REVIEW, 6)


def _street_names(reading: Reading) -> Iterator[Found]:
    """Find Dutch street names without a number."""
    if reading.lang != "nl":
        return
    for match in STREET_NAME.finditer(reading.text):
        raw = match.group()
        if raw.lower() not in NO_STREET and (raw[0].isupper() or raw not in lists.vocabulary("nl")):
            yield Found(match.start(), match.end(), "ADDRESS", MASK if raw[0].isupper() else REVIEW, 6)


def _postcodes(reading: Reading) -> Iterator[Found]:
    """Find a postcode right before a place of the list."""
    starts = {word.start: place for place, word in enumerate(reading.words)}
    for match in POSTCODE.finditer(reading.text):
        place = starts.get(match.end() + 1)
        if place is None:
            continue
        end = lists.places().at(reading, place)
        word = reading.words[place]
        if end > place and (word.cap or word.key not in lists.everyday()):
            yield Found(match.start(), reading.words[end - 1].end, "ADDRESS", MASK, 9)
