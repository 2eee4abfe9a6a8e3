"""The passphrase is changed by a command, while nothing runs, and it stands in the register."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as ours
from django.core.management import CommandError, call_command

from ledger.models import Entry
from tests.vault.keyrings import stretch_little
from vault import holding, passphrase, services, starting
from vault.providers import Refused
from vault.providers.chosen import keyring


def written(path: Path, words: str) -> str:
    path.touch(mode=0o600)
    path.write_text(words + "\n")
    return str(path)


@pytest.fixture
def apart(cast: Any, cara: Any, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The keys of this test in a place of their own, outside the demonstration; gives where passphrases lie."""
    stretch_little(monkeypatch)
    for name in ("KEYRING", "EPOCHS"):
        shutil.copytree(getattr(ours, name), tmp_path / "var" / name.lower())
        setattr(settings, name, tmp_path / "var" / name.lower())
    old = written(tmp_path / "old", passphrase.read(settings.PASSPHRASE_FILE).decode())
    settings.VAR, settings.DEMO, settings.PASSPHRASE_FILE = tmp_path / "var", False, old
    return tmp_path


def change(new: str, by: str = "CARA@example.org") -> None:
    call_command("change_passphrase", by=by, new=new)


def told() -> list[str]:
    return list(Entry.objects.filter(act__startswith="upkeep.pass").order_by("seq").values_list("act", flat=True))


def test_the_keys_open_with_the_new_one_only_and_the_register_says_who_did_it(
    apart: Path, cara: Any, settings: Any, capsys: Any
) -> None:
    key, count = services.public_key(), services.count()
    new = written(apart / "new", "a quite new passphrase")
    change(new)
    assert capsys.readouterr().out.startswith("The keys are sealed with the new passphrase.")
    assert told() == ["upkeep.passphrase_ordered", "upkeep.passphrase_changed"]
    assert set(Entry.objects.filter(act__startswith="upkeep.pass").values_list("actor", flat=True)) == {cara.pk}
    settings.PASSPHRASE_FILE = new
    services.start()
    assert (services.public_key(), services.count(), services.every_key_opens()) == (key, count, True)
    settings.PASSPHRASE_FILE = written(apart / "old again", (apart / "old").read_text().strip())
    with pytest.raises(services.NotOpened) as stopped:
        services.start()
    assert stopped.value.words == starting.WRONG


def test_after_a_kill_between_the_keys_and_the_register_it_is_typed_again(apart: Path) -> None:
    new = written(apart / "new", "a quite new passphrase")
    ring = keyring()
    ring.reseal(lambda: b"a quite new passphrase")
    ring.provider._passphrase, ring.provider._stretched = (
        lambda: passphrase.read(str(apart / "old")),
        {},
    )  # as at a start
    change(new)
    assert (told(), services.every_key_opens()) == (["upkeep.passphrase_changed"], True)


def test_while_anything_runs_with_the_keys_nothing_is_changed(apart: Path, settings: Any) -> None:
    services.start()
    before = {path: path.read_bytes() for path in settings.EPOCHS.iterdir()}
    with pytest.raises(CommandError, match="Attune is running"):
        change(written(apart / "new", "a quite new passphrase"))
    assert ({path: path.read_bytes() for path in settings.EPOCHS.iterdir()}, told()) == (before, [])


@pytest.mark.parametrize(("words", "place", "said"), [
    ("short", "new", "shorter than 12"), ("", "nowhere", "cannot be read"),
    ("a quite new passphrase", "var/new", "same folder as the keys"), ("=", "new", "is the one in use"),
])  # fmt: skip
def test_a_new_passphrase_that_is_no_good_changes_nothing(apart: Path, words: str, place: str, said: str) -> None:
    path = apart / place
    if words:
        written(path, (apart / "old").read_text().strip() if words == "=" else words)
    with pytest.raises(CommandError, match=said):
        change(str(path))
    assert (told(), services.every_key_opens()) == ([], True)


@pytest.mark.parametrize("name", ["KEYRING", "EPOCHS", "BACKUPS"])
def test_a_new_passphrase_beside_keys_that_lie_elsewhere_is_refused(apart: Path, settings: Any, name: str) -> None:
    if name != "BACKUPS":
        shutil.copytree(getattr(settings, name), apart / "elsewhere")
    (apart / "elsewhere").mkdir(exist_ok=True)
    setattr(settings, name, apart / "elsewhere")
    with pytest.raises(CommandError, match="same folder as the keys"):
        change(written(apart / "elsewhere/new", "a quite new passphrase"))
    assert told() == []


def test_what_cannot_be_written_down_is_not_done(apart: Path, settings: Any) -> None:
    def refused() -> None:
        raise Refused

    before = {path: path.read_bytes() for path in settings.EPOCHS.iterdir()}
    with pytest.raises(services.NotOpened):
        services.change_passphrase(written(apart / "new", "a quite new passphrase"), ordered=refused)
    assert {path: path.read_bytes() for path in settings.EPOCHS.iterdir()} == before


def test_a_wrong_old_passphrase_changes_nothing(apart: Path, settings: Any) -> None:
    before = {path: path.read_bytes() for path in settings.EPOCHS.iterdir()}
    settings.PASSPHRASE_FILE = written(apart / "wrong", "not the passphrase")
    with pytest.raises(CommandError, match="does not open the keys"):
        change(written(apart / "new", "a quite new passphrase"))
    assert {path: path.read_bytes() for path in settings.EPOCHS.iterdir()} == before


@pytest.mark.parametrize("who", ["nobody@example.org", "ben@example.org", ""])
def test_only_who_keeps_or_administers_changes_it(apart: Path, who: str) -> None:
    with pytest.raises(CommandError, match="Nobody with this e-mail"):
        change(written(apart / "new", "a quite new passphrase"), by=who)
    assert told() == []


def test_keys_without_a_passphrase_have_none_to_change(apart: Path, settings: Any) -> None:
    settings.DEMO, settings.KEY_PROVIDER, settings.ENVIRONMENT_KEY = True, "environment", "secret"
    with pytest.raises(CommandError, match="not sealed with a passphrase"):
        change(written(apart / "new", "a quite new passphrase"))
    with holding.alone(keyring().folder):
        pass  # and nobody holds them afterwards
