"""An empty keyring beside a register that is written is no new installation: nothing starts with it."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from ledger.queries import is_written
from tests.vault.keyrings import stretch_little
from upkeep.opening import open_keys
from vault import services, starting


@pytest.fixture
def without_keys(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation outside the demonstration whose settings point at folders without any key."""
    stretch_little(monkeypatch)
    given = tmp_path / "given"
    given.touch(mode=0o600)
    given.write_bytes(b"an invented passphrase")
    settings.DEMO, settings.VAR, settings.PASSPHRASE_FILE = False, tmp_path / "var", str(given)
    settings.KEYRING, settings.EPOCHS = tmp_path / "keyring", tmp_path / "epochs"
    return tmp_path


@pytest.fixture
def emptied(cara: Any, without_keys: Path) -> Path:
    """The same beside a register in which somebody's membership stands already."""
    assert is_written()
    return without_keys


def test_beside_a_written_register_an_empty_keyring_is_refused_and_stays_empty(emptied: Path) -> None:
    for _ in range(2):
        with pytest.raises(services.NotOpened) as stopped:
            open_keys()
        assert stopped.value.words == starting.EMPTY
        assert not (emptied / "keyring" / "keyring.sqlite3").exists()
    assert (services.epoch(), services.count(), list(emptied.glob("epochs/*.epoch"))) == (0, (0, 0), [])


def test_no_command_begins_the_keys_anew_beside_a_written_register(emptied: Path) -> None:
    for typed in (["backup", str(emptied)], ["rotate_keys", "--by", "cara@example.org"], ["restore_drill"]):
        with pytest.raises(CommandError, match="its keyring is empty"):
            call_command(*typed)
    assert services.epoch() == 0


def test_a_new_installation_begins_with_an_empty_keyring(db: None, without_keys: Path) -> None:
    assert not is_written()
    open_keys()
    assert services.epoch() == 1
