"""Parts that rest: after an account was begun anew, until somebody who knows the person says that it is them.

Else one administrator alone could take a colleague's account over, and with it all that the colleague may read.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import cast
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.access import NotNow
from accounts.models import Person
from accounts.seconds import refusal_of_any, who_could
from ledger.queries import done_by
from ledger.services import record
from studies.models import Membership, Part, Study


class NotTheSecond(NotNow):
    """Who confirms is not a second person."""


def held_parts(person: Person) -> list[Membership]:
    """Lock every part of `person`, in the caller's transaction."""
    return list(Membership.objects.select_for_update().filter(person=person).order_by("pk"))


@transaction.atomic
def rest(parts: Iterable[Membership], *, by: UUID, at: datetime) -> None:
    """Let parts that are locked rest: they give no access until they are confirmed.

    One that rests already now rests on the word of `by`, who has the account begun anew last.
    """
    for part in parts:
        _tell(part, "rests", by, at, rests_since=at, rested_by=by)


@transaction.atomic
def confirm(person: UUID, study: Study, *, by: UUID, at: datetime) -> bool:
    """Let the parts of `person` in a study go on, as its lead says; say whether any rested. Not that of a lead."""
    rows = resting().filter(person=person, study=study).exclude(part=Part.LEAD)
    return _go_on(rows.order_by("pk").select_for_update(), by, at)


@transaction.atomic
def confirm_lead(person: Person, *, by: UUID, at: datetime) -> bool:
    """Let `person` lead again, as a second person says; say whether any part rested. Raises NotTheSecond."""
    parts = _leads().filter(person=person).order_by("pk").select_for_update()
    if refused := next(filter(None, (refusal_to(each, by) for each in parts)), ""):
        raise NotTheSecond(refused)
    return _go_on(parts, by, at)


def resting() -> QuerySet[Membership]:
    """Give every part that rests."""
    return Membership.objects.filter(rests_since__isnull=False)


def leads_that_rest(by: UUID) -> list[tuple[Membership, str, list[Person]]]:
    """Give the leads' parts that rest but the own ones: each with why `by` may not confirm it, and who could."""
    rows = _leads().exclude(person=by).select_related("person", "study").order_by("study__title", "pk")
    return [(each, refusal_to(each, by), who_could(partial(refusal_to, each))) for each in rows]


def refusal_to(part: Membership, by: UUID) -> str:
    """Say in a sentence why `by` may not confirm a lead's part; empty when they may.

    Neither the lead nor who began the account anew or handed an invitation to it since, nor whom one of these made.
    """
    began, since = cast(UUID, part.rested_by), cast(datetime, part.rests_since)  # both stand while it rests
    if by == part.person_id:
        return _("This is your own account. Somebody else has to confirm it.")
    return refusal_of_any([(began, since), *done_by("accounts.invited", part.person_id, since=since)], by)


def _leads() -> QuerySet[Membership]:
    return resting().filter(part=Part.LEAD)


def _go_on(rows: QuerySet[Membership], by: UUID, at: datetime) -> bool:
    """Let parts go on: their persons stay signed in, as each request asks anew what they may see."""
    for part in rows:
        _tell(part, "confirmed", by, at, rests_since=None, rested_by=None)
    return bool(rows)


def _tell(part: Membership, act: str, by: UUID, at: datetime, **changed: object) -> None:
    Membership.objects.filter(pk=part.pk).update(**changed)
    record(f"studies.member_{act}", actor=by, subject=part.study_id, target=part.pk, payload={}, at=at)
