"""Who keeps the keys."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def cara(cast: Any, noon: datetime) -> Any:
    """The custodian of the keys."""
    from accounts.services import add_person  # models may be imported only once the settings are read

    return add_person(email="cara@example.org", name="Cara", duty="custodian", at=noon)


@pytest.fixture
def template(django_db_setup: None) -> str:
    """The name of the migrated, empty database."""
    from django.db import connection

    return str(connection.settings_dict["NAME"])


@pytest.fixture
def living(
    template: str, committed: None, noon: datetime, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Any:
    """An installation of the test's own, in which two participants have drawn."""
    from tests.upkeep.backups import live

    folder = tmp_path / "living"
    folder.mkdir()
    return live(folder, template, noon, settings, monkeypatch)


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The keeper of the keys does not answer when an epoch is to be destroyed; `away.undo` brings it back."""
    from tests.vault.keyrings import Watched
    from vault.providers import Unreachable
    from vault.providers.chosen import keyring

    def fail(call: str) -> None:
        if call == "destroy":
            raise Unreachable

    monkeypatch.setattr(keyring(), "provider", Watched(keyring().provider, fail))
    return monkeypatch
