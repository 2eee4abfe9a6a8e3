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
from interviews.services.care import (
    NobodyThere,
    NotAhead,
    ask_for_talk,
    book,
    count_listening,
    have_read,
    held_back,
    set_pace,
    share,
    take_ask_back,
    take_share_back,
)
from interviews.services.describing import allow_value, describe, open_characteristics
from interviews.services.guide import (
    ChangedMeanwhile,
    NotComplete,
    Published,
    begin_draft,
    change_draft,
    draft_guide,
    lacks,
    publish_draft,
    publish_guide,
    throw_away,
)
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
    "ChangedMeanwhile", "NobodyThere", "NotAhead", "NotComplete", "NotGiven", "NotHers", "NotPossible",
    "NotReady", "NotRunning", "Published", "StillOpen", "allow_value", "answer_device", "ask_for_talk",
    "begin_draft", "book", "call_off", "change_draft", "close", "close_device", "correct_feedback",
    "count_listening", "debrief", "describe", "draft_guide", "give_feedback", "go_on", "have_read", "held_back",
    "interrupt", "invite", "invite_alone", "lacks", "mark", "may_enter", "may_give_feedback",
    "open_characteristics", "open_sitting", "pause", "permit_recording", "plan", "publish_draft",
    "publish_guide", "see_attunement", "set_pace", "share", "standing_before", "stands_before_preparing",
    "stop", "take_ask_back", "take_share_back", "throw_away", "unmark", "wish_follow_up",
]  # fmt: skip
