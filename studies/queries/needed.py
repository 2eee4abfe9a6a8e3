"""Reads: what stands against the end of a part, and where it is done."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from studies.models import Assignment, Membership, Part, Participant
from studies.queries.carers import goes_on
from studies.queries.rows import not_ended
from studies.staying import who_stays


@dataclass(frozen=True)
class Against:
    """One thing that has to be done before a part can end, in translated words, and the page for it."""

    words: str
    url: str


def _others(row: Membership, last_day: date) -> QuerySet[Membership]:
    """Give who has the same part in the study on the day after `last_day`, that person again too."""
    others = row.study.memberships.filter(goes_on(last_day), part=row.part, person__is_active=True)
    return others.exclude(pk=row.pk)


def trained_otherwise(
    person: UUID, study: UUID, day: date, at: datetime, but: UUID | None = None
) -> QuerySet[Membership]:  # fmt: skip
    """Give the parts of `person` in a study, but `but`, with another day of training than `day`; the earliest first.

    A part that is over keeps the day by which it was given.
    """
    rows = Membership.objects.filter(not_ended(at), person=person, study=study, trained_on__isnull=False)
    rows = rows.exclude(trained_on=day).order_by("delegated_from", "code")
    return rows.exclude(pk=but) if but else rows


def is_only_lead(row: Membership, last_day: date) -> bool:
    """Say whether a study has no lead after the whole day `last_day` when this part ends."""
    return row.part == Part.LEAD and not _others(row, last_day).exists()


def cases_after(row: Membership, last_day: date) -> list[Participant]:
    """Give, by code, who is still a case of this interviewer after `last_day`, if no other part of theirs goes on."""
    if row.part != Part.INTERVIEWER or _others(row, last_day).filter(person=row.person_id).exists():
        return []
    lasts = Q(until_day=None) | Q(until_day__gt=last_day)
    cases = Assignment.objects.filter(lasts, person=row.person_id, participant__study=row.study_id)
    return list(Participant.objects.filter(pk__in=cases.values("participant")).order_by("code"))


def against(row: Membership, last_day: date, at: datetime) -> list[Against]:
    """Give what stands against the end of a part after the whole day `last_day`, each with its page."""
    if is_only_lead(row, last_day):
        words = _("A study needs a lead. Give somebody else that part first.")
        return [Against(words, reverse("studies:member", args=[row.study_id]))]
    cases = cases_after(row, last_day)
    stays = who_stays(cases, at) if cases else {}
    opened, goes = _("%(code)s: a sitting with her is open"), _("Give %(code)s to another interviewer")
    return [Against(opened % {"code": her.code}, stays[her.pk].url) for her in cases if her.pk in stays] + [
        Against(goes % {"code": her.code}, reverse("studies:interviewer", args=[her.pk]))
        for her in cases if her.pk not in stays
    ]  # fmt: skip
