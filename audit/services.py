"""Verbs of the register: what is carried out of the house is written down."""

from datetime import datetime

from django.db import transaction

from accounts.models import Person
from ledger.services import record
from studies.models import Study


@transaction.atomic
def note_export(study: Study, *, by: Person, at: datetime) -> None:
    """Write into the register that `by` has taken its table along."""
    record("audit.exported", actor=by.pk, subject=study.pk, target=study.pk, payload={}, at=at)
