"""What the register knows of one participant code, as plain values: days, versions, codes, never content."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime


@dataclass(frozen=True)
class Version:
    """One version of the consent text: the instants between which it could be agreed to (the end exclusive)."""

    number: int
    published_at: datetime
    ends_at: datetime | None
    digests: Mapping[str, str]  # by language
    items: frozenset[str]  # codes that are answered yes or no
    required: frozenset[str]


@dataclass(frozen=True)
class Act:
    """One consent act; `day` is that of the study's calendar."""

    kind: str
    version: Version
    language: str
    digest: str
    at: datetime
    day: date
    explained_by: str = ""  # a code of the team; "" when she acted alone
    trained: bool = False  # and delegated, on that day
    answers: Mapping[str, bool] = field(default_factory=dict)
    copy_on: date | None = None
    level: str = ""  # of a withdrawal


@dataclass(frozen=True)
class Held:
    """One sitting that took place. Instants are for comparing and are shown nowhere."""

    number: int
    day: date
    opened_at: datetime
    closed_on: date | None
    attuned_for: date | None
    given_at: datetime | None
    seen_at: datetime | None
    go: bool
    emptied: bool  # the codes were deleted at her wish; the days stay
    feedback_on: date | None


@dataclass(frozen=True)
class Recording:
    """Custody of one recording."""

    recorded_on: date
    permitted_at: datetime
    permitted_on: date
    permitted: bool  # the act says yes to sound on its day
    due_on: date
    transcribed_on: date | None
    deleted_on: date | None
    witnessed: bool


@dataclass(frozen=True)
class Effect:
    """One thing that a withdrawal does; `due_on` is included."""

    level: str
    words: str
    due_on: date
    done_on: date | None
    ordered_on: date = date.min


@dataclass(frozen=True)
class Decision:
    """An ethics decision and its window, both days included."""

    decided_on: date
    window_from: date
    window_until: date


@dataclass(frozen=True)
class Case:
    """Everything the register shows of one participant code."""

    code: str
    day: date  # taken in
    eligible_from: date | None
    decisions: tuple[Decision, ...] = ()
    deviations: tuple[tuple[str, date], ...] = ()  # coded cause in words, day
    acts: tuple[Act, ...] = ()  # in their order
    sittings: tuple[Held, ...] = ()
    recordings: tuple[Recording, ...] = ()
    effects: tuple[Effect, ...] = ()
    valid: bool = False
    missing: tuple[str, ...] = ()  # codes of what consent lacks
    withdrawn: str = ""
    withdrawn_on: date | None = None
    closed: bool = False  # she says no to auditors since this day

    def of_kind(self, *kinds: str) -> list[Act]:
        """Give the acts of these kinds, in their order."""
        return [act for act in self.acts if act.kind in kinds]


def before(case: Case, today: date, *, closed: bool = False) -> Case:
    """Give a case as it stood when `today` began, `closed` to auditors since.

    Whoever looks twice on a day would otherwise see between which hours something was done. Feedback that a withdrawal
    of today has deleted is taken to have been given: whether it was, nobody knows any more.
    """
    deleted = any(act.level == "W3" and act.day >= today for act in case.acts)
    return replace(
        case, closed=closed, withdrawn_on=_by(case.withdrawn_on, today),
        acts=tuple(replace(act, copy_on=_by(act.copy_on, today)) for act in case.acts if act.day < today),
        sittings=tuple(_held(held, today, deleted) for held in case.sittings if held.day < today),
        recordings=tuple(_kept(each, today) for each in case.recordings if each.recorded_on < today),
        effects=tuple(replace(each, done_on=_by(each.done_on, today)) for each in case.effects
                      if each.ordered_on < today),
        deviations=tuple(each for each in case.deviations if each[1] < today),
    )  # fmt: skip


def _by(day: date | None, today: date) -> date | None:
    return day if day is not None and day < today else None


def _held(held: Held, today: date, deleted: bool) -> Held:
    closed, fed_back = _by(held.closed_on, today), _by(held.feedback_on, today)
    return replace(held, closed_on=closed, feedback_on=closed if deleted and fed_back is None else fed_back)


def _kept(each: Recording, today: date) -> Recording:
    return replace(each, transcribed_on=_by(each.transcribed_on, today), deleted_on=_by(each.deleted_on, today))
