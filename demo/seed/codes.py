"""The words of `demo/study/cohort.yaml` as the coded values that the rooms keep."""

from collections.abc import Iterable, Mapping
from typing import Any

from checkins.models import (
    Adjust,
    Attention,
    AtTheEnd,
    Basis,
    Capacity,
    Course,
    Done,
    Experience,
    Feeling,
    HerWish,
    Next,
    Support,
    Verdict,
    Wants,
    Zone,
)
from checkins.rules import total
from consent.models import Heard, Present
from interviews.models import Load, Need, Reason, Talked

_BEFORE: dict[str, tuple[str, dict[str, int]]] = {
    # word of the file: column of Attunement, code of each word
    "basis": ("basis", {"talked_today": Basis.TALKED, "saw_today": Basis.SAW, "team_handover": Basis.TEAM,
                        "not_seen": Basis.NOT_SEEN}),
    "capacity": ("capacity", {"steady": Capacity.STEADY, "steady_with_care": Capacity.WITH_CARE,
                              "fragile": Capacity.FRAGILE, "not_today": Capacity.NOT_TODAY}),
    "zone": ("zone", {"far_away": Zone.FLAT, "within_reach": Zone.WITHIN_REACH, "tense": Zone.TENSE,
                      "cannot_say": Zone.CANNOT_SAY}),
    "she_wants_today": ("she_wants", {"yes": Wants.YES, "unsure": Wants.UNSURE, "no": Wants.NO,
                                      "not_asked": Wants.NOT_ASKED}),
    "support_after": ("support_after", {"here": Support.HERE, "colleague": Support.COLLEAGUE,
                                        "nobody": Support.NOBODY}),
    "decision": ("verdict", {"go": Verdict.GO, "go_adjusted": Verdict.GO_ADJUSTED, "postpone": Verdict.POSTPONE,
                             "not_advised": Verdict.NOT_ADVISED}),
}  # fmt: skip
_ADJUST = {"shorter": Adjust.SHORTER, "more_pauses": Adjust.MORE_PAUSES, "slow_start": Adjust.SLOW_START,
           "quiet_room": Adjust.QUIET_ROOM, "someone_near": Adjust.SOMEONE_NEAR,
           "another_time": Adjust.OTHER_TIME}  # fmt: skip
_AFTER: dict[str, dict[str, int]] = {
    "experience": {"at_ease": Experience.AT_EASE, "mostly_at_ease": Experience.MOSTLY, "mixed": Experience.MIXED,
                   "strained": Experience.STRAINED, "overwhelmed": Experience.OVERWHELMED},
    "at_the_end": {"settled": AtTheEnd.SETTLED, "stirred_up": AtTheEnd.STIRRED, "far_away": AtTheEnd.FLAT,
                   "could_not_tell": AtTheEnd.COULD_NOT_TELL},
    "course": {"as_planned": Course.AS_PLANNED, "ended_earlier": Course.ENDED_EARLIER, "continues": Course.CONTINUES},
    "her_wish": {"contact_today": HerWish.CONTACT_SOON, "contact_this_week": HerWish.CONTACT_THIS_WEEK,
                 "no_contact": HerWish.NO_CONTACT, "did_not_say": HerWish.DID_NOT_SAY},
    "attention": {"none": Attention.NONE, "keep_an_eye": Attention.KEEP_AN_EYE, "see_today": Attention.SAME_DAY,
                  "see_now": Attention.NOW},
}  # fmt: skip
_NEXT = {"see_today": Next.SAME_DAY, "see_this_week": Next.THIS_WEEK, "in_contact": Next.IN_CONTACT,
         "she_declined": Next.SHE_DECLINED, "none_needed": Next.NONE_NEEDED}  # fmt: skip
_DONE = {"talked": Done.TALKED, "offered_declined": Done.OFFERED_DECLINED, "not_reached": Done.NOT_REACHED,
         "handed_over": Done.HANDED_OVER}  # fmt: skip
_DEBRIEF = {"at_ease": (Load.LIGHT, Need.NONE), "mostly_at_ease": (Load.LIGHT, Need.NONE),
            "mixed": (Load.MODERATE, Need.PEER), "strained": (Load.HEAVY, Need.THIS_WEEK)}  # fmt: skip

REASON = {"transport": Reason.TRANSPORT, "collecting_child": Reason.COLLECTING_CHILD}
HEARD = {"clear": Heard.CLEAR, "explained_again": Heard.EXPLAINED_AGAIN}
PRESENT = {"none": Present.NOBODY, "witness": Present.WITNESS}
TALKED = {"discussed": Talked.DISCUSSED, "volunteered": Talked.VOLUNTEERED, "set_aside": Talked.SET_ASIDE}
DEVICE = {"R1": "recorder", "R2": "recorder"}


def attunement(said: Mapping[str, Any]) -> dict[str, int | None]:
    """Give the columns of an attunement."""
    codes: dict[str, int | None] = {
        column: words[said[word]] for word, (column, words) in _BEFORE.items() if word in said
    }
    return codes | {"adjust": total(_ADJUST[each] for each in said["adjust"])}


def feedback(said: Mapping[str, Any]) -> dict[str, Any]:
    """Give the columns of a feedback."""
    codes = {column: words[said[column]] for column, words in _AFTER.items()}
    return codes | {
        "feelings": total(Feeling[each.upper()] for each in said["feelings"]),
        "she_saw_it": said["she_saw_it"] == "yes",
    }


def acknowledged(said: Mapping[str, Any]) -> int:
    """Give what the therapist will do."""
    return _NEXT[said["action"]]


def done(said: Mapping[str, Any]) -> int:
    """Give what became of it."""
    return _DONE[said["done"]]


def debrief(said: Mapping[str, Any]) -> tuple[Load, Need]:
    """Give how the interviewer is after a talk that went as the feedback says."""
    return _DEBRIEF[said["experience"]]


def characteristics(said: Mapping[str, Any]) -> dict[str, str]:
    """Give the coded characteristics of Table 1 by field; the setting label follows from them."""
    return {field: _text(value) for field, value in said.items() if field != "setting" and value != []}


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


def choice(options: Iterable[str]) -> str:
    """Give the one code of what she chose with whom to talk afterwards."""
    chosen = list(options)
    return chosen[0] if len(chosen) == 1 else "both"
