"""In whose hands a feedback is: no answer, so that it still waits for one."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery, UUIDField

from checkins.models import Feedback, Handing
from studies.models import Membership
from studies.queries import therapists


@dataclass(frozen=True)
class Handed:
    """Who put a feedback into whose hands, by name, and when; `hers`: whoever asks has it now."""

    by: str
    to: str
    at: datetime
    hers: bool


def colleagues(feedback: Feedback, person: UUID, at: datetime) -> QuerySet[Membership]:
    """Give to whom `person` can hand a feedback: therapists of her centre at `at` who did not have it before.

    Whoever asks has been let through to the feedback.
    """
    had = Handing.objects.filter(feedback=feedback).values("to")
    there = therapists(feedback.participant.centre, at).exclude(person=person).exclude(person__in=had)
    return there.select_related("person").order_by("person__name", "code")


def handings(feedback: Feedback, person: UUID) -> list[Handed]:
    """Give through whose hands a feedback went, in order, as `person` finds it; the last one has it now."""
    rows = list(feedback.handings.select_related("by", "to").order_by("at"))
    return [Handed(row.by.name, row.to.name, row.at, row is rows[-1] and row.to_id == person) for row in rows]


def with_hands(rows: QuerySet[Feedback]) -> QuerySet[Feedback]:
    """Give `rows` with `held_by`, the person who has it now, and `holder`, that person's name; None without one."""
    last = Handing.objects.filter(feedback=OuterRef("pk")).order_by("-at")
    held_by = Subquery(last.values("to")[:1], output_field=UUIDField())
    return rows.annotate(held_by=held_by, holder=Subquery(last.values("to__name")[:1]))
