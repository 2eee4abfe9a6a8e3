"""Phones, mail and web addresses, national numbers, accounts, plates and other numbers."""

import re
from collections.abc import Iterator

import phonenumbers

from deid import spoken
from deid.spans import MASK, REVIEW, Found
from deid.words import Reading

EMAIL = re.compile(r"(?<![\w.+%-])[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
SPOKEN_EMAIL = re.compile(
    r"\b[\w.-]{1,40}(?: (?:punt|point|dot|underscore|streepje|tiret) [\w-]{1,40}){0,3}"
    r" (?:apenstaartje|apestaart|arobase|arobas|at|@) [\w-]{1,40}(?: [\w-]{1,20})?"
    r" (?:punt|point|dot) (?:com|be|nl|fr|net|org|eu)\b",
    re.IGNORECASE,
)
SPOKEN_POINT = re.compile(r" (?:punt|point|dot) (?:com|be|nl|fr|net|org|eu)\b", re.IGNORECASE)
URL = re.compile(
    r"\b(?:https?://|www\.)[^\s\[\]<>\"]{2,300}|\b[\w-]{2,40}\.(?:be|com|org|net|nl|fr|eu|info)(?:/[^\s\[\]<>\"]{0,200})?\b",
    re.IGNORECASE,
)
HANDLE = re.compile(r"(?<![\w@.])@[A-Za-z_]\w{2,30}\b")
NATIONAL = re.compile(r"(?<![\d.])\d{2}[. ]?[0-5]\d[. ]?[0-3]\d[-. ]{0,3}\d{3}[-. ]{0,2}\d{2}(?!\d)")
IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b", re.IGNORECASE)
CARD = re.compile(r"(?<![\d-])(?:\d[ -]?){12,18}\d(?![\d-])")
SOCIAL = re.compile(r"(?<![\d-])\d{3}-\d{2}-\d{4}(?![\d-])")
PLATE = re.compile(
    r"\b(?:[1-9O]-[A-Z]{3}-\d{3}|[1-9][A-Z]{3}\d{3}|[A-Z]{3}-\d{3}|[A-Z]{2}-\d{3}-[A-Z]{1,2}|\d{1,2}-[A-Z]{2,3}-\d{1,2}|[A-Z]-\d{3}-[A-Z]{2})\b"
)
PLATE_ANY = re.compile(r"\b[1-9]-[a-z]{3}-\d{3}\b|\b[a-z]{2}-\d{3}-[a-z]{2}\b")
FILED = re.compile(r"(?<![\w./-])[A-Z]{1,5}(?:[-/]\d{1,9}){1,4}(?:[-/][A-Z]{1,3})?(?![\w/-])", re.IGNORECASE)
FEWEST_FILED = 5  # figures: below lie a year, a disease, an aeroplane
ADDRESS_OF_MACHINE = re.compile(r"\b(?:\d{1,3}\.){3}\d{1,3}\b|\b(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}\b", re.IGNORECASE)
PHONE = re.compile(r"(?<![\w.,/:+-])(?:\+|00|\()?\d(?:[ ./()-]{0,2}\d){6,15}(?:x\d{1,5})?(?![\d:]|[.,]\d)")
LONG = re.compile(r"(?<![\w.,€$£#:-])(?!\d+000\b)\d{6,18}(?![\w:]|[.,]\d)")
CUE = re.compile(
    r"\b(?:dossier|nummerplaat|plaque|licen[cs]e plate|passport|paspoort|passeport|rijksregister\w*|registre national"
    r"|identiteitskaart|carte d'identité|bankrekening\w*|rekeningnummer|compte|account(?: number)?|kamer|celnummer)"
    r"(?: ?(?:nummer|numéro|number|nr\.?|no\.?|n°))?[ :]{1,3}(?:is |van |est )?((?=[\w-]{0,14}\d)[A-Z0-9-]{3,18})\b",
    re.IGNORECASE,
)
SIGNED = ((EMAIL, "EMAIL", MASK), (HANDLE, "ID", MASK))
FIGURES = (
    (PLATE, "ID", MASK),
    (PLATE_ANY, "ID", MASK),
    (LONG, "ID", REVIEW),
    (SOCIAL, "ID", MASK),
    (ADDRESS_OF_MACHINE, "ID", MASK),
)
REGIONS = ("BE", "NL", "FR", "GB", "US")


def numbers(reading: Reading) -> Iterator[Found]:
    """Find everything that is written with figures or signs and belongs to one person."""
    text = reading.text
    if SPOKEN_POINT.search(text):
        for match in SPOKEN_EMAIL.finditer(text):
            yield Found(match.start(), match.end(), "EMAIL", MASK, 9)
    if "@" in text:
        yield from _plain(text, SIGNED)
    yield from _plain(text, ((URL, "OTHER", MASK),))
    if any(letter.isdecimal() for letter in text):
        yield from _plain(text, FIGURES)
        yield from _cued(text)
        yield from _filed(text)
        yield from _checked(text)
        yield from _phones(reading)


def _plain(text: str, patterns: tuple[tuple[re.Pattern[str], str, str], ...]) -> Iterator[Found]:
    for pattern, label, level in patterns:
        for match in pattern.finditer(text):
            yield Found(match.start(), match.end(), label, level, 8 + (label == "EMAIL"))


def _cued(text: str) -> Iterator[Found]:
    for match in CUE.finditer(text):
        yield Found(match.start(1), match.end(1), "ID", MASK, 8)


def _filed(text: str) -> Iterator[Found]:
    """Find numbers of files, such as `GT-55-20931`: letters, then figures in groups."""
    for match in FILED.finditer(text):
        if len(_digits(match.group())) >= FEWEST_FILED:
            yield Found(match.start(), match.end(), "ID", MASK, 8)


def _checked(text: str) -> Iterator[Found]:
    """Find numbers that carry a check: national number, account, card."""
    for match in NATIONAL.finditer(text):
        digits = _digits(match.group())
        yield Found(match.start(), match.end(), "ID", MASK if national_number(digits) else REVIEW, 11)
    for match in IBAN.finditer(text):
        end = match.start() + _iban_length(match.group())
        if end > match.start():
            yield Found(match.start(), end, "ID", MASK, 12)
    for match in CARD.finditer(text):
        if _luhn(_digits(match.group())):
            yield Found(match.start(), match.end(), "ID", MASK, 10)


def _digits(raw: str) -> str:
    return "".join(letter for letter in raw if letter.isdecimal())


def national_number(digits: str) -> bool:
    """Say whether eleven digits are a Belgian national number (modulo 97, before or after 2000)."""
    if len(digits) != 11:
        return False
    body, check = digits[:9], int(digits[9:])
    return check in (97 - int(body) % 97, 97 - int("2" + body) % 97)


def _iban_length(raw: str) -> int:
    """Give how many letters of this stretch are a valid account number; 0 when none are."""
    ends = [place + 1 for place, letter in enumerate(raw) if letter != " "]
    for end in reversed(ends):
        account = raw[:end].replace(" ", "").upper()
        if len(account) < 15:
            return 0
        moved = account[4:] + account[:4]
        if account.isascii() and int("".join(str(int(letter, 36)) for letter in moved)) % 97 == 1:
            return end
    return 0


def _luhn(digits: str) -> bool:
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return len(digits) >= 12 and sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def _phones(reading: Reading) -> Iterator[Found]:
    for match in PHONE.finditer(reading.text):
        raw = match.group()
        digits = _digits(raw)
        if "/" in raw and len(digits) <= 8 or re.fullmatch(r"\(?\d{4}[ -]{1,3}\d{4}", raw):
            continue
        if re.fullmatch(r"\d{3}[ -]\d{4}", raw):
            yield Found(match.start(), match.end(), "PHONE", REVIEW, 9)
            continue
        valid = _valid_phone(raw, digits)
        if valid or raw[0] in "+0(" or len(digits) >= 9:
            yield Found(match.start(), match.end(), "PHONE", MASK if valid or raw[0] in "+0(" else REVIEW, 9)


def _valid_phone(raw: str, digits: str) -> bool:
    """Say whether the numbering plans of the neighbouring countries know this number."""
    if not 8 <= len(digits) <= 15:
        return False
    for region in REGIONS:
        try:
            parsed = phonenumbers.parse(raw, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(parsed):
            return True
    return False


def spoken_phones(reading: Reading) -> Iterator[Found]:
    """Find phones said in groups, such as `nul vier zeven acht, twaalf, vierendertig`."""
    place, words = 0, reading.words
    while place < len(words):
        if reading.key(place) not in ("nul", "zero", "oh", "plus"):
            place += 1
            continue
        end, figures = _groups(reading, place)
        if figures >= 8:
            yield Found(words[place].start, words[end - 1].end, "PHONE", MASK, 10)
        place = max(end, place + 1)


def _groups(reading: Reading, place: int) -> tuple[int, int]:
    """Give (place after the groups, number of figures) of a row of numbers in words or figures."""
    end, figures = place, 0
    while end < len(reading.words):
        if end > place and len(reading.words[end].gap.strip()) > 1:
            break
        number = spoken.number_at(reading, end)
        if not number and reading.key(end) in ("oh", "plus", "dubbel", "double"):
            number = (0, end + 1)
        if not number:
            break
        figures += len(str(number[0]))
        end = number[1]
    return end, figures
