"""In whose hands a feedback is: no answer, so that it still waits for one."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Subquery, UUIDField

from checkins.models import Feedback, Handing
from studies.models import Membership
from studies.queries import therapists


@dataclass(frozen=True)
class Handed:
    """Who put a feedback into whose hands, by name, and when; `hers`: whoever asks has it now.

    `gone`: it went to them last, and they are not in force at her centre now; then it is with everybody there again.
    """

    by: str
    to: str
    at: datetime
    hers: bool
    gone: bool


def colleagues(feedback: Feedback, person: UUID, at: datetime) -> QuerySet[Membership]:
    """Give to whom `person` can hand a feedback: therapists of her centre at `at` who did not have it before.

    Whoever asks has been let through to the feedback.
    """
    had = Handing.objects.filter(feedback=feedback).values("to")
    there = therapists(feedback.participant.centre, at).exclude(person=person).exclude(person__in=had)
    return there.select_related("person").order_by("person__name", "code")


def handings(feedback: Feedback, person: UUID, at: datetime) -> list[Handed]:
    """Give through whose hands a feedback went, in order, as `person` finds it at `at`.

    The last one has it, while they are in force at her centre.
    """
    rows = list(feedback.handings.select_related("by", "to").order_by("at"))
    there = set(therapists(feedback.participant.centre, at).values_list("person", flat=True)) if rows else set()
    return [
        Handed(row.by.name, row.to.name, row.at, last and row.to_id == person, last and row.to_id not in there)
        for row in rows for last in [row is rows[-1]]
    ]  # fmt: skip


def with_hands(rows: QuerySet[Feedback], at: datetime) -> QuerySet[Feedback]:
    """Give `rows` with `held_by`, to whom it went last, `holder`, their name, and `is_held`; None without one.

    `is_held`: they are in force at her centre at `at`. When they are not, it is with everybody there again.
    """
    last = Handing.objects.filter(feedback=OuterRef("pk")).order_by("-at")
    rows = rows.annotate(
        held_by=Subquery(last.values("to")[:1], output_field=UUIDField()), holder=Subquery(last.values("to__name")[:1])
    )
    there = therapists(OuterRef("participant__centre"), at).filter(person=OuterRef("held_by"))
    return rows.annotate(is_held=Exists(there))


def is_held(feedback: Feedback, at: datetime) -> bool:
    """Say whether somebody to whom a feedback was handed has it at `at`."""
    row = with_hands(Feedback.objects.filter(pk=feedback.pk), at).get()
    return bool(row.is_held)  # type: ignore[attr-defined]
