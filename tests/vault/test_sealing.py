"""What is sealed opens in its place only, and never again once its key is destroyed."""

import os
import stat
import uuid
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault import rules, services
from vault.keyring import KeyDestroyed, Keyring, NoKey

PLACE = {"table": "a", "column": "b"}


@given(st.text())
def test_what_was_sealed_opens_again(text: str) -> None:
    subject, row = uuid.uuid4(), uuid.uuid4()
    services.make_key(subject)
    sealed = services.seal(text, subject=subject, row=row, **PLACE)
    assert services.open_sealed(sealed, subject=subject, row=row, **PLACE) == text


@given(st.binary(max_size=5000))
def test_padding_gives_back_what_it_got_and_hides_the_length(plain: bytes) -> None:
    body = rules.padded(plain)
    assert rules.unpadded(body) == plain
    assert len(body) in rules.BUCKETS or len(body) % rules.BUCKETS[-1] == 0


@pytest.mark.parametrize("moved", ["table", "column", "row", "subject"])
def test_a_value_moved_elsewhere_does_not_open(moved: str) -> None:
    place = {"subject": uuid.uuid4(), "row": uuid.uuid4(), "table": "a", "column": "b"}
    elsewhere = place | {moved: uuid.uuid4() if moved in {"row", "subject"} else "c"}
    services.make_key(place["subject"])
    services.make_key(elsewhere["subject"])
    sealed = services.seal("words", **place)
    with pytest.raises(services.Tampered):
        services.open_sealed(sealed, **elsewhere)


@pytest.mark.parametrize("position", [0, 1, 20, -1])
def test_a_changed_byte_does_not_open(position: int) -> None:
    place = {"subject": uuid.uuid4(), "row": uuid.uuid4(), **PLACE}
    services.make_key(place["subject"])
    sealed = bytearray(services.seal("words", **place))
    sealed[position] ^= 1
    with pytest.raises(services.Tampered):
        services.open_sealed(bytes(sealed), **place)


def test_a_destroyed_key_opens_nothing_and_is_not_made_again(tmp_path: Path) -> None:
    ring = Keyring(tmp_path)
    ring.make("hers")
    ring.destroy("hers")
    with pytest.raises(KeyDestroyed):
        ring.key("hers")
    with pytest.raises(KeyDestroyed):
        ring.make("hers")


def test_a_keyring_that_never_had_a_key_does_not_say_it_destroyed_it(tmp_path: Path) -> None:
    ring = Keyring(tmp_path)
    ring.make("hers")
    with pytest.raises(NoKey):
        ring.destroy("another's")
    ring.destroy("hers")
    ring.destroy("hers")
    with pytest.raises(KeyDestroyed):
        ring.key("hers")


def test_destroying_one_key_leaves_the_others_as_they_were(tmp_path: Path) -> None:
    ring = Keyring(tmp_path)
    names = [f"name {number}" for number in range(5)]
    for name in names:
        ring.make(name)
    before = {name: ring.key(name) for name in names}
    ring.destroy(names[2])
    assert {name: ring.key(name) for name in names if name != names[2]} == {
        name: key for name, key in before.items() if name != names[2]
    }


def test_an_old_copy_of_the_keyring_file_opens_nothing_after_a_destruction(tmp_path: Path) -> None:
    ring = Keyring(tmp_path / "now")
    ring.make("hers")
    ring.make("other")
    old = tmp_path / "old"
    old.mkdir()
    (old / "keyring.sqlite3").write_bytes((tmp_path / "now" / "keyring.sqlite3").read_bytes())
    ring.destroy("hers")
    for epoch in (tmp_path / "now").glob("epoch-*"):
        (old / epoch.name).write_bytes(epoch.read_bytes())
    with pytest.raises(NoKey):
        Keyring(old).key("hers")


def test_a_kill_before_the_old_epoch_is_removed_is_finished_at_start_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ring = Keyring(tmp_path)
    ring.make("hers")
    ring.make("other")
    monkeypatch.setattr(ring, "finish", lambda: None)
    ring.destroy("hers")
    assert len(list(tmp_path.glob("epoch-*"))) == 2
    Keyring(tmp_path).finish()
    assert len(list(tmp_path.glob("epoch-*"))) == 1
    assert len(Keyring(tmp_path).key("other")) == 32


def test_a_key_opens_while_another_one_is_destroyed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ring, beside = Keyring(tmp_path), Keyring(tmp_path)
    for name in ("hers", "other"):
        ring.make(name)
    unwrap, key = ring._unwrap, ring.key("other")

    def late(epoch: int, name: str, wrapped: bytes) -> bytes:
        beside.destroy("hers")
        monkeypatch.setattr(ring, "_unwrap", unwrap)
        return unwrap(epoch, name, wrapped)

    monkeypatch.setattr(ring, "_unwrap", late)  # the row is read, its epoch ends, then its file is read
    assert ring.key("other") == key


def test_the_name_of_a_new_epoch_is_on_the_disk_before_keys_are_wrapped_under_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, wrapped_with, sync, wrap = set(), [], os.fsync, Keyring._wrap

    def synced(handle: int) -> None:
        sync(handle)
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            kept.update(path.name for path in tmp_path.glob("epoch-*"))

    def wrapped(ring: Keyring, epoch: int, name: str, key: bytes) -> bytes:
        wrapped_with.append(f"epoch-{epoch}" in kept)
        return wrap(ring, epoch, name, key)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Keyring, "_wrap", wrapped)
    ring = Keyring(tmp_path)
    ring.make("hers")
    ring.make("other")
    ring.destroy("hers")
    assert wrapped_with == [True, True, True]


def test_keys_and_folder_are_for_the_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "ring"
    Keyring(folder).make("hers")
    assert {oct(path.stat().st_mode & 0o777) for path in folder.iterdir()} == {"0o600"}
    assert oct(folder.stat().st_mode & 0o777) == "0o700"


def test_a_signature_holds_for_its_message_and_key_only() -> None:
    signature = services.sign(b"message")
    assert services.verify(b"message", signature, services.public_key())
    assert not services.verify(b"another", signature, services.public_key())


def test_a_fingerprint_is_the_same_each_time_and_differs_for_another_secret() -> None:
    assert services.fingerprint("one") == services.fingerprint("one")
    assert services.fingerprint("one") != services.fingerprint("two")
