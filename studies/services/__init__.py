"""Verbs of a study: it is set up, and somebody is taken in."""

from studies.services.setting_up import (
    NoEthicsDecision,
    NotTrained,
    SeesNoContent,
    add_centre,
    add_member,
    add_study,
    begin_study,
    open_study,
    record_decision,
    word,
)
from studies.services.taking_in import (
    DoesNotComeIn,
    add_participant,
    assign,
    document_deviation,
    look_at_screening,
    purge_screenings,
    store_screening,
    take_in,
)

__all__ = [
    "DoesNotComeIn",
    "NoEthicsDecision",
    "NotTrained",
    "SeesNoContent",
    "add_centre",
    "add_member",
    "add_participant",
    "add_study",
    "assign",
    "begin_study",
    "document_deviation",
    "look_at_screening",
    "open_study",
    "purge_screenings",
    "record_decision",
    "store_screening",
    "take_in",
    "word",
]
