"""What this room holds of a participant, and what a withdrawal does to it.

With W3 her characteristics and the coverage go, and an interruption loses its reason. A sitting stays as a bare fact
(its days, nothing said), and with it the interviewer's debrief: it is coded, about the interviewer alone, and protects
them.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from consent.holders import Shelf, shelves
from consent.queries import ended_by, said_no_to
from consent.services import sealing
from interviews import rules
from interviews.models import (
    Aside,
    Characteristic,
    Coverage,
    Ending,
    HelpCalled,
    Interview,
    KeyQuestion,
    Moment,
    Note,
    Reason,
    Sitting,
    Talked,
)
from interviews.queries import SittingFacts, coverage_of, sittings_of
from ledger.services import record

END, DESCRIPTION, COVERED = "end_sittings", "delete_characteristics", "delete_coverage"
LET_GO = "delete_field"
"""And the item, as in delete_field_C10: she changed that choice to a no."""


_BECAUSE: dict[str, Any] = {
    Reason.TRANSPORT: gettext_lazy("transport"), Reason.COLLECTING_CHILD: gettext_lazy("collecting a child"),
    Reason.CENTRE_ROUTINE: gettext_lazy("the centre's day"), Reason.HER_WISH: gettext_lazy("your wish"),
    Reason.OTHER: gettext_lazy("another outside reason"),
    Reason.AWAY: gettext_lazy("your interviewer could not go on"),
    Reason.DEVICE: gettext_lazy("your interviewer had no working device"),
    Reason.LEFT_OPEN: gettext_lazy("it was left open"),
}  # fmt: skip
"""Why a talk was interrupted, as she reads it."""


class _Holder:
    name = "interviews"

    def holds(self, participant: UUID) -> list[str]:
        """Give sentences that say what is held of her."""
        held = []
        if Characteristic.objects.filter(participant=participant).exists():
            held.append(_("Some facts about you, such as your age and your treatment, without your name."))
        if Sitting.objects.filter(interview__participant=participant).exists():
            held.append(_("On which days we planned to talk and talked, and for how long."))
        if any(rows.exists() for rows in _of_talks(participant)):
            held.append(_("Which questions we talked about and which we left. Not what you said."))
        if Note.objects.filter(participant=participant).exists():
            held.append(_("Notes that your interviewer made while we talked, without names."))
        return held

    def effects(self, participant: UUID, level: str) -> list[str]:
        """Give what a withdrawal will do here: sittings end in every case, with W3 the rest goes."""
        return [END, DESCRIPTION, COVERED] if level == "W3" else [END]

    def let_go(self, item: str) -> list[str]:
        """Give what a no to an item does that lets a fact about her be noted: the fact goes."""
        return [f"{LET_GO}_{item}"] if any(field.item == item for field in rules.FIELDS) else []

    def halt(self, participant: UUID, at: datetime) -> None:
        """Do nothing: no screen of hers shows anything of here."""

    def words(self, what: str) -> str:
        """Give the sentence for one effect."""
        if what.startswith(LET_GO):
            return _("What you no longer want noted about you is deleted.")
        return {
            END: _("There are no more talks. A talk that goes on ends, a planned one is taken away."),
            DESCRIPTION: _("The facts about you are deleted."),
            COVERED: _(
                "The list of questions we talked about is deleted, and the notes made then. That we met, and when, "
                "stays as one line."
            ),
        }[what]

    def carry_out(self, participant: UUID, what: str, at: datetime) -> bool:
        """Do one effect. Nothing here waits for a person."""
        rows = Sitting.objects.select_for_update(of=("self",)).select_related("interview__participant")
        mine = rows.filter(interview__participant=participant)
        if what == END:
            for sitting in mine.filter(closed_at=None):
                _end(sitting, at)
        elif what == DESCRIPTION:
            Characteristic.objects.filter(participant=participant).delete()
        elif what.startswith(LET_GO) and said_no_to(participant, item := what.removeprefix(f"{LET_GO}_")):
            codes = [field.code for field in rules.FIELDS if field.item == item]
            Characteristic.objects.filter(participant=participant, field__in=codes).delete()
        elif what == COVERED:
            for rows in [*_of_talks(participant), Note.objects.filter(participant=participant)]:
                rows.delete()
            mine.filter(ending=Ending.INTERRUPTED).update(reason=Reason.OTHER)
        return True

    def done_at(self, participant: UUID, what: str) -> datetime | None:
        """Give None: what is asked here is done when it is carried out."""
        return None

    def copy(self, participant: UUID) -> dict[str, Any]:
        """Give what is held of her: facts, days, and what became of each question."""
        facts = Characteristic.objects.filter(participant=participant).order_by("field")
        return {
            "characteristics": {row.field: str(row.value) for row in facts},
            "sittings": [_as_values(one) for one in sittings_of([participant])[participant]],
            "questions": {one.code: str(talked) for one, talked in _became(participant)},
            "moments": [
                {"sitting": one.sitting.number, "second": one.second, "what": one.kind} for one in _moments(participant)
            ],
            "help_called": [one.sitting.number for one in _calls(participant)],
            "notes": [
                {"sitting": one.sitting.number, "second": one.second, "words": one.words} for one in _notes(participant)
            ],
        }  # fmt: skip

    def shelves(self, participant: UUID) -> list[Shelf]:
        """Give the facts, the days of the talks, and what became of each question, in the words of her language."""
        facts = {row.field: str(row.value) for row in Characteristic.objects.filter(participant=participant)}
        language = (get_language() or "en")[:2]
        return shelves(
            Shelf(_("Facts about you"), [
                (str(field.words), ", ".join(map(str, rules.in_words(field.code, facts[field.code]))))
                for field in rules.FIELDS if field.code in facts
            ]),
            Shelf(_("Our talks"), [_held(one) for one in sittings_of([participant])[participant]]),
            Shelf(_("The questions"), [
                (one.words[language], str(talked.label)) for one, talked in _became(participant)
            ]),
            Shelf(_("Marked without words"), [
                (_sitting(one.sitting), f"{_after(one.second)}: {one.get_kind_display()}")
                for one in _moments(participant)
            ] + [(_sitting(one.sitting), _("help was called")) for one in _calls(participant)]),
            Shelf(_("Notes of your interviewer"), [
                (_sitting(one.sitting), str(one.words)) for one in _notes(participant)
            ]),
        )  # fmt: skip


def _of_talks(participant: UUID) -> list[QuerySet[Any]]:
    """Give the rows that say what was talked about, and what was left or marked."""
    return [
        Coverage.objects.filter(interview__participant=participant),
        Aside.objects.filter(interview__participant=participant),
        Moment.objects.filter(sitting__interview__participant=participant),
        HelpCalled.objects.filter(sitting__interview__participant=participant),
    ]


def _became(participant: UUID) -> list[tuple[KeyQuestion, Talked]]:
    """Give each key question that has become something, and what, by code."""
    interview = Interview.objects.filter(participant=participant).first()
    became = coverage_of(interview) if interview else {}
    asked = KeyQuestion.objects.filter(pk__in=became).order_by("code")
    return [(one, Talked(became[one.pk])) for one in asked]


def _moments(participant: UUID) -> QuerySet[Moment]:
    rows = Moment.objects.filter(sitting__interview__participant=participant).select_related("sitting")
    return rows.order_by("sitting__number", "second", "pk")


def _calls(participant: UUID) -> QuerySet[HelpCalled]:
    rows = HelpCalled.objects.filter(sitting__interview__participant=participant).select_related("sitting")
    return rows.order_by("sitting__number")


def _notes(participant: UUID) -> QuerySet[Note]:
    rows = Note.objects.filter(participant=participant).select_related("sitting")
    return rows.order_by("sitting__number", "second", "pk")


def _sitting(sitting: Sitting) -> str:
    return _("Talk %(number)s") % {"number": sitting.number}


def _after(second: int) -> str:
    """Give the time within a talk, in words."""
    return _("after %(time)s (hours and minutes)") % {"time": rules.as_hours(second)}


def _as_values(one: SittingFacts) -> dict[str, Any]:
    return {
        "number": one.number, "planned_for": one.planned_for.isoformat(), "state": one.state, "reason": one.reason,
        "length": None if one.net_seconds is None else rules.as_hours(one.net_seconds),
    }  # fmt: skip


def _held(one: SittingFacts) -> tuple[str, str]:
    """Give the day of a sitting, and how it stands, with its length once it has ended."""
    stands = {
        "planned": _("planned"), "open": _("open"), "interrupted": _("goes on another day"),
        "completed": _("complete"), "stopped": _("stopped for good"),
    }[one.state]  # fmt: skip
    lasted = "" if one.net_seconds is None else rules.as_hours(one.net_seconds)
    why = str(_BECAUSE.get(one.reason, ""))
    return date_format(one.day or one.planned_day), ", ".join(filter(None, [stands, lasted, why]))


def _end(sitting: Sitting, at: datetime) -> None:
    """End a sitting that runs, take a planned one away; she did it, or who had everything deleted."""
    from interviews.services.sitting import end  # not before every room is loaded: holders are wired at the start

    her, payload = sitting.interview.participant, {"number": sitting.number}
    by, seals = ended_by(her.pk), sealing(her)
    if sitting.opened_at is None:
        record("interviews.sitting_called_off", actor=by, subject=seals, target=sitting.pk, payload=payload, at=at)
        sitting.delete()
        return
    end(sitting, Ending.STOPPED, at)
    payload |= {"ending": str(Ending.STOPPED), "reason": ""}  # type: ignore[dict-item]
    record("interviews.sitting_closed", actor=by, subject=seals, target=sitting.pk, payload=payload, at=at)


HOLDER = _Holder()
