"""The short code that is said aloud where no camera works: eight characters that nobody mistakes for others.

Crockford's base 32 (https://www.crockford.com/base32.html): no I, L, O or U; what is heard or read as one of them is
taken for 1, 1 and 0. The first three characters find the row and open nothing; so tries are counted per code.
"""

import re
import secrets

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH, PLACE = 8, 3
"""Characters of a code, 40 bits; and those at its head that only find it."""
_HEARD_AS = str.maketrans("ILO", "110")


def make() -> str:
    """Give a fresh code."""
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def shown(code: str) -> str:
    """Give a code as it is read aloud: two groups of four."""
    return f"{code[:4]}-{code[4:]}"


def read(said: str) -> str:
    """Give the code that was typed, whatever its case, spaces and hyphens; "" when it is none."""
    plain = re.sub(r"[\s-]", "", said).upper().translate(_HEARD_AS)
    return plain if len(plain) == LENGTH and set(plain) <= set(LETTERS) else ""
