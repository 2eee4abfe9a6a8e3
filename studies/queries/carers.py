"""Who of a centre is told that something waits, and which coded words a study approves."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet

from studies.models import Centre, Membership, Part, Study
from studies.queries.days import day_of
from studies.queries.rows import delegated, not_ended


def approved_vocabulary(study: Study, at: datetime) -> int | None:
    """Give the version of the check-ins' coded words that the latest ethics decision by then approves, or None.

    A sitting outside the window of the decision is a deviation; its words are still those that were approved.
    """
    known = study.decisions.filter(decided_on__lte=day_of(study, at)).order_by("decided_on", "recorded_at")
    last = known.values_list("vocabulary", flat=True).last()
    return int(last) if last is not None else None


def on_call(centre: Centre, at: datetime) -> QuerySet[Membership]:
    """Give who is told at once when nobody has answered: the on-call list, without one every therapist there."""
    return _or_everybody(therapists(centre, at), on_call=True)


def back_up(centre: Centre, at: datetime) -> QuerySet[Membership]:
    """Give who is told of what stays unanswered: the back-up, without one every therapist of the centre."""
    return _or_everybody(therapists(centre, at), back_up=True)


def leads(study: Study | OuterRef, at: datetime) -> QuerySet[Membership]:
    """Give the memberships of a study's leads with open accounts at `at`. Called by services, not by pages."""
    return Membership.objects.filter(delegated(at), study=study, part=Part.LEAD, person__is_active=True)


def _or_everybody(there: QuerySet[Membership], **named: bool) -> QuerySet[Membership]:
    chosen = there.filter(**named)
    return chosen if chosen.exists() else there


@dataclass(frozen=True)
class Chain:
    """Who of a centre is told that nobody has answered, by name, in order; each list may be all of them."""

    centre: Centre
    everybody: list[str]
    on_call: list[str]
    back_up: list[str]

    @property
    def nobody_else(self) -> bool:
        """Whether all of them are told at first already, and each later step reaches the same people again."""
        return self.on_call == self.back_up == self.everybody


def chains(study: Study, at: datetime) -> list[Chain]:
    """Give who is told at each centre of a study, by its name; one query for all. Called behind the study's door."""
    there: dict[UUID | None, list[Membership]] = {}
    rows = Membership.objects.filter(delegated(at), study=study, part=Part.THERAPIST, person__is_active=True)
    for row in rows.select_related("person").order_by("person__name", "code"):
        there.setdefault(row.centre_id, []).append(row)
    return [_chain(centre, there.get(centre.pk, [])) for centre in study.centres.order_by("name")]


def _chain(centre: Centre, there: list[Membership]) -> Chain:
    everybody = [row.person.name for row in there]
    named = ([row.person.name for row in there if getattr(row, list_)] for list_ in ("on_call", "back_up"))
    return Chain(centre, everybody, *(names or everybody for names in named))


def nobody_else(centre: Centre, at: datetime) -> bool:
    """Say whether who is on call at a centre, and its back-up, are all who are there: nobody else can be told."""
    return _chain(centre, list(therapists(centre, at).select_related("person").order_by("code"))).nobody_else


def _reached(at: datetime) -> QuerySet[Membership]:
    return Membership.objects.filter(delegated(at), part=Part.THERAPIST, person__is_active=True)


def reached(centres: Iterable[UUID], at: datetime) -> set[UUID]:
    """Give those of `centres` at which somebody can be told at the instant `at`; one query."""
    return set(_reached(at).filter(centre__in=set(centres)).values_list("centre", flat=True))


def unreached(study: Study | None, at: datetime) -> list[Centre]:
    """Give the centres with participants, of all studies for None, at which nobody can be told anything, by name."""
    rows = Centre.objects.filter(**{"study": study} if study else {}, participants__isnull=False)
    return list(rows.exclude(pk__in=_reached(at).values("centre")).distinct().order_by("name"))


def goes_on(last_day: date) -> Q:
    """Give the memberships that hold on the day after `last_day`."""
    begun = Q(delegated_from__lte=last_day + timedelta(days=1), ended_at=None)
    return begun & (Q(delegated_until=None) | Q(delegated_until__gt=last_day))


def left_alone(member: Membership, last_day: date) -> Centre | None:
    """Give the centre where somebody takes part that has no therapist left when this part ends after `last_day`."""
    if member.part != Part.THERAPIST or not member.study.participants.filter(centre=member.centre_id).exists():
        return None
    goes = goes_on(last_day)
    there = Membership.objects.filter(goes, centre=member.centre_id, part=Part.THERAPIST, person__is_active=True)
    return None if there.exclude(pk=member.pk).exists() else member.centre


def carers(study: Study, at: datetime) -> QuerySet[Membership]:
    """Give the therapists of every centre of a study whose part has not ended, by centre and code."""
    rows = study.memberships.filter(not_ended(at), part=Part.THERAPIST)
    return rows.select_related("person", "centre").order_by("centre__name", "code")


def therapists(centre: Centre | OuterRef, at: datetime) -> QuerySet[Membership]:
    """Give the memberships of a centre's therapists with open accounts at `at`. Called by services, not by pages."""
    return Membership.objects.filter(delegated(at), centre=centre, part=Part.THERAPIST, person__is_active=True)
