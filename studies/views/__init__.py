"""Pages of the study, of screening, and of participants by code."""

from studies.views.participants import interviewer, participant, participants
from studies.views.protocol import deviations
from studies.views.screening import outcome, screening, take_in, take_in_early
from studies.views.setting_up import care, centre, confirm_member, decision, end_part, member, open_study, page, study

__all__ = [
    "care",
    "centre",
    "decision",
    "deviations",
    "end_part",
    "interviewer",
    "confirm_member",
    "member",
    "open_study",
    "outcome",
    "page",
    "participant",
    "participants",
    "screening",
    "study",
    "take_in",
    "take_in_early",
]
