"""Who keeps the key-encryption keys: sealed files, and the environment where nothing is real."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks

from config import settings as read_once
from tests.vault.keyrings import CHEAP, PASSPHRASE, Watched, files, ring_in, stretch_little
from vault import passphrase, services, starting
from vault.providers import Description, NoEpoch, NotOpened, Refused, Unreachable, chosen
from vault.providers.environment import Environment
from vault.providers.sealed_files import SealedFiles


@pytest.fixture
def kept(tmp_path: Path) -> SealedFiles:
    """Sealed files with one key."""
    made = files(tmp_path)
    made.begin("ring-1")
    return made


def test_a_key_opens_with_the_passphrase_in_another_process_and_with_no_other(kept: SealedFiles) -> None:
    wrapped = kept.wrap("ring-1", bytes(32), b"place")
    assert files(kept.folder).unwrap("ring-1", wrapped, b"place") == bytes(32)
    with pytest.raises(Refused):
        files(kept.folder, b"another passphrase").unwrap("ring-1", wrapped, b"place")
    with pytest.raises(Refused):
        kept.unwrap("ring-1", wrapped, b"elsewhere")


def test_a_key_that_a_kill_cut_short_is_taken_again(kept: SealedFiles) -> None:
    (kept.folder / "ring-2.epoch").write_bytes(bytes(10))
    kept.take("ring-2", bytes(range(32)))
    assert kept.key("ring-2") == bytes(range(32))
    with pytest.raises(Refused):
        kept.take("ring-2", bytes(32))


def test_beginning_again_keeps_the_key(kept: SealedFiles) -> None:
    key = kept.key("ring-1")
    kept.begin("ring-1")
    assert kept.key("ring-1") == key


def test_a_file_that_a_kill_cut_short_is_made_anew(kept: SealedFiles) -> None:
    path = kept.folder / "ring-1.epoch"
    path.write_bytes(path.read_bytes()[:40])
    with pytest.raises(Refused):
        kept.key("ring-1")
    kept.begin("ring-1")
    assert len(kept.key("ring-1")) == 32


def test_the_passphrase_is_stretched_once_for_all_epochs(tmp_path: Path) -> None:
    asked = []

    def ask() -> bytes:
        asked.append(1)
        return PASSPHRASE

    kept = SealedFiles(tmp_path, ask, CHEAP)
    for number in range(3):
        kept.begin(f"ring-{number}")
        kept.wrap(f"ring-{number}", bytes(32), b"")
    assert len(asked) == 1


@pytest.mark.parametrize("place", [0, 1, 5, 6, 7, 30, 60, 82])
def test_a_changed_byte_of_a_file_opens_nothing(kept: SealedFiles, place: int) -> None:
    path = kept.folder / "ring-1.epoch"
    body = bytearray(path.read_bytes())
    body[place] ^= 0xFF
    path.write_bytes(body)
    with pytest.raises(Refused):
        files(kept.folder).key("ring-1")


def test_a_file_under_another_name_opens_nothing(kept: SealedFiles) -> None:
    (kept.folder / "ring-1.epoch").rename(kept.folder / "ring-2.epoch")
    with pytest.raises(Refused):
        kept.key("ring-2")


def test_a_destroyed_key_is_written_over_and_gone_for_every_process_at_once(kept: SealedFiles) -> None:
    path = kept.folder / "ring-1.epoch"
    second = kept.folder.parent / "the same file"
    os.link(path, second)
    before = second.read_bytes()
    kept.destroy("ring-1")
    kept.destroy("ring-1")
    assert (path.exists(), len(second.read_bytes()), second.read_bytes() == before) == (False, 83, False)
    for each in (kept, files(kept.folder)):
        with pytest.raises(NoEpoch):
            each.key("ring-1")


def test_programs_for_safety_copies_are_told_to_leave_the_folder_out(kept: SealedFiles) -> None:
    tag = (kept.folder / "CACHEDIR.TAG").read_text()
    assert tag.splitlines()[0] == "Signature: 8a477f597d28d172789f06886806bc55"


def test_a_provider_says_what_it_is_and_whether_it_destroys(kept: SealedFiles) -> None:
    assert kept.describe() == Description("sealed files", frozenset({"ring-1"}), destroys=True)
    assert Environment(b"secret").describe() == Description("environment", frozenset(), destroys=False)


def test_the_environment_serves_a_keyring_but_destroys_no_epoch(tmp_path: Path) -> None:
    ring = ring_in(tmp_path, Environment(b"secret"))
    for name in ("hers", "other"):
        ring.make(name)
    ring.destroy("hers")
    assert (ring.every_key_opens(), ring.count(), ring.epoch()) == (True, (1, 1), 2)
    with pytest.raises(Refused):
        ring_in(tmp_path, Environment(b"another")).key("other")


@pytest.mark.parametrize(("kind", "demo", "faults"), [
    ("files", False, []), ("files", True, []), ("environment", True, []), ("environment", False, ["attune.E010"]),
    ("kms", True, ["attune.E010"]), ("", False, ["attune.E010"]),
])  # fmt: skip
def test_keys_out_of_the_environment_stop_the_start_outside_the_demo(
    settings: Any, kind: str, demo: bool, faults: list[str]
) -> None:
    settings.KEY_PROVIDER, settings.DEMO = kind, demo
    assert [fault.id for fault in run_checks() if fault.id.startswith("attune.E01")] == faults
    if faults:
        with pytest.raises(NotOpened, match="for tests and the invented study only"):
            chosen.provider(Path("/nowhere"))


def test_an_empty_secret_in_the_environment_is_refused(settings: Any) -> None:
    settings.KEY_PROVIDER, settings.ENVIRONMENT_KEY = "environment", ""
    with pytest.raises(NotOpened, match="ATTUNE_KEY is empty"):
        chosen.provider(Path("/nowhere"))


@pytest.fixture
def installed(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation of its own, outside demo mode, with a passphrase in a file beside it."""
    stretch_little(monkeypatch)
    given = tmp_path / "given"
    given.touch(mode=0o600)
    given.write_bytes(PASSPHRASE + b"\n")
    settings.DEMO, settings.VAR, settings.PASSPHRASE_FILE = False, tmp_path / "var", str(given)
    settings.KEYRING, settings.EPOCHS = tmp_path / "var" / "keyring", tmp_path / "var" / "epochs"
    return given


def test_a_start_opens_the_keys_and_the_next_one_too(installed: Path) -> None:
    services.start()
    key = services.public_key()
    services.start()
    assert (services.public_key(), services.epoch()) == (key, 1)


def test_a_wrong_passphrase_stops_the_start_with_one_sentence(installed: Path, settings: Any) -> None:
    services.start()
    other = installed.with_name("other")
    other.touch(mode=0o600)
    other.write_bytes(b"not the passphrase")
    settings.PASSPHRASE_FILE = str(other)
    with pytest.raises(NotOpened) as stopped:
        services.start()
    assert stopped.value.words == "The passphrase does not open the keys. Nothing was changed."


def test_keys_of_another_moment_stop_the_start_with_one_sentence(installed: Path, settings: Any) -> None:
    services.start()
    settings.EPOCHS = settings.VAR / "empty"
    with pytest.raises(NotOpened) as stopped:
        services.start()
    assert stopped.value.words == starting.ELSEWHERE


def test_a_keeper_that_is_away_stops_the_start_with_one_sentence(
    installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    services.start()
    monkeypatch.setattr(chosen.keyring(), "provider", Watched(chosen.keyring().provider, away))
    with pytest.raises(NotOpened) as stopped:
        services.start()
    assert stopped.value.words == starting.AWAY


def away(call: str) -> None:
    raise Unreachable


def test_without_a_passphrase_nothing_starts_outside_the_demo(installed: Path, settings: Any) -> None:
    settings.PASSPHRASE_FILE = ""
    with pytest.raises(NotOpened) as stopped:
        services.start()
    assert stopped.value.words == passphrase.NONE_GIVEN


@pytest.mark.parametrize("place", ["VAR", "KEYRING", "EPOCHS", "BACKUPS"])
def test_a_passphrase_beside_the_keys_is_refused_outside_the_demo(
    installed: Path, settings: Any, tmp_path: Path, place: str
) -> None:
    for name in ("KEYRING", "EPOCHS", "BACKUPS"):  # each in a folder of its own, as the shipped settings have them
        setattr(settings, name, tmp_path / "apart" / name.lower())
    beside = getattr(settings, place) / "passphrase"
    beside.parent.mkdir(parents=True, exist_ok=True)
    installed.rename(beside)
    settings.PASSPHRASE_FILE = str(beside)
    with pytest.raises(NotOpened, match="keep it elsewhere"):
        services.start()
    settings.DEMO = True
    services.start()


@pytest.mark.parametrize(("body", "mode", "words"), [
    (b"a long passphrase\n", 0o640, "can be read by others"), (b"a long passphrase\n", 0o604, "can be read by others"),
    (b"short", 0o600, "shorter than 12 characters"), (b"\n", 0o600, "shorter than 12 characters"),
    (None, 0o600, "cannot be read"),
])  # fmt: skip
def test_a_passphrase_that_is_no_good_is_named_in_one_sentence(
    tmp_path: Path, body: bytes | None, mode: int, words: str
) -> None:
    path = tmp_path / "given"
    if body is not None:
        path.write_bytes(body)
        path.chmod(mode)
    with pytest.raises(NotOpened, match=words) as stopped:
        passphrase.read(str(path))
    assert "\n" not in stopped.value.words


def test_a_passphrase_is_taken_from_a_descriptor_once_for_the_whole_process(root: Path) -> None:
    reading = (
        "from vault.passphrase import read; print(read('/dev/fd/0') == read('/dev/fd/0') == b'handed over at start')"
    )
    done = subprocess.run(
        [sys.executable, "-c", reading], cwd=root, input=b"handed over at start\n", capture_output=True, check=True
    )
    assert done.stdout == b"True\n"


@pytest.mark.parametrize("way", ["file", "systemd", "made", "none"])
def test_the_settings_find_the_passphrase(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    (tmp_path / "attune-passphrase").touch(mode=0o600)
    monkeypatch.setattr(read_once, "VAR", tmp_path / "var")
    monkeypatch.setattr(read_once, "DEMO", way != "none")
    monkeypatch.setenv("ATTUNE_PASSPHRASE_FILE", "/given" if way == "file" else "")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path) if way in {"file", "systemd"} else "/nowhere")
    found = read_once._passphrase_file()
    made = f"{tmp_path}/var/passphrase"
    assert found == {"file": "/given", "systemd": f"{tmp_path}/attune-passphrase", "made": made, "none": ""}[way]
    if way == "made":
        assert oct(Path(found).stat().st_mode & 0o777) == "0o600"
        assert (read_once._passphrase_file(), len(passphrase.read(found))) == (made, 64)
