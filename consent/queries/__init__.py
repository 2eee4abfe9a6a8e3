"""Reads: what is in force, the texts, and the doors to participants' consent."""

from accounts.access import Relations
from consent.following import Acts, follow, proofs, standings
from consent.queries.asking import (
    FOLLOW_UP,
    RECEIVED,
    InForce,
    acts,
    chose_since,
    in_force,
    in_force_of,
    last_oral,
    last_written,
    may_explain,
    owed,
    participant,
    participants,
    said_no,
    spoken_before,
    spoken_is_current,
)
from consent.queries.ending import (
    KEY,
    KEY_ORDERED,
    OWN,
    asked_to_delete_all,
    deleted_again,
    deletion,
    destructions_done,
    destructions_ordered,
    effects,
    ended_by,
    everything_gone,
    key_is_gone,
    said_no_to,
    stopped,
    who_said_no,
    withdrawal,
)
from consent.queries.sound import (
    RECORDING,
    SOUND_TODAY,
    asked_on,
    sound_permitted,
    sound_was_permitted,
)
from consent.queries.texts import choices_now, current_version, her_text, said, text, versions
from studies.queries import by_participant, by_study

RELATIONS: dict[str, Relations] = {
    "consent": by_participant(""),
    "own consent": by_participant(""),
    "consent text": by_study(""),
}

__all__ = [
    "FOLLOW_UP", "KEY", "KEY_ORDERED", "OWN", "RECEIVED", "RECORDING", "RELATIONS", "SOUND_TODAY", "Acts", "InForce",
    "acts", "asked_on", "asked_to_delete_all", "chose_since", "choices_now", "current_version", "deleted_again",
    "deletion",
    "destructions_done", "destructions_ordered", "effects", "ended_by", "everything_gone", "follow", "her_text",
    "in_force", "in_force_of", "key_is_gone", "last_oral", "last_written", "may_explain", "owed", "participant",
    "participants", "proofs", "said", "said_no", "said_no_to", "sound_permitted",
    "sound_was_permitted", "spoken_before", "spoken_is_current",
    "standings", "stopped", "text", "versions", "who_said_no", "withdrawal",
]  # fmt: skip
