"""Check-ins: small coded numbers. There is no column in which a word of an interview would fit."""

from checkins.models.after import (
    CLOSES,
    OPENS,
    Acknowledgement,
    Attention,
    AtTheEnd,
    Course,
    Done,
    Experience,
    Feedback,
    Feeling,
    FollowUp,
    HerWish,
    Next,
)
from checkins.models.before import (
    Adjust,
    Attunement,
    Basis,
    Capacity,
    Support,
    Verdict,
    Wants,
    Zone,
)
from checkins.models.coded import (
    BOUND,
    MOST,
    VOCABULARY,
    sets_of,
    words_of,
)
from checkins.models.cuts import SafetyCut
from checkins.models.telling import (
    Kind,
    Notice,
    State,
)

__all__ = [
    "Acknowledgement",
    "Adjust",
    "AtTheEnd",
    "Attention",
    "Attunement",
    "BOUND",
    "Basis",
    "CLOSES",
    "Capacity",
    "Course",
    "Done",
    "Experience",
    "Feedback",
    "Feeling",
    "FollowUp",
    "HerWish",
    "Kind",
    "MOST",
    "Next",
    "Notice",
    "OPENS",
    "SafetyCut",
    "State",
    "Support",
    "VOCABULARY",
    "Verdict",
    "Wants",
    "Zone",
    "sets_of",
    "words_of",
]
