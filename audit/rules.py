"""The checks of the register: plain values in, what is missing out."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit.facts import Case, Held

Words = str | Promise

FEEDBACK_WITHIN = timedelta(days=1)
"""Feedback follows on the day of the sitting or on the day after."""

TOLD = frozenset(
    f"{room}.{act}" for room, acts in {
        "consent": "oral written re_consent item_change withdrawal deletion copy_given code_made effects_planned "
                   "effect_done version_published",
        "studies": "added opened worded decision_recorded centre_added care_set member_added member_ended member_rests "
                   "member_confirmed participant_added screened screenings_purged assigned",
        "interviews": "guide_published pace_set",
        "timelines": "exported",
        "transcripts": "recording_transcribed recording_deleted brought_in sent_back signed deleted",
    }.items() for act in acts.split()
)  # fmt: skip
"""Acts that an auditor's chain shows, beside those about the destruction of a key.

Not those that a sitting leaves, nor that somebody opened or took something: entries stand in their order, and an act
whose hour is known, such as the auditor's own, would tell the hours of those around it.
"""

SPOKEN, WRITTEN, CHANGE = ("oral",), ("written", "re_consent"), "item_change"
RECORDING, AUDITORS = "C07", "C14"


def answer(case: Case, item: str, at: datetime | None = None) -> bool | None:
    """Give her last answer to an item of the form, until `at` (included); None when it was never asked."""
    said = [
        act.answers[item] for act in case.of_kind(*WRITTEN, CHANGE)
        if item in act.answers and (at is None or act.at <= at)
    ]  # fmt: skip
    return said[-1] if said else None


def open_to_auditors(case: Case) -> bool:
    """Say whether her row may be shown: everything but a no to C14, which counts from its moment on."""
    return not case.closed and answer(case, AUDITORS) is not False


def _approval_first(case: Case, today: date) -> Iterator[str]:
    for day in [case.day, *(held.day for held in case.sittings)]:
        fits = (each.decided_on <= day and each.window_from <= day <= each.window_until for each in case.decisions)
        if not any(fits):
            yield _("no ethics decision covers %(day)s") % {"day": shown(day)}


def _version_in_force(case: Case, today: date) -> Iterator[str]:
    for act in case.of_kind(*SPOKEN, *WRITTEN):
        version = act.version
        if act.at < version.published_at or (version.ends_at is not None and act.at >= version.ends_at):
            yield _("version %(number)s was not in force on %(day)s") % {
                "number": version.number,
                "day": shown(act.day),
            }
        if version.digests.get(act.language) != act.digest:
            yield _("the text of %(day)s is not the published one") % {"day": shown(act.day)}


def _spoken_and_written(case: Case, today: date) -> Iterator[str]:
    for act in case.of_kind(*SPOKEN, *WRITTEN):
        if not act.trained:
            yield _("who explained on %(day)s was not trained and delegated") % {"day": shown(act.day)}
    for written in case.of_kind(*WRITTEN):
        spoken = [act for act in case.of_kind(*SPOKEN) if act.at <= written.at]
        if not spoken:
            yield _("no spoken yes before the written one")
        elif spoken[-1].version != written.version:
            yield _("the spoken and the written yes are on two versions")
    if "written" in case.missing and "oral" not in case.missing:
        yield _("the written yes is missing")
    first = min((act.at for act in case.of_kind(*WRITTEN)), default=None)
    for held in case.sittings:
        if first is None or held.opened_at < first:
            yield _("no written yes before sitting %(number)s") % {"number": held.number}


def _items_complete(case: Case, today: date) -> Iterator[str]:
    for act in case.of_kind(*WRITTEN):
        refused = any(act.answers.get(item) is False for item in act.version.required)
        for item in sorted(act.version.items - set(act.answers)) if not refused else []:
            yield _("%(item)s has no answer") % {"item": item}


def _recording(case: Case, today: date) -> Iterator[str]:
    for each in case.recordings:
        day = {"day": shown(each.recorded_on)}
        if not each.permitted or each.permitted_on != each.recorded_on:
            yield _("no yes on the same day for the recording of %(day)s") % day
        if answer(case, RECORDING, each.permitted_at) is not True:
            yield _("no C07 for the recording of %(day)s") % day


def _attuned(case: Case, today: date) -> Iterator[str]:
    for held in case.sittings:
        if not attuned(held):
            yield _("sitting %(number)s began without a valid attunement") % {"number": held.number}


def attuned(held: Held) -> bool:
    """Say whether an attunement for its day, that said go, was given and seen before a sitting began."""
    if held.given_at is None or held.seen_at is None or held.attuned_for != held.day:
        return False
    return held.given_at <= held.seen_at <= held.opened_at and (held.go or held.emptied)


def _fed_back(case: Case, today: date) -> Iterator[str]:
    for held in case.sittings:
        if held.closed_on is None or told_nothing_more(case, held):
            continue
        if (held.feedback_on or today) > held.closed_on + FEEDBACK_WITHIN:
            late = held.feedback_on is not None
            words = (
                _("feedback after sitting %(number)s was late") if late else _("no feedback after sitting %(number)s")
            )
            yield words % {"number": held.number}


def told_nothing_more(case: Case, held: Held) -> bool:
    """Say whether a withdrawal deleted the feedback of a sitting, or came before it could be given."""
    if held.feedback_on is not None or case.withdrawn_on is None or held.closed_on is None:
        return False
    return case.withdrawn == "W3" or case.withdrawn_on <= held.closed_on + FEEDBACK_WITHIN


def _copy_given(case: Case, today: date) -> Iterator[str]:
    for act in case.of_kind(*WRITTEN):
        if act.copy_on is None and act.day < today:
            yield _("no copy of the written yes of %(day)s") % {"day": shown(act.day)}


def _agreed_again(case: Case, today: date) -> Iterator[str]:
    written = case.of_kind(*WRITTEN)
    if written and "version" in case.missing and written[-1].version.ends_at is not None and not case.withdrawn:
        yield _("version %(number)s has ended, and she was not asked again yet") % {
            "number": written[-1].version.number
        }


def _withdrawn(case: Case, today: date) -> Iterator[str]:
    for each in case.effects:
        if (each.done_on or today) > each.due_on:
            yield _("due on %(day)s: %(words)s") % {"day": shown(each.due_on), "words": each.words}


def _deleted(case: Case, today: date) -> Iterator[str]:
    for each in case.recordings:
        day = {"day": shown(each.recorded_on), "due": shown(each.due_on)}
        if (each.deleted_on or today) > each.due_on:
            yield _("the recording of %(day)s was to be deleted by %(due)s") % day
        if each.deleted_on is not None and not each.witnessed:
            yield _("nobody witnessed that the recording of %(day)s was deleted") % day


def _eligible(case: Case, today: date) -> Iterator[str]:
    fits = case.eligible_from is not None and case.eligible_from <= case.day
    if not fits and not case.deviations:
        yield _("no screening that lets her in, and no deviation")


RULES: dict[str, Words] = {
    "A1": gettext_lazy("An ethics decision covers the day on which she was taken in, and each sitting."),
    "A2": gettext_lazy("Each yes is on a version that was in force at that moment, in its published words."),
    "A3": gettext_lazy(
        "Spoken, then written, on one version, before any sitting; explained by somebody trained and delegated."
    ),
    "A4": gettext_lazy("Every sentence of the form has a yes or a no."),
    "A6": gettext_lazy("No recording without C07 and a yes on the same day."),
    "A7": gettext_lazy("Each sitting began with an attunement of its day that said go and was seen."),
    "A8": gettext_lazy("Feedback follows each sitting by the end of the next day."),
    "A9": gettext_lazy("She was given a copy of each written yes."),
    "A10": gettext_lazy("When a version ends, she is asked again before anything goes on."),
    "A11": gettext_lazy("Everything a withdrawal does is done by its day."),
    "A12": gettext_lazy("Each recording is deleted by its day, before a witness."),
    "A13": gettext_lazy("A screening lets her in, or a deviation is written down."),
}
"""The rules of the register in words, by code."""

_CHECKS: dict[str, Callable[[Case, date], Iterable[str]]] = {
    "A1": _approval_first, "A2": _version_in_force, "A3": _spoken_and_written, "A4": _items_complete,
    "A6": _recording, "A7": _attuned, "A8": _fed_back, "A9": _copy_given, "A10": _agreed_again,
    "A11": _withdrawn, "A12": _deleted, "A13": _eligible,
}  # fmt: skip


def faults(case: Case, code: str, today: date) -> list[str]:
    """Give, in words, what a check finds missing; nothing when her row is not open to auditors."""
    return list(_CHECKS[code](case, today)) if open_to_auditors(case) else []


def is_told(act: str) -> bool:
    """Say whether an auditor's chain shows an act."""
    return act in TOLD or act.partition(".")[2].startswith("key_destruction_")


def day_began(at: datetime) -> datetime:
    """Give the instant at which the day of `at` began in UTC, whose days the register has."""
    return datetime.combine(at.astimezone(UTC), time.min, UTC)


def shown(day: date) -> str:
    """Give a day as the register writes it: 2026-06-09, the same in every language."""
    return day.isoformat()
