"""Reads of the check-ins: what waits, the doors to attunements and feedback, and what became of them."""

from checkins.queries.course import firsts_that_ask_now, followed, is_followed, since, unanswered
from checkins.queries.desk import (
    RELATIONS,
    Asked,
    Desk,
    HasEnded,
    NoFurtherSitting,
    Waiting,
    attuned_for,
    attunement,
    day_of,
    desk,
    feedback,
    houses,
    no_longer_shared,
    owed,
    replaced_by,
    shared_feedback,
    still_heard,
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
    asked_now,
    came_of,
    last_try,
    nobody_told,
    open_now,
    safety,
    told_of,
    unheard,
    unsent,
    untold,
)

__all__ = [
    "Asked", "CameOf", "Desk", "Handed", "HasEnded", "NoFurtherSitting", "RELATIONS", "Safe", "Told", "Waiting",
    "asked_now", "attuned_for", "attunement", "came_of", "colleagues", "day_of", "desk", "feedback",
    "firsts_that_ask_now", "followed", "handings", "houses", "is_followed", "last_try", "no_longer_shared",
    "nobody_told", "open_now", "owed", "replaced_by", "safety", "shared_feedback", "since", "still_heard",
    "still_shared", "told_of", "unanswered", "unheard", "unsent", "untold",
]  # fmt: skip
