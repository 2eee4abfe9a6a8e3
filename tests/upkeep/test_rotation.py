"""Rotation of the keys on demand: it is told, opens everything, and goes on where it was interrupted."""

from datetime import datetime
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from ledger.models import Entry
from upkeep import services
from upkeep.models import Rotation
from upkeep.tasks import finish_key_work
from vault import services as vault


def test_a_rotation_is_told_in_the_register_and_opens_everything(cast: Any, cara: Any, capsys: Any) -> None:
    before = vault.epoch()
    call_command("rotate_keys", by="CARA@example.org")
    assert (vault.epoch(), vault.every_key_opens()) == (before + 1, True)
    assert capsys.readouterr().out == (
        f"All keys are wrapped anew, under epoch {before + 1}. What wrapped them before is destroyed.\n"
    )
    told = Entry.objects.filter(act__startswith="upkeep.rotation").order_by("seq").values_list("act", "actor")
    assert list(told) == [("upkeep.rotation_ordered", cara.pk), ("upkeep.rotation_done", cara.pk)]


@pytest.mark.parametrize("way", ["typed again", "daily"])
def test_an_interrupted_rotation_goes_on_and_begins_no_second_one(
    cast: Any, cara: Any, away: Any, noon: datetime, way: str
) -> None:
    before = vault.epoch()
    with pytest.raises(CommandError, match="does not answer"):
        call_command("rotate_keys", by=cara.email)
    assert [row.done_at for row in Rotation.objects.all()] == [None]
    away.undo()
    call_command("rotate_keys", by=cara.email) if way == "typed again" else finish_key_work()
    rows = [(row.epoch, row.done_at is None) for row in Rotation.objects.all()]
    assert (vault.epoch(), rows, vault.every_key_opens()) == (before + 1, [(before + 1, False)], True)
    assert services.rotate(cara, noon) == before + 2


@pytest.mark.parametrize("who", ["nobody@example.org", "ben@example.org", ""])
def test_only_who_keeps_or_administers_rotates(cast: Any, who: str) -> None:
    with pytest.raises(CommandError, match="Nobody with this e-mail"):
        call_command("rotate_keys", by=who)
