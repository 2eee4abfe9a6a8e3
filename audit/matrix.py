"""The register as a table: one row per participant code, one cell per matter, with its rules and its acts."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from audit import rules
from audit.facts import Act, Case, Held, Recording
from audit.rules import Words, shown
from printing.services import cell


@dataclass(frozen=True)
class Cell:
    """One matter of one participant: its words, the rules behind it, what they find missing, and the acts."""

    label: Words
    said: tuple[str, ...]
    rules: tuple[tuple[str, Words], ...]
    faults: tuple[str, ...]
    acts: tuple[str, ...]

    @property
    def words(self) -> str:
        """What the cell says, in one line."""
        return ", ".join(self.said)

    @property
    def dated(self) -> bool:
        """Say whether the cell names a day."""
        return bool(re.search(r"\d-\d\d-\d", self.words))


Told = tuple[list[str], list[str]]
"""What a cell says, and its acts."""


@dataclass(frozen=True)
class Line:
    """One row of the register."""

    code: str
    closed: bool  # not open to auditors
    cells: tuple[Cell, ...]

    @property
    def faults(self) -> list[str]:
        """Everything that is missing in this row."""
        return [fault for cell in self.cells for fault in cell.faults]


def _taken_in(case: Case) -> Told:
    eligible = [_("can take part from %(day)s") % {"day": shown(case.eligible_from)}] if case.eligible_from else []
    windows = [
        _("ethics decision of %(decided)s, for %(from)s to %(until)s")
        % {"decided": shown(each.decided_on), "from": shown(each.window_from), "until": shown(each.window_until)}
        for each in case.decisions
    ]
    return [shown(case.day)], eligible + windows


_MISSING = {
    "oral": gettext_lazy("the spoken yes"),
    "written": gettext_lazy("the written yes"),
    "version": gettext_lazy("a yes to the version in force"),
}


def _consent(case: Case) -> Told:
    acts = [_act(act) for act in case.acts]
    if case.of_kind("deletion"):
        return [_("everything deleted, ordered by the study")], acts
    if case.withdrawn:
        return [_("withdrawn")], acts
    if case.valid:
        number = case.of_kind(*rules.WRITTEN)[-1].version.number
        return [_("in force, version %(number)s") % {"number": number}], acts
    if not case.acts:
        return [_("not asked yet")], acts
    return [_("without %(what)s") % {"what": _MISSING.get(each, each)} for each in case.missing], acts


_KINDS = {
    "oral": gettext_lazy("spoken"),
    "written": gettext_lazy("written"),
    "recording_today": gettext_lazy("recording on this day"),
    "withdrawal": gettext_lazy("withdrawal"),
    "re_consent": gettext_lazy("written again"),
    "item_change": gettext_lazy("one choice changed"),
    "deletion": gettext_lazy("everything deleted, ordered by the study"),
}


def _act(act: Act) -> str:
    parts = [
        shown(act.day),
        str(_KINDS[act.kind]),
        _("version %(number)s") % {"number": act.version.number},
        act.language,
    ]
    if act.explained_by:
        trained = _("trained") if act.trained else _("not trained on that day")
        parts.append(_("explained by %(code)s, %(trained)s") % {"code": act.explained_by, "trained": trained})
    if act.copy_on:
        parts.append(_("copy given on %(day)s") % {"day": shown(act.copy_on)})
    return " · ".join(parts)


def _explained(case: Case) -> Told:
    acts = case.of_kind(*rules.SPOKEN, *rules.WRITTEN)
    return list(dict.fromkeys(act.explained_by for act in acts if act.explained_by)), [_act(act) for act in acts]


def _sittings(case: Case) -> Told:
    days = [
        _("sitting %(number)s: %(day)s") % {"number": held.number, "day": shown(held.day)} for held in case.sittings
    ]
    return [shown(held.day) for held in case.sittings], days


def _each(case: Case, good: Callable[[Held], str]) -> Told:
    said = [good(held) for held in case.sittings]
    lines = [
        _("sitting %(number)s: %(words)s") % {"number": held.number, "words": words}
        for held, words in zip(case.sittings, said, strict=True)
    ]
    return said, lines


def _attunements(case: Case) -> Told:
    return _each(case, lambda held: _("yes") if rules.attuned(held) else _("no"))


def _feedback(case: Case) -> Told:
    def said(held: Held) -> str:
        if held.feedback_on is not None:
            return _("yes")
        return _("ended by her withdrawal") if rules.told_nothing_more(case, held) else _("no")

    return _each(case, said)


def _recordings(case: Case) -> Told:
    return [_kept(each) for each in case.recordings], [_custody(each) for each in case.recordings]


def _kept(each: Recording) -> str:
    if each.deleted_on is None:
        return _("due %(day)s") % {"day": shown(each.due_on)}
    return _("deleted %(day)s") % {"day": shown(each.deleted_on)}


def _custody(each: Recording) -> str:
    permitted = _("permitted on %(day)s") % {"day": shown(each.permitted_on)} if each.permitted else _("not permitted")
    typed = (
        _("typed out on %(day)s") % {"day": shown(each.transcribed_on)} if each.transcribed_on else _("not typed out")
    )
    if each.deleted_on is None:
        end = _("to be deleted by %(day)s") % {"day": shown(each.due_on)}
    else:
        days = (each.deleted_on - each.recorded_on).days
        end = ngettext("deleted after %(days)s day", "deleted after %(days)s days", days) % {"days": days}
    return " · ".join([_("made on %(day)s") % {"day": shown(each.recorded_on)}, permitted, typed, end])


def _withdrawal(case: Case) -> Told:
    if not case.withdrawn or case.withdrawn_on is None:
        return [], []
    done = sum(each.done_on is not None for each in case.effects)
    words = _("%(level)s, %(done)s of %(all)s done") % {
        "level": case.withdrawn, "done": done, "all": len(case.effects),
    }  # fmt: skip
    lines = [
        f"{each.level} · {each.words} · " + (
            _("done on %(day)s") % {"day": shown(each.done_on)} if each.done_on
            else _("due on %(day)s") % {"day": shown(each.due_on)}
        )
        for each in case.effects
    ]  # fmt: skip
    return [shown(case.withdrawn_on), words], lines


def _deviations(case: Case) -> Told:
    return [shown(day) for _cause, day in case.deviations], [
        f"{shown(day)} · {cause}" for cause, day in case.deviations
    ]


COLUMNS: list[tuple[Words, tuple[str, ...], Callable[[Case], Told]]] = [
    (gettext_lazy("Taken in"), ("A1", "A13"), _taken_in),
    (gettext_lazy("Deviations"), (), _deviations),
    (gettext_lazy("Consent"), ("A2", "A4", "A9", "A10"), _consent),
    (gettext_lazy("Explained by"), ("A3",), _explained),
    (gettext_lazy("Sittings"), (), _sittings),
    (gettext_lazy("Attunement"), ("A7",), _attunements),
    (gettext_lazy("Feedback"), ("A8",), _feedback),
    (gettext_lazy("Recording"), ("A6", "A12"), _recordings),
    (gettext_lazy("Withdrawal"), ("A11",), _withdrawal),
]


def line(case: Case, today: date) -> Line:
    """Give one row. After a no to C14 it holds the code alone."""
    if not rules.open_to_auditors(case):
        return Line(case.code, True, ())
    return Line(case.code, False, tuple(_cell(case, today, *column) for column in COLUMNS))


def _cell(case: Case, today: date, label: Words, checks: tuple[str, ...], told: Callable[[Case], Told]) -> Cell:
    said, acts = told(case)
    found = [f"{check}: {fault}" for check in checks for fault in rules.faults(case, check, today)]
    stated = tuple((check, rules.RULES[check]) for check in checks)
    return Cell(label, tuple(said), stated, tuple(found), tuple(acts))


def lines(cases: Iterable[Case], today: date) -> list[Line]:
    """Give the rows, those with something missing first, then by code."""
    return sorted((line(case, today) for case in cases), key=lambda row: (not row.faults, row.code))


def as_text(rows: Iterable[Line]) -> list[list[str]]:
    """Give the same table as rows of text: a header, then per code its words and everything that is missing.

    A cell that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    head = [_("Participant"), *(str(label) for label, _checks, _told in COLUMNS), _("Missing")]
    body = [
        [
            row.code,
            *([cell.words for cell in row.cells] or [_("not open to auditors")]),
            *(["; ".join(row.faults)] if row.cells else []),
        ]
        for row in rows
    ]
    return [[cell(words) for words in cells] for cells in [head, *body]]
