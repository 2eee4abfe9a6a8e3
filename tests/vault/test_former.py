"""A keyring of before, whose key-encryption keys lay open beside it, is moved once and without loss."""

import secrets
import sqlite3
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tests.vault.keyrings import Watched, epochs_in, files, ring_in
from vault.keyring import KeyDestroyed
from vault.providers import NoEpoch, Unreachable


@pytest.fixture
def keys(tmp_path: Path) -> dict[str, bytes]:
    """A keyring of before in `tmp_path`, killed in the middle of a destruction: two open epochs lie beside it."""
    folder = tmp_path / "keyring"
    folder.mkdir()
    made = {f"name {number}": secrets.token_bytes(32) for number in range(4)}
    with sqlite3.connect(folder / "keyring.sqlite3") as ring:
        ring.execute("CREATE TABLE wrapped (name TEXT PRIMARY KEY, epoch INTEGER NOT NULL, key BLOB NOT NULL)")
        ring.execute("CREATE TABLE destroyed (name TEXT PRIMARY KEY)")
        ring.execute("INSERT INTO destroyed VALUES ('hers')")
        for epoch in (6, 7):
            (folder / f"epoch-{epoch}").write_bytes(secrets.token_bytes(32))
        for place, (name, key) in enumerate(made.items()):
            epoch, nonce = 6 + place % 2, secrets.token_bytes(12)
            cipher = AESGCM((folder / f"epoch-{epoch}").read_bytes())
            wrapped = nonce + cipher.encrypt(nonce, key, f"{name}\x1f{epoch}".encode())
            ring.execute("INSERT INTO wrapped VALUES (?, ?, ?)", (name, epoch, wrapped))
    ring.close()
    return made


def test_every_key_is_kept_and_the_open_epochs_are_gone(tmp_path: Path, keys: dict[str, bytes]) -> None:
    ring = ring_in(tmp_path)
    ring.finish()
    assert {name: ring_in(tmp_path).key(name) for name in keys} == keys
    assert (sorted(path.name for path in (tmp_path / "keyring").iterdir()), epochs_in(tmp_path)) == (
        ["keyring.sqlite3"], [8],
    )  # fmt: skip
    with pytest.raises(KeyDestroyed):
        ring.key("hers")
    ring.destroy("name 1")
    assert (ring.epoch(), ring.every_key_opens()) == (9, True)


def test_a_failure_on_the_way_changes_nothing(tmp_path: Path, keys: dict[str, bytes]) -> None:
    calls = []

    def fail(call: str) -> None:
        calls.append(call)
        if calls.count("wrap") == 3:
            raise Unreachable

    with pytest.raises(Unreachable):
        ring_in(tmp_path, Watched(files(tmp_path / "epochs"), fail)).count()
    assert len(list((tmp_path / "keyring").glob("epoch-*"))) == 2
    assert {name: ring_in(tmp_path).key(name) for name in keys} == keys


def test_a_keyring_of_before_without_its_epochs_is_not_touched(tmp_path: Path, keys: dict[str, bytes]) -> None:
    (tmp_path / "keyring" / "epoch-7").rename(tmp_path / "kept")
    with pytest.raises(NoEpoch):
        ring_in(tmp_path).finish()
    (tmp_path / "kept").rename(tmp_path / "keyring" / "epoch-7")
    assert {name: ring_in(tmp_path).key(name) for name in keys} == keys
