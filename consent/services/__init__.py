"""Verbs of consent: publish, agree, change, withdraw; and `require`, which everything that writes content calls."""

from consent.services.acts import (
    NotInForce,
    NotToBeAsked,
    change_item,
    give_oral,
    give_written,
    permit_recording,
    require,
)
from consent.services.codes import find, make_code
from consent.services.publication import NotPublishable, publish, reference_bodies
from consent.services.withdrawal import carry_out, effects_of, queue, unfinished, withdraw, words

__all__ = [
    "NotInForce", "NotPublishable", "NotToBeAsked", "carry_out", "change_item", "effects_of", "find", "give_oral",
    "give_written", "make_code", "permit_recording", "publish", "queue", "reference_bodies", "require", "unfinished",
    "withdraw", "words",
]  # fmt: skip
