"""Reading a text as words: keys without case and accents, sentence starts, closed stretches."""

import re
import unicodedata
from dataclasses import dataclass, field

WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*")
BRACKETS = re.compile(r"\[[^\[\]\n]{0,300}\]")
SPEAKER = re.compile(
    r"^[ \t]*(?:\([\d:.]{4,12}\)[ \t]*)?((?:[A-Za-z]{1,2}\d{0,3}|(?:interviewe[re]|interviewer|respondent|deelnemer"
    r"|deelneemster|participante?|speaker|spreker|locuteur|onderzoeker|researcher|moeder|mother|mère|enquêtrice|enquêteur"
    r"|vraag|antwoord|question|answer|réponse|therapist|client|cliënt|bot|user)[ \t]?\d{0,3}))[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)
OPENERS = frozenset('.!?…:;\n\r"“”«»([{]•–—*|')
ABBREVIATIONS = frozenset("mr mrs ms dr prof st ste mevr dhr mme mlle lt sgt capt sen rep gov nr bv fr".split())
LONG = 200
SPELLED = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i"})
JOINTS = frozenset((" ", "-", "'", "’", "\u00a0", ". ", "‑"))


@dataclass(slots=True, repr=False)
class Word:
    """One word: its letters, its key, its place, and whether a sentence may start here."""

    raw: str
    key: str
    start: int
    end: int
    cap: bool
    opens: bool
    gap: str


@dataclass(slots=True, repr=False)
class Reading:
    """A text, its language and its words; `cased` says whether capitals mean anything in it. It shows no text."""

    text: str
    lang: str
    words: list[Word]
    cased: bool
    closed: list[tuple[int, int]] = field(default_factory=list)

    def key(self, place: int) -> str:
        """Give the key of a word, or nothing outside the text."""
        return self.words[place].key if 0 <= place < len(self.words) else ""

    def joined(self, place: int) -> bool:
        """Say whether only a joint stands between this word and the one before it."""
        return 0 < place < len(self.words) and self.words[place].gap in JOINTS


def fold(raw: str) -> str:
    """Give the key of a word: no case, no accents, no joined letters."""
    if raw.isascii():
        return raw.lower()
    decomposed = unicodedata.normalize("NFKD", raw.casefold().translate(SPELLED))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def read(text: str, lang: str) -> Reading:
    """Split a text into words and note what stands between them."""
    words: list[Word] = []
    last = 0
    for match in WORD.finditer(text):
        raw, start = match.group(), match.start()
        gap = text[last:start]
        cap = raw[0].isupper()
        words.append(Word(raw, fold(raw), start, match.end(), cap, _opens(gap, words), gap))
        last = match.end()
    return Reading(text, lang, words, _is_cased(words), _closed(text))


def _is_cased(words: list[Word]) -> bool:
    """Say whether capitals mark names: not when all shout, nor in a long text with them at sentence starts alone."""
    shouted = sum(word.raw.isupper() for word in words if len(word.raw) > 1)
    if 2 * shouted > len(words):
        return False
    if len(words) < LONG:
        return any(word.cap for word in words)
    return any(word.cap and not word.opens and len(word.raw) > 1 for word in words)


def _closed(text: str) -> list[tuple[int, int]]:
    """Give the brackets and speaker labels of a text, sorted and apart."""
    found = [match.span() for match in BRACKETS.finditer(text)] if "[" in text else []
    if ":" in text:
        found += [match.span(1) for match in SPEAKER.finditer(text)]
    closed: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if closed and start < closed[-1][1]:
            closed[-1] = (closed[-1][0], max(end, closed[-1][1]))
        else:
            closed.append((start, end))
    return closed


def _opens(gap: str, words: list[Word]) -> bool:
    """Say whether a sentence may start after this gap."""
    if not words:
        return True
    if gap in JOINTS:
        if gap == ". ":
            before = words[-1]
            return not (before.key in ABBREVIATIONS or (before.cap and len(before.raw) == 1))
        return False
    return not OPENERS.isdisjoint(gap) or (len(gap) > 1 and "-" in gap)
