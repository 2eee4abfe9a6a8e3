"""Reads: participants as a list shows them, and what waits for somebody in this room."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import Asks, Role
from accounts.models import Person
from studies import rules
from studies.models import Assignment, Deviation, Membership, Outcome, Part, Participant, Screening, Study
from studies.queries.days import day_of
from studies.queries.rows import Owed, current_assignments, current_memberships, memberships_as, not_ended


@dataclass(frozen=True)
class Listed:
    """A participant as the list shows her: with the name of her interviewer, and whether that is who asks."""

    participant: Participant
    interviewer: str
    case: bool


def cases_of(asks: Asks) -> set[UUID]:
    """Give the participants of whom the asker is the interviewer now."""
    current = current_assignments(asks.at).filter(person=asks.actor.id)
    return set(current.values_list("participant", flat=True))


def without_interviewer(study: Study, at: datetime) -> set[UUID]:
    """Give the participants of a study of whom nobody with a part and an open account is the interviewer at `at`."""
    able = current_memberships(at).filter(study=study, part=Part.INTERVIEWER, person__is_active=True)
    cared_for = current_assignments(at).filter(person__in=able.values("person")).values("participant")
    return set(study.participants.exclude(pk__in=cared_for).values_list("pk", flat=True))


def _parts_of_interviewers(study: Study, at: datetime) -> dict[UUID, list[tuple[date, date | None]]]:
    """Give by person the days, from first to last, on which they are or will be interviewers of a study."""
    rows = study.memberships.filter(not_ended(at), part=Part.INTERVIEWER, rests_since=None, person__is_active=True)
    found: dict[UUID, list[tuple[date, date | None]]] = defaultdict(list)
    for person, first, last in rows.values_list("person", "delegated_from", "delegated_until"):
        found[person].append((first, last))
    return found


def ends_soon(person: UUID, study: Study, at: datetime) -> date | None:
    """Give the last day of `person` as an interviewer of a study when it comes soon after `at`, else None."""
    today = day_of(study, at)
    last = rules.last_covered(_parts_of_interviewers(study, at)[person], today)
    return last if last is not None and last < today + rules.SOON else None


def soon_without(study: Study, at: datetime) -> dict[UUID, date]:
    """Give those who have an interviewer now and soon nobody, with the last day on which they have one; two queries."""
    today, parts = day_of(study, at), _parts_of_interviewers(study, at)
    rows = Assignment.objects.filter(Q(until_day=None) | Q(until_day__gte=today), participant__study=study)
    spans: dict[UUID, list[tuple[date, date | None]]] = defaultdict(list)
    for her, person, first, last in rows.values_list("participant", "person", "from_day", "until_day"):
        spans[her] += [rules.both((first, last), part) for part in parts[person]]
    ends = {her: rules.last_covered(days, today) for her, days in spans.items()}
    return {her: last for her, last in ends.items() if last is not None and today <= last < today + rules.SOON}


def interviewers_of(participants: Iterable[Participant], at: datetime) -> dict[UUID, str]:
    """Give the names of the current interviewers, by participant; one query."""
    current = current_assignments(at).filter(participant__in=[one.pk for one in participants]).order_by("from_day")
    names: dict[UUID, str] = {}
    for one in current.select_related("person"):
        names[one.participant_id] = ", ".join(filter(None, [names.get(one.participant_id, ""), one.person.name]))
    return names


def listed(asks: Asks, participants: Iterable[Participant]) -> list[Listed]:
    """Give `participants` as who asks sees them in a list; two queries."""
    rows = list(participants)
    names, cases = interviewers_of(rows, asks.at), cases_of(asks)
    return [Listed(row, names.get(row.pk, ""), row.pk in cases) for row in rows]


def owed(person: Person, at: datetime) -> list[Owed]:
    """Give whom `person` has screened and can take in by now, with the last day on which this is kept.

    Also, to a lead, whose part rests until they say that it is really them.
    """
    led = memberships_as(person.pk, Role.LEAD, at).values("study")
    rests = Membership.objects.filter(study__in=led, rests_since__isnull=False).exclude(part=Part.LEAD)
    return _taken_in(person, at) + [
        Owed(
            _("An account of your team was begun anew: is it them?"),
            reverse("studies:study", args=[pk]) + "#team",
            None,
        )
        for pk in rests.order_by("study").values_list("study", flat=True).distinct()
    ]


def _taken_in(person: Person, at: datetime) -> list[Owed]:
    own = Screening.objects.filter(participant=None, by=person).exclude(outcome=Outcome.NOT).select_related("study")
    rows = own.filter(study__in=memberships_as(person.pk, Role.INTERVIEWER, at).values("study")).order_by("at")
    words = _("Somebody you screened can take part")
    return [
        Owed(words, reverse("studies:outcome", args=[row.pk]), rules.last_kept(day_of(row.study, row.at)))
        for row in rows
        if rules.can_come_in(row.outcome, row.eligible_from, day_of(row.study, at))
    ]


def deviations(study: Study) -> QuerySet[Deviation]:
    """Give the deviations of a study with whom they are about and who wrote them down, newest first."""
    return study.deviations.select_related("participant", "by").order_by("-at", "-pk")
