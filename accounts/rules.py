"""Pure decisions about people: when two addresses are the same, limits of a session, and how tries slow down."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

LONGEST_SESSION = timedelta(hours=12)
SESSIONS_AT_ONCE = 3
IDLE = timedelta(minutes=15)
IDLE_IN_A_SITTING = timedelta(minutes=30)
CLOCKS_DIFFER = timedelta(minutes=1)
"""Two clocks of one installation differ by less."""
FRESH = timedelta(minutes=5)
"""For so long a second factor counts for what asks for it anew."""
INVITED_FOR = timedelta(hours=24)
CODE_OPENS_FOR = timedelta(minutes=30)
"""For so long her code opens her page; whoever has the browser after her finds it closed."""
_TOGETHER = {"HIRAGANA": "CJK", "KATAKANA": "CJK", "HANGUL": "CJK", "FULLWIDTH": "LATIN", "MICRO": "GREEK"}


def covers_at(covered_at: datetime | None, seen_at: datetime, patience: int, now: datetime) -> datetime:
    """Give when a screen is covered: `patience` seconds after its person was seen, unless it was covered before.

    It is covered now when either was later than now: that wrote a clock which ran ahead.
    """
    if covered_at is not None:
        return min(covered_at, now)
    return now if seen_at - now > CLOCKS_DIFFER else seen_at + timedelta(seconds=patience)


def counts(until: float, lasts: timedelta, at: datetime) -> bool:
    """Say whether what `lasts` so long, until an instant (seconds since 1970, exclusive), counts at `at`.

    It does not when it would last longer from now on: that wrote a clock which ran ahead.
    """
    return at.timestamp() < until <= (at + lasts + CLOCKS_DIFFER).timestamp()


def goes_on(ends: datetime, at: datetime) -> bool:
    """Say whether a session that ends then goes on at `at`."""
    return counts(ends.timestamp(), LONGEST_SESSION, at)


def same_address(email: str) -> str:
    """Give the one form of an e-mail address under which it is kept and sought: NFKC, then case folded."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", email).casefold()).strip()


def same_name(name: str) -> str:
    """Give the one form of a name: NFKC, with single spaces."""
    return " ".join(unicodedata.normalize("NFKC", name).split())


def scripts(text: str) -> set[str]:
    """Give the scripts of the letters of `text`, by the first word of their Unicode names."""
    found = {unicodedata.name(sign, "UNKNOWN").split()[0] for sign in text if sign.isalpha()}
    return {_TOGETHER.get(script, script) for script in found}


def hides_nothing(text: str) -> bool:
    """Say whether `text` is of one script and without signs that nobody sees: no look-alike of another (UTS 39)."""
    unseen = any(unicodedata.category(sign) in {"Cc", "Cf", "Co", "Cn", "Zl", "Zp"} for sign in text)
    return len(scripts(text)) <= 1 and not unseen


@dataclass(frozen=True)
class Pace:
    """How often something may be tried: `at_once` in a row, then one in `every` seconds."""

    at_once: int
    every: float


PACES = {
    "sign in": Pace(5, 30.0),
    "strange": Pace(20, 5.0),
    "factor": Pace(5, 30.0),
    "challenge": Pace(1, 600.0),
    "uncover": Pace(8, 15.0),
    "invitation": Pace(10, 30.0),
    "code": Pace(10, 6.0),
    "join": Pace(30, 10.0),
}
"""By what is tried; each for one account, invitation or address of the network at a time. "strange" are wrong passwords
for whichever accounts, from browsers that are not known: each costs 100 MiB of memory for a moment."""
