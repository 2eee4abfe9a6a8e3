"""Verbs of a study: it is set up, and somebody is taken in."""

from studies.services.setting_up import (
    NoEthicsDecision,
    add_centre,
    add_study,
    begin_study,
    open_study,
    record_decision,
    word,
)
from studies.services.taking_in import (
    DoesNotComeIn,
    Stays,
    add_participant,
    assign,
    document_deviation,
    look_at_screening,
    purge_screenings,
    store_screening,
    take_in,
)
from studies.services.team import Ended, NotBoth, NotTrained, SeesNoContent, StillNeeded, add_member, end_part

__all__ = [
    "Ended",
    "DoesNotComeIn",
    "NoEthicsDecision",
    "NotBoth",
    "NotTrained",
    "SeesNoContent",
    "Stays",
    "StillNeeded",
    "add_centre",
    "add_member",
    "add_participant",
    "add_study",
    "assign",
    "begin_study",
    "document_deviation",
    "end_part",
    "look_at_screening",
    "open_study",
    "purge_screenings",
    "record_decision",
    "store_screening",
    "take_in",
    "word",
]
