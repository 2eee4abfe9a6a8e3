"""What is to be done now, drawn from the rooms below, and how far a study is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from importlib import import_module
from uuid import UUID

from django.db.models import Count
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.access import Asks, Role
from accounts.models import Person
from checkins.queries import Safe, safety, unheard
from consent.queries import InForce, in_force_of
from interviews.few import between_quarters
from interviews.models import LengthCut
from interviews.queries import (
    Carrying,
    Team,
    Way,
    carrying,
    completed_by,
    completed_on,
    last_month_until,
    lengths_cut,
    overdue,
    pace_of,
    progress,
    team_week,
    ways,
)
from interviews.rules import as_hours
from studies.models import Cause, Study
from studies.queries import FEWEST, Owed, current_memberships, day_of, decisions, memberships_as, studies
from today.plots import Plot, Row, by_month, plot
from transcripts.queries import overdue as recordings_overdue

ROOMS = ["studies", "consent", "checkins", "timelines", "interviews", "transcripts"]
"""Rooms that may say what somebody has to do."""


def _owed_by(room: str) -> Callable[..., list[Owed]]:
    asked: Callable[..., list[Owed]] | None = getattr(import_module(f"{room}.queries"), "owed", None)
    return asked or (lambda person, at: [])


def waiting(person: Person, at: datetime, mine: list[Way] | None = None) -> list[Owed]:
    """Give what waits for `person`, in its order: calls first, then by its day, the earliest first, no day last.

    `mine` are their ways, when they have been read already.
    """
    known = {} if mine is None else {"interviews": {"mine": mine}}
    found = dict.fromkeys(owed for room in ROOMS for owed in _owed_by(room)(person, at, **known.get(room, {})))
    return sorted(found, key=lambda owed: (not owed.phone, owed.due is None, owed.due or date.max))


def my_ways(asks: Asks) -> list[Way]:
    """Give the ways of the asker's own participants; none for who interviews nobody."""
    return ways(asks) if asks.to("read", "interview").may() else []


def day(asks: Asks) -> date:
    """Give the day that it is for who asks, on the calendar of the study to which they came first."""
    mine = current_memberships(asks.at).filter(person=asks.actor.id).select_related("study")
    first = mine.order_by("delegated_from", "code").first()
    return day_of(first.study, asks.at) if first else timezone.localdate(asks.at)


@dataclass(frozen=True)
class Counted:
    """How many have come through one step, of how many."""

    label: str
    done: int
    of: int

    @property
    def length(self) -> int:
        """The length of its bar of 100 units."""
        return 100 * self.done // self.of if self.of else 0


@dataclass(frozen=True)
class Outcome:
    """One safety outcome, how often, and the length of its bar of 100 units; None for few."""

    words: str
    count: int | None
    length: int


@dataclass(frozen=True)
class Progress:
    """How far a study is: counts only, never one participant."""

    study: Study
    steps: list[Counted]
    stopped: str  # how many participants have withdrawn themselves; under five the number is not said
    deleted: str  # how many the staff had deleted, said in the same way; "" for none
    not_whole: str  # how many complete interviews no consent is in force for now, in words; "" for none
    deviations: list[tuple[str, int]]
    lasted: LengthCut | None  # as last cut
    overdue: list[Owed]
    months: Plot | None  # interviews against the plan; None without a plan or a window
    carrying: Carrying
    loads: Plot | None  # how sittings were for interviewers; None for fewer than three of them
    outcomes: list[Outcome]  # up to the end of the last month; empty while all are few

    @property
    def lengths(self) -> list[str]:
        """The mean and the quarters of an hour between which all lie, in hours and minutes; empty for fewer than 5."""
        cut = self.lasted
        lengths = (cut.mean, *between_quarters(cut.shortest, cut.longest)) if cut else ()
        return [as_hours(seconds) for seconds in lengths]


def led(asks: Asks) -> list[Progress]:
    """Give the progress of the studies that the asker leads."""
    to_lead = asks.to("set up", "study")
    return [_progress(study, asks.at) for study in studies(to_lead)] if to_lead.may() else []


def _progress(study: Study, at: datetime) -> Progress:
    participants = list(study.participants.all())
    consents = in_force_of(participants, at)
    standing = list(consents.values())
    carried, steps = carrying(study), _steps(study, consents)
    counted = study.deviations.values_list("cause").annotate(number=Count("pk")).order_by("cause")
    return Progress(
        study=study,
        steps=steps,
        stopped=from_five(sum(bool(each.withdrawn) and not each.by_study for each in standing)) or _("nobody"),
        deleted=from_five(sum(each.by_study for each in standing)),
        not_whole=not_whole(sum(not consents[her].valid for her in completed_by(study))),
        deviations=[(str(Cause(cause).label), number) for cause, number in counted],
        lasted=lengths_cut(study),
        overdue=_late(study, at),
        months=_months(study, at),
        carrying=carried,
        loads=_loads(carried),
        outcomes=_outcomes(safety(study, last_month_until(study, at)), steps[SITTINGS].of),
    )


def _late(study: Study, at: datetime) -> list[Owed]:
    late = [*overdue(study, at), *recordings_overdue(study, at), *unheard(study, at)]
    return sorted(late, key=lambda each: (not each.phone, each.due or date.max))


def from_five(number: int) -> str:
    """Give a number about participants in words: under five it is not said; "" for none."""
    return str(number) if number >= FEWEST else _("fewer than five") if number else ""


def not_whole(number: int) -> str:
    """Give in words of how many complete interviews no consent is in force; under five the number is not said."""
    if not number:
        return ""
    if number < FEWEST:
        return _("Of the complete interviews fewer than five have no consent in force now.")
    return _("Of the complete interviews %(number)s have no consent in force now.") % {"number": number}


@dataclass(frozen=True)
class Supervised:
    """A study as its supervisor sees it beside what is asked and shared: counts of three interviewers or more."""

    study: Study
    week: Team | None
    carrying: Carrying
    loads: Plot | None


def supervised(asks: Asks) -> list[Supervised]:
    """Give the studies whose interviewers the asker supervises."""
    mine = memberships_as(asks.actor.id, Role.SUPERVISOR, asks.at).values("study")
    return [
        Supervised(each, team_week(each, asks.at), carried := carrying(each), _loads(carried))
        for each in Study.objects.filter(pk__in=mine).order_by("title")
    ]


def _loads(carried: Carrying) -> Plot | None:
    return plot([Row(words, number) for words, number in carried.loads]) if carried.loads else None


SITTINGS = 3
"""The step that counts sittings, of all that were planned."""


def _steps(study: Study, consents: dict[UUID, InForce]) -> list[Counted]:
    sharing = [pk for pk, each in consents.items() if "C06" in each.items]
    far, everybody = progress(study, sharing), len(consents)
    return [
        Counted(_("Consent in force"), sum(each.valid for each in consents.values()), everybody),
        Counted(_("Characteristics kept"), far["described"], everybody),
        Counted(_("Attunements given"), far["attuned"], far["planned"]),
        Counted(_("Sittings held"), far["ended"], far["planned"]),
        Counted(_("Feedback given"), far["fed_back"], far["asks"]),
        Counted(_("Interviews complete"), far["completed"], everybody),
    ]


def _outcomes(found: list[Safe], sittings: int) -> list[Outcome]:
    """Give the outcomes with the length of their bars; a full one would be every sitting that was ever planned."""
    counts = [each.count or 0 for each in found]
    full = max([sittings, *counts])
    return [Outcome(each.words, each.count, 100 * (each.count or 0) // full) for each in found] if any(counts) else []


def _months(study: Study, at: datetime) -> Plot | None:
    """Give complete interviews by the end of each month beside the plan, which grows evenly over the ethics window."""
    planned, windows = pace_of(study).interviews, list(decisions(study))
    if not planned or not windows:
        return None
    window = min(each.window_from for each in windows), max(each.window_until for each in windows)
    months = by_month(completed_on(study), planned, window, day_of(study, at))
    return plot([Row(date_format(each.first_day, "M y"), each.complete, each.planned) for each in months])
