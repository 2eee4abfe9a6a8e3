"""A sealed column rests sealed, opens when read, and can't be searched, exported or changed past its seal."""

from typing import Any

import pytest
from django.core import serializers
from django.core.exceptions import FieldError
from django.db import connection

from interviews.models import Characteristic
from ledger.models import Payload
from vault import services


def raw(payload: Payload) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM ledger_payload WHERE entry_id = %s", [payload.entry_id])
        return bytes(cursor.fetchone()[0])


def test_the_column_rests_sealed_and_opens_when_read(cast: Any) -> None:
    payload = Payload.objects.filter(entry__act="studies.centre_added").order_by("entry").first()
    assert payload is not None
    assert payload.content == '{"setting":"outpatient"}'
    assert b"setting" not in raw(payload)


def test_saving_an_opened_row_again_changes_nothing(cast: Any) -> None:
    row = Characteristic(participant=cast.ana, field="children", value="2")
    sealed = []
    for _time in range(2):
        assert row.value == "2"
        row.save()
        sealed.append(bytes(Characteristic.objects.filter(pk=row.pk).values_list("value", flat=True).get()))
    assert sealed[0] == sealed[1]


def test_a_destroyed_key_closes_the_column(cast: Any) -> None:
    payload = Payload.objects.get(entry__act="studies.participant_added", subject_id=cast.ana.pk)
    services.destroy(cast.ana.pk)
    with pytest.raises(services.KeyDestroyed):
        payload.content  # noqa: B018 - reading is what is tested


def test_the_column_cannot_be_filtered_on(cast: Any) -> None:
    with pytest.raises(FieldError):
        Payload.objects.filter(content="{}")


def test_the_column_changes_only_by_saving_the_row(cast: Any) -> None:
    with pytest.raises(FieldError):
        Payload.objects.update(content="{}")


def test_the_column_is_not_exported(cast: Any) -> None:
    with pytest.raises(FieldError):
        serializers.serialize("json", Payload.objects.all()[:1])
