"""kill -9 on the way through register, keyring and register: what was ordered is done at the next start, once."""

import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from consent import services
from ledger.models import Entry
from ledger.queries import first_fault
from studies.services import add_participant
from tests.conftest import Cast
from tests.consent.acts import agree
from tests.services.process import without_services
from tests.vault.keyrings import stretch_little
from upkeep import services as upkeep
from vault import services as vault

HOW_MANY = 6


@pytest.fixture
def apart(committed: None, noon: datetime, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """Everybody, really committed, with a keyring of the test's own: the number of its keys counts here."""
    stretch_little(monkeypatch)
    settings.KEYRING, settings.EPOCHS = tmp_path / "keyring", tmp_path / "epochs"
    return Cast(noon)


def deaths(root: Path, var: Path, passphrase: str, rows: list[str]) -> str:
    """Let processes die on the way through the rows; give how many died of each kind, as words."""
    place = connection.settings_dict
    url = f"sqlite:///{place['NAME']}"
    if connection.vendor == "postgresql":
        url = f"postgres://{place['USER']}:{place['PASSWORD']}@{place['HOST']}:{place['PORT']}/{place['NAME']}"
    environment = {
        **without_services(os.environ), "DATABASE_URL": url, "ATTUNE_MODE": "demo", "ATTUNE_VAR": str(var),
        "ATTUNE_PASSPHRASE_FILE": passphrase, "DJANGO_SETTINGS_MODULE": "config.settings",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "tests.consent.dying", *rows],
        cwd=root, env=environment, capture_output=True, text=True, check=False, timeout=100,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def withdrawn(cast: Cast, participant: Any) -> str:
    """Have a participant withdraw with everything deleted; give what is left to do."""
    agree(participant, by=cast.ben, at=cast.at)
    services.withdraw(participant, "W3", by_code=True, at=cast.at + timedelta(minutes=1))
    return f"withdrawal:{participant.pk}"


def confirmed(cast: Cast, participant: Any) -> str:
    """Have two people want the destruction of a participant's key; give what is left to do."""
    agree(participant, by=cast.ben, at=cast.at)
    order = upkeep.order_destruction(participant, reason="asked", by=cast.adam, at=cast.at)
    upkeep.confirm_destruction(order, by=cast.lena, at=cast.at)
    return f"order:{order.pk}"


def is_closed(participant: Any) -> bool:
    try:
        vault.seal("words", subject=participant.pk, table="a", column="b", row=participant.pk)
    except vault.KeyDestroyed:
        return True
    return False


def test_after_a_kill_anywhere_the_key_is_gone_and_each_entry_stands_once(
    root: Path, apart: Cast, settings: Any, tmp_path: Path
) -> None:
    every = [
        add_participant(apart.study, apart.centre, language="en", by=apart.ben, at=apart.at)
        for _ in range(2 * HOW_MANY)
    ]
    rows = [withdrawn(apart, each) for each in every[:HOW_MANY]] + [confirmed(apart, each) for each in every[HOW_MANY:]]
    assert deaths(root, tmp_path, settings.PASSPHRASE_FILE, rows) == str([HOW_MANY - 1] * 2)
    vault.start()
    later = apart.at + timedelta(minutes=6)
    assert all([services.carry_out(each, later) for each in services.unfinished()])
    assert all([upkeep.carry_out(each, later) for each in upkeep.unfinished()])
    acts = list(Entry.objects.values_list("act", "subject"))
    ordered = [acts.count(("consent.key_destruction_ordered", each.pk)) for each in every]
    done = [acts.count((act, apart.study.pk)) for act in ("consent.effect_done", "upkeep.key_destruction_done")]
    assert (ordered, done) == ([1] * 2 * HOW_MANY, [2 * HOW_MANY, HOW_MANY])  # both destroy a key as the last effect
    assert ([is_closed(each) for each in every], is_closed(apart.ana)) == ([True] * 2 * HOW_MANY, False)
    assert (services.unfinished(), upkeep.unfinished()) == ([], [])
    assert (first_fault(), vault.every_key_opens()) == (None, True)
