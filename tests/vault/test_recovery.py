"""A keyring comes back from a safety copy with a recovery key, and with nothing else."""

import dataclasses
import json
from pathlib import Path

import pytest

from tests.vault.keyrings import epochs_in, files, ring_in
from vault import recovery, services
from vault.keyring import Keyring
from vault.providers.environment import Environment
from vault.recovery import HandedOut, NotRestorable

NAMES = ["hers", "name 1", "name 2"]


@pytest.fixture
def ring(tmp_path: Path) -> Keyring:
    """A keyring with three keys."""
    return ring_in(tmp_path / "live", names=NAMES)


@pytest.fixture
def key() -> tuple[bytes, bytes]:
    """A recovery key: private and public half."""
    return recovery.new_key()


def test_each_of_several_recovery_keys_brings_the_keyring_back(ring: Keyring, tmp_path: Path) -> None:
    pairs = [recovery.new_key() for _ in range(2)]
    handed = recovery.hand_out(ring, [public for _private, public in pairs])
    for number, (private, public) in enumerate(pairs):
        back = ring_in(tmp_path / str(number), files(tmp_path / str(number) / "epochs", b"a new passphrase"))
        recovery.restore(handed, private, back)
        assert {name: back.key(name) for name in NAMES} == {name: ring.key(name) for name in NAMES}
        assert (back.id(), back.epoch(), recovery.public_half(private)) == (ring.id(), handed.epoch, public)


def test_neither_copy_nor_part_opens_anything_by_itself(ring: Keyring, key: tuple[bytes, bytes]) -> None:
    handed = recovery.hand_out(ring, [key[1]])
    secret = [ring.key(name) for name in NAMES] + [ring.provider.key(ring.kek())]
    assert [each for each in secret if each in handed.keyring or each in handed.part] == []


def test_another_recovery_key_brings_nothing_back(ring: Keyring, key: tuple[bytes, bytes], tmp_path: Path) -> None:
    handed = recovery.hand_out(ring, [key[1]])
    with pytest.raises(NotRestorable, match="does not open this part"):
        recovery.restore(handed, recovery.new_key()[0], ring_in(tmp_path / "back"))
    assert not (tmp_path / "back" / "keyring").exists()


@pytest.mark.parametrize("spoil", ["copy", "part", "cut", "older copy", "older part", "other keyring", "empty", "json"])
def test_what_does_not_belong_together_is_refused_and_nothing_is_left(
    ring: Keyring, key: tuple[bytes, bytes], tmp_path: Path, spoil: str
) -> None:
    older = recovery.hand_out(ring, [key[1]])
    ring.destroy("hers")
    now = recovery.hand_out(ring, [key[1]])
    other = ring_in(tmp_path / "other")
    other.make("one")
    wrapped = now.keyring.index(b"name 1") + 30
    said = json.loads(now.part)
    handed = {
        "copy": HandedOut(2, now.keyring[:wrapped] + bytes(4) + now.keyring[wrapped + 4 :], now.part),
        "part": dataclasses.replace(now, part=json.dumps(said | {"name": said["name"][:-1] + "1"}).encode()),
        "cut": dataclasses.replace(now, keyring=now.keyring[: len(now.keyring) // 2]),
        "older copy": dataclasses.replace(now, keyring=older.keyring),
        "older part": dataclasses.replace(now, part=older.part),
        "other keyring": dataclasses.replace(now, keyring=recovery.hand_out(other, [key[1]]).keyring),
        "empty": dataclasses.replace(now, keyring=b""), "json": dataclasses.replace(now, part=b"[1]"),
    }[spoil]  # fmt: skip
    with pytest.raises(NotRestorable):
        recovery.restore(handed, key[0], ring_in(tmp_path / "back"))
    assert (list((tmp_path / "back").rglob("*.sqlite3")), epochs_in(tmp_path / "back")) == ([], [])


def test_a_keyring_that_is_there_is_not_written_over(ring: Keyring, key: tuple[bytes, bytes], tmp_path: Path) -> None:
    handed = recovery.hand_out(ring, [key[1]])
    back = ring_in(tmp_path / "back")
    back.make("one")
    with pytest.raises(FileExistsError):
        recovery.restore(handed, key[0], back)
    assert len(back.key("one")) == 32


def test_a_copy_holds_keys_of_one_epoch_also_after_a_rotation_was_interrupted(
    ring: Keyring, key: tuple[bytes, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as interrupted:
        interrupted.setattr(ring, "finish", lambda: None)
        ring.rotate(2)
    handed = recovery.hand_out(ring, [key[1]])
    recovery.restore(handed, key[0], ring_in(tmp_path / "back"))
    assert (handed.epoch, epochs_in(tmp_path / "live")) == (2, [2])


@pytest.mark.parametrize("case", ["nobody", "no key", "never hands out"])
def test_a_copy_without_a_recovery_key_is_not_made(ring: Keyring, tmp_path: Path, case: str) -> None:
    public = recovery.new_key()[1]
    other = ring_in(tmp_path / "env", Environment(b"secret"))
    with pytest.raises(ValueError, match="."):
        recovery.hand_out(
            other if case == "never hands out" else ring, {"nobody": [], "no key": [b"short"]}.get(case, [public])
        )


def test_the_keys_of_this_installation_are_handed_out_and_put_back(tmp_path: Path) -> None:
    private, public = services.new_recovery_key()
    signature = services.sign(b"message")
    handed = services.hand_out([public])
    services.restore(handed, private, folder=tmp_path / "keyring", epochs=tmp_path / "epochs")
    assert (handed.epoch, services.verify(b"message", signature, services.public_key())) == (services.epoch(), True)
    assert sorted(path.name for path in tmp_path.rglob("*.*")) == sorted(
        ["keyring.sqlite3", "CACHEDIR.TAG", *(path.name for path in (tmp_path / "epochs").glob("*.epoch"))]
    )


def test_a_keyring_has_its_name_only_once_it_rests_on_the_disk(
    ring: Keyring, key: tuple[bytes, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed, back = recovery.hand_out(ring, [key[1]]), ring_in(tmp_path / "back")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as faults:
        faults.setattr("os.fsync", full)
        with pytest.raises(OSError, match="No space"):
            recovery.restore(handed, key[0], back)
    assert not (back.folder / "keyring.sqlite3").exists()
    recovery.restore(handed, key[0], back)
    assert (back.every_key_opens(), sorted(path.name for path in back.folder.iterdir() if path.is_file())) == (
        True, ["keyring.sqlite3"]
    )  # fmt: skip


def test_a_part_of_endless_brackets_is_no_part() -> None:
    with pytest.raises(NotRestorable):
        recovery.open_part(b"[" * 100_000, bytes(32))
