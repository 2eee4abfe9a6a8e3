"""The short code that is said aloud where no camera works: eight characters that nobody mistakes for others.

The first three find the row and open nothing; so tries are counted per code.
"""

from accounts import crockford
from accounts.crockford import spelled as shown

__all__ = ["LENGTH", "PLACE", "make", "read", "shown"]

LENGTH, PLACE = 8, 3
"""Characters of a code, 40 bits; and those at its head that only find it."""


def make() -> str:
    """Give a fresh code."""
    return crockford.made(LENGTH)


def read(said: str) -> str:
    """Give the code that was typed, however it is spelled; "" when it is none."""
    return crockford.read(said, LENGTH)
