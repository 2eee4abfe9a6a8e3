"""Reads: who belongs to a study, and the doors to studies and participants."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Q, QuerySet
from django.db.models.functions import Length

from accounts.access import Actor, Asks, Days, Relation, Relations, Role
from accounts.composed import Composed
from studies.models import Assignment, Centre, EthicsDecision, Membership, Outcome, Part, Participant, Screening, Study
from studies.queries.days import day_of, days_at


@dataclass(frozen=True)
class Owed:
    """One thing that waits for a person: translated words, the page where it is done, the last day for it, its hour.

    `phone`: whom to call for it, now; it comes before everything else.
    """

    words: str
    url: str
    due: date | None
    hour: str = ""  # on the study's clock, where it takes place at an hour
    phone: str = ""


_PARTS = {Role(part.value): part for part in Part}


def _by_day(
    at: datetime, holds: Callable[[date], Q], time_zone: str = "study__time_zone", days: Days | None = None
) -> Q:
    """Give the rows of which `holds` is true on the day of their own study; `time_zone` is the lookup to it."""
    told = (Q(**{time_zone: zone}) & holds(day) for zone, day in (days_at(at) if days is None else days))
    return reduce(or_, told, Q(pk__in=[]))


def _delegated_on(day: date) -> Q:
    return Q(delegated_from__lte=day, rests_since__isnull=True) & _lasts_on(day)


def _lasts_on(day: date) -> Q:
    return Q(ended_at__isnull=True) & (Q(delegated_until__isnull=True) | Q(delegated_until__gte=day))


def delegated(at: datetime, days: Days | None = None) -> Q:
    """Give the memberships that hold at the instant `at`, each on its own study's calendar. For this room alone.

    One that was ended at once holds no more, whatever the instant.
    """
    return _by_day(at, _delegated_on, days=days)


def not_ended(at: datetime) -> Q:
    """Give the memberships that hold at the instant `at`, rest, or begin later. For this room alone."""
    return _by_day(at, _lasts_on)


def _trained(at: datetime) -> Q:
    return _by_day(at, lambda day: _delegated_on(day) & Q(trained_on__lte=day))


def rows_of(statement: str, ids: Iterable[UUID]) -> list[tuple[Any, ...]]:
    """Give the rows of a statement that is asked so often that composing it each time would cost more than asking it.

    `{ids}` in it stands for the ids. What it gives is as the database gives it: an id may be text (see `as_id`).
    """
    here = transaction.get_connection()  # once: the way to it is long
    given = ids_for(here, ids)
    with here.cursor() as cursor:
        cursor.execute(statement.replace("{ids}", ", ".join(["%s"] * len(given))), given)
        return list(cursor.fetchall())


def as_id(given: Any) -> UUID:
    """Give the id that a row of `rows_of` holds."""
    return given if isinstance(given, UUID) else UUID(given)


def ids_for(database: BaseDatabaseWrapper, ids: Iterable[UUID | None]) -> list[Any]:
    """Give ids as values of a statement; that of what is deleted is none."""
    return list(ids) if database.features.has_native_uuid_field else [pk and pk.hex for pk in ids]


@Composed
def _parts_of(days: Days, /, *, person: UUID, at: datetime) -> QuerySet[Membership, str]:
    held = Membership.objects.filter(delegated(at, days), person=person)
    return held.order_by().values_list("part", flat=True).distinct()


def roles_of(person: UUID, at: datetime) -> frozenset[Role]:
    """Give the roles that `person` holds in any study at the instant `at`."""
    parts = set(_parts_of(days_at(at), person=person, at=at))
    return frozenset(role for role, part in _PARTS.items() if part in parts)


def current_memberships(at: datetime) -> QuerySet[Membership]:
    """Give who is what in which study at the instant `at`."""
    return Membership.objects.filter(delegated(at))


def memberships_as(person: UUID, role: Role, at: datetime, days: Days | None = None) -> QuerySet[Membership]:
    """Give the memberships that make `person` a `role` at the instant `at`; `days` are its own, if they are known."""
    return Membership.objects.filter(delegated(at, days), person=person, part=_PARTS[role])


def current_assignments(at: datetime, days: Days | None = None) -> QuerySet[Assignment]:
    """Give who is whose interviewer at the instant `at`; `days` are its own, if they are known."""

    def holds(day: date) -> Q:
        return Q(from_day__lte=day) & (Q(until_day__isnull=True) | Q(until_day__gte=day))

    return Assignment.objects.filter(_by_day(at, holds, "participant__study__time_zone", days))


def facts_of_cases(
    people: Collection[UUID], participants: Collection[UUID], at: datetime
) -> tuple[dict[UUID, list[Any]], dict[UUID, list[Any]], list[Any]]:
    """Give what decides who may reach whom at `at`: memberships by person, assignments by participant, and the days.

    Three queries. While it is the same, `roles_of`, `memberships_as` and `current_assignments` find the same.
    """
    days = list(days_at(at))
    memberships = Membership.objects.filter(person__in=people).order_by("pk")
    team = _by_first(memberships.values_list(
        "person", "pk", "study", "centre", "part", "delegated_from", "delegated_until", "ended_at",
        "rests_since", "study__time_zone",
    ))  # fmt: skip
    assignments = Assignment.objects.filter(participant__in=participants).order_by("pk")
    return team, _by_first(assignments.values_list("participant", "pk", "person", "from_day", "until_day")), days


def _by_first(rows: Iterable[tuple[Any, ...]]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = {}
    for first, *others in rows:
        found.setdefault(first, []).append(others)
    return found


def by_participant(path: str) -> Relations:
    """Give the relations of rows that reach their participant by the lookup `path` ("" for participants themselves)."""
    to = f"{path}__" if path else ""
    pk = f"{path}__pk" if path else "pk"

    def related(actor: Actor, role: Role, relation: Relation, at: datetime, days: Days) -> Q:
        if relation is Relation.OWN_CODE:
            return Q(**{pk: actor.code})
        mine = memberships_as(actor.id, role, at, days)
        if relation is Relation.OWN_STUDY:
            return Q(**{f"{to}study__in": mine.values("study")})
        if relation is Relation.OWN_CENTRE:
            return Q(**{f"{to}centre__in": mine.values("centre")})
        if relation is Relation.ASSIGNED:
            cases = current_assignments(at, days).filter(person=actor.id)
            return Q(**{f"{pk}__in": cases.values("participant"), f"{to}study__in": mine.values("study")})
        raise ValueError(f"participants are not related by {relation}")

    return related


def by_study(path: str) -> Relations:
    """Give the relations of rows that reach their study by the lookup `path` ("" for studies themselves)."""

    def related(actor: Actor, role: Role, relation: Relation, at: datetime, days: Days) -> Q:
        if relation is not Relation.OWN_STUDY:
            raise ValueError(f"studies are not related by {relation}")
        return Q(**{f"{path}__in" if path else "pk__in": memberships_as(actor.id, role, at, days).values("study")})

    return related


def _screened_by(actor: Actor, role: Role, relation: Relation, at: datetime, days: Days) -> Q:
    """Give the relations of screenings: to who screened, and to the study."""
    if relation is not Relation.NAMED:
        return by_study("study")(actor, role, relation, at, days)
    return by_study("study")(actor, role, Relation.OWN_STUDY, at, days) & Q(by=actor.id)


RELATIONS: dict[str, Relations] = {
    "study": by_study(""),
    "participant": by_participant(""),
    "screening": _screened_by,
}


def studies(asks: Asks) -> QuerySet[Study]:
    """Give the studies of who asks, by title."""
    return asks.all(Study.objects.order_by("title"))


def study(asks: Asks, pk: UUID) -> Study:
    """Give one study. Raises Denied."""
    return asks.one(Study.objects.all, pk)


def participants(asks: Asks) -> QuerySet[Participant]:
    """Give the participants that who asks may reach, by study and code."""
    rows = Participant.objects.select_related("study", "centre").order_by("study__title", "code")
    return asks.to("read", "participant").all(rows)


def participant(asks: Asks, pk: UUID) -> Participant:
    """Give one participant, with study and centre, for the action of the asker's own row. Raises Denied."""
    return asks.one(_participants, pk)


def _participants() -> QuerySet[Participant]:
    return Participant.objects.select_related("study", "centre")


def window_at(study: Study, at: datetime) -> EthicsDecision | None:
    """Give the ethics decision whose window holds the instant `at`, on the study's own calendar; or None."""
    day = day_of(study, at)
    return study.decisions.filter(window_from__lte=day, window_until__gte=day).order_by("decided_on").last()


def may_prepare_alone(study: Study, at: datetime) -> bool:
    """Say whether the ethics decision of this day names that a participant may prepare her timeline alone."""
    decision = window_at(study, at)
    return decision is not None and decision.prepare_alone


def wordings(study: Study, language: str) -> dict[str, str]:
    """Give what the placeholders of the consent texts say in this study and language."""
    return dict(study.wordings.filter(language=language).values_list("key", "text"))


def is_trained(person: UUID, study: UUID, parts: Iterable[Part], at: datetime) -> bool:
    """Say whether `person` is delegated as one of `parts` in `study` at `at`, and was trained by then."""
    return Membership.objects.filter(_trained(at), person=person, study=study, part__in=list(parts)).exists()


def decisions(study: Study) -> QuerySet[EthicsDecision]:
    """Give the ethics decisions of a study, the latest first."""
    return study.decisions.order_by("-decided_on", "-recorded_at")


def centres(study: Study) -> QuerySet[Centre]:
    """Give the centres of a study by name."""
    return study.centres.order_by("name")


def team(study: Study) -> QuerySet[Membership]:
    """Give everybody who belongs to a study, by part and code, T2 before T10."""
    return study.memberships.select_related("person", "centre").order_by("part", Length("code"), "code")


def open_parts(study: Study, at: datetime) -> QuerySet[Membership]:
    """Give who belongs to a study on the day of `at` or from a later one on, by part and code."""
    return team(study).filter(not_ended(at))


def interviewers(study: Study, at: datetime) -> QuerySet[Membership]:
    """Give the trained interviewers of a study at the instant `at`, by name."""
    trained = study.memberships.filter(_trained(at), part=Part.INTERVIEWER)
    return trained.select_related("person").order_by("person__name")


def screening(asks: Asks, pk: UUID) -> Screening:
    """Give one screening, with its study and centre. Raises Denied."""
    return asks.one(Screening.objects.select_related("study", "centre", "by", "participant"), pk)


def not_yet(study: Study) -> QuerySet[Screening]:
    """Give the screenings of a study after which nobody was taken in because it was too early, oldest first."""
    waiting = study.screenings.filter(participant=None, outcome=Outcome.NOT_YET)
    return waiting.select_related("centre", "by").order_by("at")
