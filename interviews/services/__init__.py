"""Verbs of the interviews: publish the guide, describe, plan, open, run, end, give feedback, debrief."""

from interviews.services.after import (
    NotGiven,
    NotHers,
    StillOpen,
    correct_feedback,
    debrief,
    give_feedback,
    may_give_feedback,
    wish_follow_up,
)
from interviews.services.describing import allow_value, describe, open_characteristics
from interviews.services.guide import publish_guide
from interviews.services.planning import NotPossible, call_off, plan
from interviews.services.preparing import invite_alone, stands_before_preparing
from interviews.services.room import (
    NotRunning,
    answer_device,
    close_device,
    go_on,
    invite,
    mark,
    pause,
    permit_recording,
    unmark,
)
from interviews.services.sitting import (
    NotReady,
    close,
    interrupt,
    may_enter,
    open_sitting,
    see_attunement,
    standing_before,
    stop,
)

__all__ = [
    "NotGiven", "NotHers", "NotPossible", "NotReady", "NotRunning", "StillOpen", "allow_value", "answer_device",
    "call_off", "close", "close_device", "correct_feedback", "debrief", "describe", "give_feedback", "go_on",
    "interrupt", "invite", "invite_alone", "mark", "may_enter", "may_give_feedback", "open_characteristics",
    "open_sitting", "pause", "permit_recording", "plan", "publish_guide", "see_attunement", "standing_before",
    "stands_before_preparing", "stop", "unmark", "wish_follow_up",
]  # fmt: skip
