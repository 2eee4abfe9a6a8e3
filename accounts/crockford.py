"""Codes that people read, say and type: Crockford's base 32 (https://www.crockford.com/base32.html).

No I, L, O or U; what is read or heard as one of the first three is taken for 1, 1 and 0. A character has 5 bits.
"""

import re
import secrets

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_TAKEN_FOR = str.maketrans("ILO", "110")


def made(length: int) -> str:
    """Give a fresh code."""
    return "".join(secrets.choice(LETTERS) for _place in range(length))


def spelled(code: str) -> str:
    """Give a code as it is shown and said: in groups of four, such as 7KQ4-M2XD-93HT."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def read(typed: str, length: int) -> str:
    """Give what was typed as a plain code, forgiving case, spaces, dashes and look-alikes; "" when it cannot be one."""
    plain = re.sub(r"[\W_]+", "", typed.upper()).translate(_TAKEN_FOR)
    return plain if len(plain) == length and set(plain) <= set(LETTERS) else ""
