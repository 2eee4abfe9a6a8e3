"""Reads: who belongs to a study, and the doors to studies and participants."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from accounts.access import Actor, Asks, Relation, Relations, Role
from studies.models import Assignment, Centre, EthicsDecision, Membership, Participant, Part, Study


@dataclass(frozen=True)
class Owed:
    """One thing that waits for a person: translated words, the page where it is done, and the last day for it."""

    words: str
    url: str
    due: date | None


_PARTS = {Role(part.value): part for part in Part}


def _delegated(at: datetime) -> Q:
    today = at.date()
    return Q(delegated_from__lte=today) & (Q(delegated_until__isnull=True) | Q(delegated_until__gte=today))


def roles_of(person: UUID, at: datetime) -> frozenset[Role]:
    """Give the roles that `person` holds in any study at the instant `at`."""
    parts = Membership.objects.filter(_delegated(at), person=person).values_list("part", flat=True).distinct()
    return frozenset(role for role, part in _PARTS.items() if part in set(parts))


def memberships_as(person: UUID, role: Role, at: datetime) -> QuerySet[Membership]:
    """Give the memberships that make `person` a `role` at the instant `at`."""
    return Membership.objects.filter(_delegated(at), person=person, part=_PARTS[role])


def by_participant(path: str) -> Relations:
    """Give the relations of rows that reach their participant by the lookup `path` ("" for participants themselves)."""
    to = f"{path}__" if path else ""
    pk = f"{path}__pk" if path else "pk"

    def related(actor: Actor, role: Role, relation: Relation, at: datetime) -> Q:
        if relation is Relation.OWN_CODE:
            return Q(**{pk: actor.code})
        mine = memberships_as(actor.id, role, at)
        if relation is Relation.OWN_STUDY:
            return Q(**{f"{to}study__in": mine.values("study")})
        if relation is Relation.OWN_CENTRE:
            return Q(**{f"{to}centre__in": mine.values("centre")})
        if relation is Relation.ASSIGNED:
            today = at.date()
            cases = Assignment.objects.filter(
                Q(until_day__isnull=True) | Q(until_day__gte=today), person=actor.id, from_day__lte=today
            )
            return Q(**{f"{pk}__in": cases.values("participant"), f"{to}study__in": mine.values("study")})
        raise ValueError(f"participants are not related by {relation}")

    return related


def by_study(path: str) -> Relations:
    """Give the relations of rows that reach their study by the lookup `path` ("" for studies themselves)."""

    def related(actor: Actor, role: Role, relation: Relation, at: datetime) -> Q:
        if relation is not Relation.OWN_STUDY:
            raise ValueError(f"studies are not related by {relation}")
        return Q(**{f"{path}__in" if path else "pk__in": memberships_as(actor.id, role, at).values("study")})

    return related


RELATIONS: dict[str, Relations] = {"study": by_study(""), "participant": by_participant("")}


def studies(asks: Asks) -> QuerySet[Study]:
    """Give the studies of who asks, by title."""
    return asks.all(Study.objects.order_by("title"))


def study(asks: Asks, pk: UUID) -> Study:
    """Give one study. Raises Denied."""
    return asks.one(Study.objects.all(), pk)


def participants(asks: Asks) -> QuerySet[Participant]:
    """Give the participants that who asks may reach, by study and code."""
    rows = Participant.objects.select_related("study", "centre").order_by("study__title", "code")
    return asks.to("read", "participant").all(rows)


def participant(asks: Asks, pk: UUID) -> Participant:
    """Give one participant, with study and centre, for the action of the asker's own row. Raises Denied."""
    return asks.one(Participant.objects.select_related("study", "centre"), pk)


def window_at(study: Study, at: datetime) -> EthicsDecision | None:
    """Give the ethics decision whose window holds the instant `at`, on the study's own calendar; or None."""
    day = at.astimezone(ZoneInfo(study.time_zone)).date()
    return study.decisions.filter(window_from__lte=day, window_until__gte=day).order_by("decided_on").last()


def therapists(centre: Centre, at: datetime) -> QuerySet[Membership]:
    """Give the therapists' memberships of a centre at the instant `at`. Called by services, not by pages."""
    return Membership.objects.filter(_delegated(at), centre=centre, part=Part.THERAPIST)


def wordings(study: Study, language: str) -> dict[str, str]:
    """Give what the placeholders of the consent texts say in this study and language."""
    return dict(study.wordings.filter(language=language).values_list("key", "text"))


def is_trained(person: UUID, study: UUID, parts: Iterable[Part], at: datetime) -> bool:
    """Say whether `person` is delegated as one of `parts` in `study` at `at`, and was trained by then."""
    return Membership.objects.filter(
        _delegated(at), person=person, study=study, part__in=list(parts), trained_on__lte=at.date()
    ).exists()
