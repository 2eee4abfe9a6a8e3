"""Which rows of the register somebody looks for: one participant, one matter, some days. Plain values in, rows out."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from audit import rules
from audit.facts import Case
from audit.matrix import COLUMNS, Line
from audit.rules import Words

MISSING = "missing"

_DAYS: dict[str, Callable[[Case], Iterable[date | None]]] = {
    "taken-in": lambda case: [case.day],
    "deviations": lambda case: [day for _cause, day in case.deviations],
    "consent": lambda case: [day for act in case.acts for day in (act.day, act.copy_on)],
    "explained": lambda case: [act.day for act in case.of_kind(*rules.SPOKEN, *rules.WRITTEN)],
    "sittings": lambda case: [held.day for held in case.sittings],
    "attunement": lambda case: [held.attuned_for for held in case.sittings],
    "feedback": lambda case: [held.feedback_on for held in case.sittings],
    "recording": lambda case: [
        day for each in case.recordings for day in (each.recorded_on, each.transcribed_on, each.due_on, each.deleted_on)
    ],
    "withdrawal": lambda case: [
        case.withdrawn_on,
        *(day for each in case.effects for day in (each.due_on, each.done_on)),
    ],
}

MATTERS: dict[str, Words] = dict(zip(_DAYS, (label for label, _checks, _told in COLUMNS), strict=True))
"""The columns of the register that can be looked for, by code."""


@dataclass(frozen=True)
class Look:
    """What is looked for; what is empty is not asked. Both days are included."""

    code: str = ""
    matter: str = ""  # a code of MATTERS, or MISSING
    since: date | None = None
    until: date | None = None

    def finds(self, case: Case, line: Line) -> bool:
        """Say whether a row is one of those. After a no to C14 only her code finds it."""
        if self.code and self.code != case.code:
            return False
        if line.closed:
            return not (self.matter or self.since or self.until)
        if self.matter == MISSING and not line.faults:
            return False
        if self.matter in MATTERS or self.since or self.until:
            return any(self._holds(day) for day in _days(case, self.matter))
        return True

    def _holds(self, day: date) -> bool:
        return (self.since or day) <= day <= (self.until or day)


def _days(case: Case, matter: str) -> list[date]:
    """Give the days of one matter; without one, those of all."""
    asked = [_DAYS[matter]] if matter in _DAYS else _DAYS.values()
    return [day for days in asked for day in days(case) if day is not None]


def found(lines: Iterable[Line], cases: Iterable[Case], look: Look) -> list[Line]:
    """Give the rows that are looked for, in the order in which they come."""
    of = {case.code: case for case in cases}
    return [line for line in lines if look.finds(of[line.code], line)]
