"""How a study looks after participants around a sitting: its limits, and who is told when nobody answers."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from ledger.services import record
from studies import queries
from studies.models import Study


@transaction.atomic
def set_care(
    study: Study, *, limits: Mapping[str, int | str], on_call: Collection[UUID], back_up: Collection[UUID], by: UUID,
    at: datetime,
) -> None:  # fmt: skip
    """Set the study's `limits`, and which therapists' memberships are on call and back-up; the register names them.

    Each list replaces the one before. A membership whose part has ended, or of another study, is left out.
    """
    row = Study.objects.select_for_update(no_key=True).get(pk=study.pk)
    for name, limit in limits.items():
        setattr(row, name, limit)
    row.save(update_fields=list(limits))
    row.memberships.update(on_call=False, back_up=False)
    named: dict[str, list[str]] = {}
    for name, chosen in (("on_call", on_call), ("back_up", back_up)):
        found = queries.carers(row, at).filter(pk__in=list(chosen)).values_list("pk", flat=True)
        named[name] = sorted(map(str, found))
        row.memberships.filter(pk__in=named[name]).update(**{name: True})
    record("studies.care_set", actor=by, subject=study.pk, target=study.pk, payload={**limits, **named}, at=at)
