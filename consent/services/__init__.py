"""Verbs of consent: publish, agree, change, withdraw; and `require`, which everything that writes content calls."""

from consent.services.acts import (
    NotInForce,
    NotToBeAsked,
    give_oral,
    give_written,
    hold_standings,
    lock,
    permit_recording,
    refuse_unless,
    require,
    require_use,
    spoken_version,
    standing,
    version_to_ask,
)
from consent.services.codes import find, make_code
from consent.services.copies import copy_of, everything_of, holds, keep_copy, look, receipt_of, rooms_of, shelves_of
from consent.services.deletion import delete_again, delete_everything, is_under_way
from consent.services.keys import after_destruction, destroy_key
from consent.services.publication import NotPublishable, PublishedBefore, publish, reference_bodies, words_of
from consent.services.seals import sealing
from consent.services.twice import was_sent
from consent.services.withdrawal import (
    Progress,
    carry_out,
    change_item,
    copies_gone_by,
    effects_of,
    progress,
    queue,
    unfinished,
    withdraw,
    words,
)

__all__ = [
    "NotInForce", "NotPublishable", "NotToBeAsked", "Progress", "PublishedBefore", "after_destruction", "carry_out",
    "change_item", "copies_gone_by", "copy_of", "delete_again", "delete_everything", "destroy_key", "effects_of",
    "everything_of", "find",
    "give_oral", "give_written", "hold_standings", "holds", "is_under_way", "keep_copy", "lock", "look",
    "make_code", "permit_recording", "progress", "publish", "queue", "receipt_of", "reference_bodies",
    "refuse_unless", "require", "require_use", "rooms_of", "sealing", "shelves_of", "spoken_version",
    "standing", "unfinished", "version_to_ask", "was_sent", "withdraw", "words", "words_of",
]  # fmt: skip
