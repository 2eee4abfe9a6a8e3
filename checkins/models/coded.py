"""What every coded value has in common: its version, and how a set of bits is kept."""

from django.db import models

VOCABULARY = 1
"""The version of the coded vocabulary that this program speaks; a study's ethics decision names the one it approves."""

BOUND = 574_080
"""How many different feedbacks there are: 5 · 299 · 4 · 3 · 4 · 4 · 2, or 19.1 bits; with its one correction 38.3."""

MOST = 3
"""How many of a set of bits may be chosen together."""


def sets_of(bits: type[models.IntegerChoices]) -> list[int]:
    """Give the sums of every set of at most `MOST` of `bits`."""
    return [n for n in range(sum(bits.values) + 1) if n.bit_count() <= MOST]


def words_of(bits: type[models.IntegerChoices], total: int) -> list[str]:
    """Give the translated words of the bits that make up `total`."""
    return [str(label) for bit, label in bits.choices if total & bit]
