"""Reads of the check-ins: what waits, the doors to attunements and feedback, and what became of them."""

from checkins.queries.desk import (
    RELATIONS,
    Asked,
    Desk,
    NoFurtherSitting,
    Waiting,
    attuned_for,
    attunement,
    day_of,
    desk,
    feedback,
    no_longer_shared,
    owed,
    replaced_by,
    shared_feedback,
    still_shared,
)
from checkins.queries.hands import (
    Handed,
    colleagues,
    handings,
)
from checkins.queries.outcomes import (
    CameOf,
    Safe,
    Told,
    came_of,
    is_followed,
    last_try,
    safety,
    told_of,
    unheard,
    unsent,
    untold,
    untold_now,
)

__all__ = [
    "Asked", "CameOf", "Desk", "Handed", "NoFurtherSitting", "RELATIONS", "Safe", "Told", "Waiting", "attuned_for",
    "attunement", "came_of", "colleagues", "day_of", "desk", "feedback", "handings", "is_followed", "last_try",
    "no_longer_shared", "owed", "replaced_by", "safety", "shared_feedback", "still_shared", "told_of", "unheard",
    "unsent", "untold", "untold_now",
]  # fmt: skip
