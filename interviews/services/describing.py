"""Characteristics: written with her consent, sealed with her key."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accounts.models import Person
from consent.services import require
from interviews import rules
from interviews.models import AllowedValue, Characteristic
from interviews.queries import switched_on, values_of
from ledger.services import opened, record
from studies.models import Participant, Study


@transaction.atomic
def allow_value(study: Study, field: str, value: str, *, by: Person, at: datetime) -> None:
    """Let a study use a value of Table 1 that is off by default. Safe to repeat. Raises ValueError for others."""
    if not any(known.off and known.code == value for known in rules.BY_CODE[field].values):
        raise ValueError(f"{field} has no value {value} that is off")
    row, new = AllowedValue.objects.get_or_create(study=study, field=field, value=value)
    if new:
        record(
            "interviews.value_allowed", actor=by.pk, subject=study.pk, target=row.pk,
            payload={"field": field, "value": value}, at=at,
        )  # fmt: skip


@transaction.atomic
def describe(participant: Participant, values: Mapping[str, str], *, by: Person, at: datetime) -> None:
    """Keep the characteristics of a participant (R12): coded `values` by field; what is not given is taken away.

    Raises NotInForce without C04 or the item of a field, and ValueError for values that `rules.faults` refuses.
    """
    items = require(participant, "C04", *rules.items_of(values), at=at).items
    if rules.faults(values, items=items, switched_on=switched_on(participant.study_id)):
        raise ValueError("these characteristics do not fit the rules")
    rows = {row.field: row for row in Characteristic.objects.filter(participant=participant)}
    for code in rows.keys() - values.keys():
        rows[code].delete()
    for code, text in values.items():
        row = rows.get(code) or Characteristic(participant=participant, field=code)
        row.value = text
        row.save()


@transaction.atomic
def open_characteristics(participant: Participant, *, by: Person, at: datetime) -> dict[str, str]:
    """Give the coded characteristics to who opens them, and write down that they were opened.

    Also when there is none: the register must not tell whether there is. Raises NotInForce without C04.
    """
    items = require(participant, "C04", at=at).items
    askable = {field.code for field in rules.asked(items)}
    opened("interviews.characteristics_opened", actor=by.pk, subject=participant.pk, target=participant.pk, at=at)
    return {code: text for code, text in values_of(participant).items() if code in askable}
