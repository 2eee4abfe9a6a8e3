"""Verbs of the interviews: publish the guide, describe, plan, open, run, end, give feedback, debrief."""

from interviews.services.acting import Act, KeptBefore, do
from interviews.services.after import (
    GivenMeanwhile,
    NotGiven,
    NotHers,
    StillOpen,
    correct_feedback,
    debrief,
    give_feedback,
    may_give_feedback,
    wish_follow_up,
)
from interviews.services.between import stop_between
from interviews.services.care import (
    AskedNoMore,
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
from interviews.services.hers import take_up
from interviews.services.moments import (
    NamesNoticed,
    help_called,
    mark_moment,
    open_notes,
    set_aside,
    take_back,
    unfold,
    without_names,
    write_down,
)
from interviews.services.planning import NotPossible, OutsideWindow, call_off, plan
from interviews.services.preparing import invite_alone, stands_before_preparing
from interviews.services.room import (
    NotRunning,
    OnHerScreen,
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
    end_from_outside,
    interrupt,
    may_enter,
    open_sitting,
    see_attunement,
    standing_before,
    stop,
)

__all__ = [
    "Act", "AskedNoMore", "ChangedMeanwhile", "GivenMeanwhile", "KeptBefore", "NamesNoticed", "NobodyThere",
    "NotAhead", "NotComplete", "NotGiven", "NotHers", "NotPossible", "NotReady", "NotRunning", "OnHerScreen",
    "OutsideWindow", "Published", "StillOpen", "allow_value", "answer_device", "ask_for_talk", "begin_draft", "book",
    "call_off", "change_draft", "close", "close_device", "correct_feedback", "count_listening", "debrief", "describe",
    "do", "draft_guide", "end_from_outside", "give_feedback", "go_on", "have_read", "held_back", "help_called",
    "interrupt", "invite", "invite_alone", "lacks", "mark", "mark_moment", "may_enter", "may_give_feedback",
    "open_characteristics", "open_notes", "open_sitting", "pause", "permit_recording", "plan", "publish_draft",
    "publish_guide", "see_attunement", "set_aside", "set_pace", "share", "standing_before", "stands_before_preparing",
    "stop", "stop_between", "take_ask_back", "take_back", "take_share_back", "take_up", "throw_away", "unfold",
    "unmark",
    "wish_follow_up", "without_names", "write_down",
]  # fmt: skip
