"""Parts that rest: after an account was begun anew, until somebody who knows the person says that it is them.

Else one administrator alone could take a colleague's account over, and with it all that the colleague may read.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import Person
from accounts.services import end_sessions
from ledger.services import record
from studies.models import Membership, Part, Study


@transaction.atomic
def rest(person: Person, *, by: UUID, at: datetime) -> None:
    """Let every part of `person` rest: it gives no access until it is confirmed."""
    for part in Membership.objects.select_for_update().filter(person=person, rests_since=None):
        _tell(part, "rests", by, at, rests_since=at, rested_by=by)


@transaction.atomic
def confirm(person: UUID, study: Study, *, by: UUID, at: datetime) -> bool:
    """Let the parts of `person` in a study go on, as its lead says; say whether any rested. Not that of a lead."""
    return _go_on(resting().filter(person=person, study=study).exclude(part=Part.LEAD), by, at)


@transaction.atomic
def confirm_lead(person: Person, *, by: UUID, at: datetime) -> bool:
    """Let `person` lead again, as one says who did not begin the account anew; say whether any part rested."""
    return _go_on(resting_leads(by).filter(person=person), by, at)


def resting() -> QuerySet[Membership]:
    """Give every part that rests."""
    return Membership.objects.filter(rests_since__isnull=False)


def resting_leads(by: UUID) -> QuerySet[Membership]:
    """Give the leads' parts that rest and that `by` may confirm: neither theirs, nor let rest by them."""
    return resting().filter(part=Part.LEAD).exclude(rested_by=by).exclude(person=by)


def _go_on(rows: QuerySet[Membership], by: UUID, at: datetime) -> bool:
    found = list(rows.select_for_update())
    for part in found:
        _tell(part, "confirmed", by, at, rests_since=None, rested_by=None)
        end_sessions(part.person_id)  # what they may see has changed: they sign in anew
    return bool(found)


def _tell(part: Membership, act: str, by: UUID, at: datetime, **changed: object) -> None:
    Membership.objects.filter(pk=part.pk).update(**changed)
    record(f"studies.member_{act}", actor=by, subject=part.study_id, target=part.pk, payload={}, at=at)
