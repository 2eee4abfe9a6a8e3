"""Reads that look after interviewers: what they carry, their own moments, and what supervisors were given."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.access import Actor, Asks, Days, Relation, Role
from accounts.models import Person
from checkins.models import Feedback
from checkins.queries import asked_now, firsts_that_ask_now
from interviews.load import LOOKED_AT, Carried, Limits, week_of
from interviews.models import Debrief, Listening, Load, MomentCut, Need, Pace, Sitting, Supervision
from interviews.queries import way
from interviews.queries.counts import soon_alone
from studies.models import Part, Participant, Study
from studies.queries import (
    Owed,
    begin_of,
    by_study,
    current_assignments,
    current_memberships,
    day_of,
    memberships_as,
    reached,
)

FEWEST_INTERVIEWERS = 3
"""Below this many interviewers nothing is counted of them together (R66)."""
_WITHOUT_A_TIME_FIRST = F("booked_for").asc(nulls_first=True)  # each database has an order of its own for these


def own_debriefs(actor: Actor, role: Role, relation: Relation, at: datetime, days: Days) -> Q:
    """Leave to an interviewer what they wrote themselves."""
    if relation is not Relation.SELF:
        raise ValueError(f"debriefs are not related by {relation}")
    return Q(person=actor.id)


RELATIONS = {
    "own debrief": own_debriefs,
    "shared debrief": by_study("sitting__interview__participant__study"),
    "supervision": by_study("study"),
    "own talk": by_study(""),  # asked of the supervisors of a study
}


def pace_of(study: Study | UUID) -> Pace:
    """Give a study's pace; one that was never set has no limit."""
    pk = study.pk if isinstance(study, Study) else study
    return Pace.objects.filter(study=pk).first() or Pace(study_id=pk)


def limits_of(pace: Pace) -> Limits:
    """Give the limits of a pace as the rule takes them."""
    return Limits(pace.sittings_a_day, pace.sittings_a_week, pace.hours_after_heavy, pace.minutes_as_a_sitting)


def carried_by(person: UUID, around: datetime, at: datetime) -> Carried:
    """Give what `person` carries in the weeks around a moment, in all studies; four queries.

    Their own sittings, and those planned with the participants whose interviewer they are at `at`.
    """
    cases = current_assignments(at).filter(person=person).values("participant")
    theirs = Q(opened_by=person) | Q(opened_at=None, interview__participant__in=cases)
    first, last = around - timedelta(days=8), around + timedelta(days=LOOKED_AT + 8)
    when = Q(opened_at__range=(first, last)) | Q(opened_at=None, planned_for__range=(first, last))
    rows = Sitting.objects.filter(theirs & when).select_related("interview__participant__study")
    heavy = Debrief.objects.filter(person=person, load__gte=Load.HEAVY, sitting__closed_at__isnull=False)
    listened = Listening.objects.filter(person=person, on__range=(first.date(), last.date()))
    return Carried(
        days=[day_of(row.interview.participant.study, row.opened_at or row.planned_for) for row in rows],
        listened=list(listened.values_list("on", "minutes")),
        heavy_until=heavy.order_by("-sitting__closed_at").values_list("sitting__closed_at", flat=True).first(),
    )


@dataclass(frozen=True)
class Week:
    """How much of a week an interviewer carries; `most` is None without a limit."""

    sittings: int
    minutes: int
    most: int | None


def week_for(person: UUID, study: Study, at: datetime) -> Week:
    """Give what `person` carries in the week of `at`, beside the limit of a study."""
    limits, carried = limits_of(pace_of(study)), carried_by(person, at, at)
    first, last = week_of(day_of(study, at))
    minutes = sum(minutes for day, minutes in carried.listened if first <= day <= last)
    return Week(carried.on(first, last, limits), minutes, limits.a_week)


def moments(asks: Asks) -> QuerySet[Debrief]:
    """Give who asks their own moments, newest first."""
    return asks.all(Debrief.objects.select_related("sitting__interview__participant__study").order_by("-at"))


def moment(asks: Asks, pk: UUID) -> Debrief:
    """Give one moment that who asks wrote. Raises Denied."""
    return asks.one(Debrief.objects.select_related("sitting__interview__participant__study"), pk)


def shared(asks: Asks) -> QuerySet[Debrief]:
    """Give a supervisor the moments that are shared now, not read ones first; nothing of a participant."""
    rows = Debrief.objects.filter(shared_at__isnull=False).select_related(
        "person", "sitting__interview__participant__study"
    )
    return asks.to("read", "shared debrief").all(rows).order_by(F("read_at").desc(nulls_first=True), "-shared_at")


def asked(asks: Asks) -> QuerySet[Supervision]:
    """Give a supervisor the talks that were asked for or are to come, most urgent first."""
    rows = Supervision.objects.filter(Q(booked_for=None) | Q(booked_for__gte=asks.at - timedelta(hours=12)))
    rows = rows.select_related("person", "study", "booked_by")
    return asks.to("book", "supervision").all(rows).order_by(_WITHOUT_A_TIME_FIRST, "-need", "asked_at")


def supervision(asks: Asks, pk: UUID) -> Supervision:
    """Give one talk that was asked for. Raises Denied."""
    return asks.one(Supervision.objects.select_related("study", "person"), pk)


def talks_of(person: UUID, at: datetime) -> QuerySet[Supervision]:
    """Give the talks that `person` asked for and that are not over: without a time first."""
    rows = Supervision.objects.filter(person=person).filter(Q(booked_for=None) | Q(booked_for__gte=at))
    return rows.select_related("study", "booked_by").order_by(_WITHOUT_A_TIME_FIRST)


@dataclass(frozen=True)
class Carrying:
    """How sittings were for the interviewers of a study; None for what is about one or two; `loads` empty if all is."""

    loads: list[tuple[str, int | None]]
    asked: int | None


def last_month_until(study: Study, at: datetime) -> datetime:
    """Give when the last whole month before `at` ended, on the study's clock, exclusive."""
    return begin_of(study, day_of(study, at).replace(day=1))


def moment_counts(study: Study) -> dict[str, Any]:
    """Give how many moments were light to too much, and in how many supervision was needed. For a cut only.

    None in the place of a number that is about one or two interviewers.
    """
    kept = Debrief.objects.filter(sitting__interview__participant__study=study).values_list("load", "need", "person")
    loads = {str(code): _of_three([who for load, _need, who in kept if load == code]) for code in Load.values}
    needs = {Need.THIS_WEEK, Need.SAME_DAY}
    return {"loads": loads, "asked": _of_three([who for _load, need, who in kept if need in needs])}


def _of_three(people: list[UUID]) -> int | None:
    """Give how many moments these people kept; None when they are one or two."""
    return len(people) if len(set(people)) in {0, *range(FEWEST_INTERVIEWERS, len(people) + 1)} else None


def carrying(study: Study) -> Carrying:
    """Give how many moments were light to too much, for a lead, never about fewer than three interviewers (R66).

    It is what was last cut: two looks differ by moments of three interviewers, or by nothing.
    """
    cut = MomentCut.objects.filter(study=study).first()
    counts = cut.counts if cut else {"loads": {}, "asked": None}
    loads = [(str(each.label), _shown(counts["loads"].get(str(each.value)))) for each in Load]
    return Carrying(loads if any(number for _words, number in loads) else [], _shown(counts["asked"]))


def _shown(number: int | None) -> int | None:
    """Give a number of a cut; None for one or two, which an older cut has kept."""
    return None if number in range(1, FEWEST_INTERVIEWERS) else number


@dataclass(frozen=True)
class Team:
    """How many sittings are held or planned in a week of a study, and how many interviewers carry them."""

    sittings: int
    interviewers: int


def team_week(study: Study, at: datetime) -> Team | None:
    """Give how much the interviewers of a study carry together in the week of `at`; None for fewer than three.

    Who carries nothing in this week does not count: an account more makes the number about nobody else.
    """
    first, last = week_of(day_of(study, at))
    begins, ends = (begin_of(study, day) for day in (first, last + timedelta(days=1)))
    when = Q(opened_at__gte=begins, opened_at__lt=ends) | Q(
        opened_at=None, planned_for__gte=begins, planned_for__lt=ends
    )
    rows = Sitting.objects.filter(when, interview__participant__study=study)
    held = list(rows.values_list("opened_by", "interview__participant"))
    planned = current_assignments(at).filter(participant__in=[her for by, her in held if by is None])
    team = {by for by, _her in held if by} | set(planned.values_list("person", flat=True))
    return Team(len(held), len(team)) if len(team) >= FEWEST_INTERVIEWERS else None


def owed(person: Person, at: datetime, mine: list[way.Way] | None = None) -> list[Owed]:
    """Give what waits for `person` here: their interviews, talks that are booked, and what a supervisor was given.

    `mine` are their ways, when they have been read already.
    """
    first, interviews = _nobody_answers(person, at), way.owed(person, at, mine)
    return [*first, *interviews, *_talks(person, at), *_for_supervisors(person, at), *_for_leads(person, at)]


def _nobody_answers(person: Person, at: datetime) -> list[Owed]:
    """Give of whom somebody is asked to see her now, while nobody has answered: her interviewer's, and who asked.

    With the number of her centre, first of all, as long as it is so; each leads to the end of a sitting of their own.
    """
    asks = Asks(Actor(person.pk, roles=frozenset({Role.INTERVIEWER})), "sitting", "run", at)
    gave = Sitting.objects.filter(opened_by=person, feedback__in=firsts_that_ask_now())
    theirs = Q(pk__in=current_assignments(at).filter(person=person).values("participant"))
    waits = asked_now(Participant.objects.filter(theirs | Q(pk__in=gave.values("interview__participant"))), at)
    if not waits:
        return []
    pages = dict(asks.all(gave).values_list("feedback", "pk"))
    cases = set(asks.to("read", "interview").all(Participant.objects.all()).values_list("pk", flat=True))
    there = reached({row.participant.centre_id for row in waits}, at)
    return [
        _call(row, pages.get(first), row.participant.centre_id in there)
        for row in waits for first in [row.corrects_id or row.pk]  # a sitting keeps the first one
        if first in pages or row.participant_id in cases
    ]  # fmt: skip


def _call(row: Feedback, sitting: UUID | None, there: bool) -> Owed:
    her = row.participant
    words = _("%(code)s: somebody is asked to see her now, and nobody has answered yet. Call %(centre)s.")
    if not there:
        words = _("Nobody at %(centre)s can be told that you ask for somebody to see %(code)s.")
    url = reverse("interviews:end", args=[sitting]) if sitting else reverse("interviews:interview", args=[her.pk])
    day = day_of(her.study, row.released_at)
    return Owed(words % {"centre": her.centre.name, "code": her.code}, url, day, phone=her.centre.phone)


def _for_leads(person: Person, at: datetime) -> list[Owed]:
    """Give who will soon have nobody in a study that somebody leads, and the studies whose pace was never set."""
    led = Study.objects.filter(pk__in=memberships_as(person.pk, Role.LEAD, at).values("study")).order_by("title")
    alone = [each for study in led for each in soon_alone(study, at)]
    words = _("%(title)s: say how many interviews are planned, and what one interviewer carries")
    return alone + [
        Owed(words % {"title": each.title}, reverse("interviews:pace", args=[each.pk]), None)
        for each in led.exclude(pk__in=Pace.objects.values("study"))
    ]


def _talks(person: Person, at: datetime) -> list[Owed]:
    rows = talks_of(person.pk, at).filter(booked_for__isnull=False)
    url = reverse("interviews:moments")
    return [_booked(row, row.booked_by, url) for row in rows]


def _booked(row: Supervision, other: Person | None, url: str) -> Owed:
    words = _("Supervision with %(name)s at %(time)s")
    said = {"name": other.name if other else "", "time": date_format(_local(row), "H:i")}
    return Owed(words % said, url, _local(row).date())


def _local(row: Supervision) -> datetime:
    assert row.booked_for is not None  # nosec B101 # noqa: S101 - asked of those that are booked
    return row.booked_for.astimezone(ZoneInfo(row.study.time_zone))


def _for_supervisors(person: Person, at: datetime) -> list[Owed]:
    if not memberships_as(person.pk, Role.SUPERVISOR, at).exists():
        return []
    asks = Asks(Actor(person.pk, roles=frozenset({Role.SUPERVISOR})), "supervision", "book", at)
    url, asking, shows = reverse("interviews:shared"), _("%(name)s asks for supervision"), _("%(name)s shares a moment")
    wished = [
        Owed(asking % {"name": row.person.name}, url, last_day(row)) for row in asked(asks).filter(booked_for=None)
    ]
    given = [Owed(shows % {"name": row.person.name}, url, None) for row in shared(asks).filter(read_at=None)]
    mine = asked(asks).filter(booked_by=person.pk, booked_for__gte=at)
    return [*wished, *(_booked(row, row.person, url) for row in mine), *given]


def last_day(row: Supervision) -> date:
    """Give the day by which a talk was asked for: the same one, or six days later."""
    day = day_of(row.study, row.asked_at)
    return day if row.need == Need.SAME_DAY else day + timedelta(days=6)


def supervisors(study: Study, at: datetime) -> bool:
    """Say whether a study has a supervisor at `at`."""
    return current_memberships(at).filter(study=study, part=Part.SUPERVISOR).exists()
