"""Verbs: keep a recording's custody, bring a transcript in, read it as the second person."""

from transcripts.services.custody import (
    NotAWitness,
    NotPermitted,
    NotThatDay,
    assume_recordings,
    mark_deleted,
    mark_transcribed,
    register_recording,
    say_not_made,
)
from transcripts.services.noting import AlreadyDone
from transcripts.services.texts import (
    Closed,
    NotAllowed,
    NotAReader,
    ReadMeanwhile,
    Waiting,
    allowed,
    barred,
    bring_in,
    decided,
    none_waits,
    open_text,
    send_back,
    sign,
)

__all__ = [
    "AlreadyDone", "Closed", "NotAReader", "NotAWitness", "NotAllowed", "NotPermitted", "NotThatDay", "ReadMeanwhile",
    "Waiting", "allowed", "assume_recordings", "barred", "bring_in", "decided", "mark_deleted", "mark_transcribed",
    "none_waits", "open_text", "register_recording", "say_not_made", "send_back", "sign",
]  # fmt: skip
