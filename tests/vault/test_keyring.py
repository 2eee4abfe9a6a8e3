"""What a keyring keeps, and what it gives up: destruction reaches every copy, the others lose nothing."""

import shutil
import sqlite3
import threading
from pathlib import Path
from typing import Any

import pytest

from tests.vault.keyrings import PASSPHRASE, Watched, epochs_in, files, ring_in
from vault.keyring import KeyDestroyed, Keyring, NoKey
from vault.providers import NoEpoch, Refused, Unreachable

NAMES = [f"name {number}" for number in range(5)]


@pytest.fixture
def ring(tmp_path: Path) -> Keyring:
    """A keyring with five keys and hers."""
    made = ring_in(tmp_path)
    for name in ["hers", *NAMES]:
        made.make(name)
    return made


def test_a_destroyed_key_opens_nothing_and_is_not_made_again(ring: Keyring) -> None:
    ring.destroy("hers")
    with pytest.raises(KeyDestroyed):
        ring.key("hers")
    with pytest.raises(KeyDestroyed):
        ring.make("hers")


def test_a_keyring_that_never_had_a_key_does_not_say_it_destroyed_it(ring: Keyring) -> None:
    with pytest.raises(NoKey):
        ring.destroy("another's")
    ring.destroy("hers")
    ring.destroy("hers")
    assert ring.epoch() == 2


def test_destroying_one_key_leaves_the_others_as_they_were(ring: Keyring, tmp_path: Path) -> None:
    before = {name: ring.key(name) for name in NAMES}
    ring.destroy("hers")
    assert {name: ring_in(tmp_path).key(name) for name in NAMES} == before
    assert (epochs_in(tmp_path), ring.count()) == ([2], (5, 1))


@pytest.mark.parametrize("made_by", ["destroy", "rotate"])
def test_an_old_copy_of_the_keyring_opens_nothing_with_the_newest_keys_beside_it(
    ring: Keyring, tmp_path: Path, made_by: str
) -> None:
    shutil.copytree(tmp_path / "keyring", tmp_path / "old" / "keyring")
    ring.destroy("hers") if made_by == "destroy" else ring.rotate(2)
    shutil.copytree(tmp_path / "epochs", tmp_path / "old" / "epochs")
    for name in ["hers", *NAMES]:
        with pytest.raises(NoEpoch):
            ring_in(tmp_path / "old").key(name)


def test_an_old_keyring_put_in_place_does_not_cost_the_keys_of_now(ring: Keyring, tmp_path: Path) -> None:
    shutil.copytree(tmp_path / "keyring", tmp_path / "old" / "keyring")
    ring.destroy("hers")
    old = Keyring(tmp_path / "old" / "keyring", files(tmp_path / "epochs"))
    old.finish()
    for verb in (lambda: old.rotate(9), lambda: old.destroy("hers"), old.prove):
        with pytest.raises(NoEpoch):
            verb()
    assert (epochs_in(tmp_path), ring.every_key_opens()) == ([2], True)


def test_another_keyring_beside_the_same_keys_does_not_touch_them(ring: Keyring, tmp_path: Path) -> None:
    other = Keyring(tmp_path / "other", files(tmp_path / "epochs"))
    other.make("one")
    other.rotate(5)
    assert (other.every_key_opens(), ring.every_key_opens(), ring.epoch()) == (True, True, 1)


def test_keys_can_be_rotated_again_and_again_and_a_repeated_order_has_one_effect(ring: Keyring) -> None:
    keys = {name: ring.key(name) for name in NAMES}
    for to in (2, 2, 3):
        ring.rotate(to)
    assert (ring.epoch(), {name: ring.key(name) for name in NAMES}) == (3, keys)


def test_many_keys_are_wrapped_in_several_turns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vault.keyring._AT_ONCE", 2)
    ring = ring_in(tmp_path)
    for name in NAMES:
        ring.make(name)
    ring.destroy(NAMES[0])
    assert (ring.every_key_opens(), epochs_in(tmp_path)) == (True, [2])


def test_a_key_that_goes_while_all_are_opened_is_no_key_that_does_not_open(ring: Keyring, tmp_path: Path) -> None:
    real, beside = files(tmp_path / "epochs"), ring_in(tmp_path)
    went: list[str] = []

    def goes(call: str) -> None:
        if call == "unwrap" and not went:
            went.append(NAMES[-1])
            beside.destroy(NAMES[-1])

    assert ring_in(tmp_path, Watched(real, goes)).every_key_opens() is True
    assert (went, beside.count()) == ([NAMES[-1]], (5, 1))


def test_the_old_epoch_stays_when_one_key_does_not_open_under_the_new_one(ring: Keyring, tmp_path: Path) -> None:
    real = files(tmp_path / "epochs")

    class Forgetful(Watched):
        def wrap(self, name: str, key: bytes, bound: bytes) -> bytes:
            return self.real.wrap(name, bytes(32), bound) if b"name 3" in bound else self.real.wrap(name, key, bound)

    with pytest.raises(Refused):
        ring_in(tmp_path, Forgetful(real, lambda call: None)).destroy("hers")
    assert epochs_in(tmp_path) == [1, 2]
    ring_in(tmp_path).finish()
    assert (ring.every_key_opens(), epochs_in(tmp_path)) == (True, [2])


def test_what_rests_is_opened_once_more_before_the_old_epoch_is_destroyed(ring: Keyring, tmp_path: Path) -> None:
    class Spoilt(Keyring):
        def _move_some(self) -> bool:
            more = super()._move_some()
            if not more:
                self._ring().execute("UPDATE wrapped SET key = x'01' WHERE name = 'name 3'")
            return more

    with pytest.raises(Refused):
        Spoilt(tmp_path / "keyring", files(tmp_path / "epochs")).destroy("hers")
    assert epochs_in(tmp_path) == [1, 2]


@pytest.mark.parametrize("down", ["begin", "wrap", "unwrap", "describe", "destroy"])
def test_a_provider_that_is_down_costs_no_key_and_the_order_can_be_repeated(
    ring: Keyring, tmp_path: Path, down: str
) -> None:
    def fail(call: str) -> None:
        if call == down:
            raise Unreachable

    with pytest.raises(Unreachable):
        ring_in(tmp_path, Watched(files(tmp_path / "epochs"), fail)).destroy("hers")
    assert [len(ring.key(name)) for name in NAMES] == [32] * 5
    ring.destroy("hers")
    assert (ring.every_key_opens(), epochs_in(tmp_path), ring.count()) == (True, [2], (5, 1))


def test_a_slow_provider_does_not_keep_readers_waiting(ring: Keyring, tmp_path: Path) -> None:
    reached, go_on = threading.Event(), threading.Event()

    def wait(call: str) -> None:
        if call == "destroy":
            reached.set()
            assert go_on.wait(20)

    slow = threading.Thread(target=ring_in(tmp_path, Watched(files(tmp_path / "epochs"), wait)).destroy, args=["hers"])
    slow.start()
    assert reached.wait(20)
    try:
        assert [len(ring_in(tmp_path).key(name)) for name in NAMES] == [32] * 5
        with pytest.raises(KeyDestroyed):
            ring.key("hers")
    finally:
        go_on.set()
        slow.join()


def test_a_key_opens_although_its_epoch_ends_while_it_is_read(ring: Keyring, tmp_path: Path) -> None:
    key, beside, ended = ring.key("name 1"), ring_in(tmp_path), []

    def end(call: str) -> None:
        if len(ended) < 5:
            ended.append(call)
            beside.rotate(beside.epoch() + 1)

    assert ring_in(tmp_path, Watched(files(tmp_path / "epochs"), end)).key("name 1") == key
    assert len(ended) == 5


def test_a_wrong_passphrase_changes_nothing(ring: Keyring, tmp_path: Path) -> None:
    wrong = ring_in(tmp_path, files(tmp_path / "epochs", b"not the passphrase"))
    for verb in (lambda: wrong.key("hers"), lambda: wrong.destroy("hers"), lambda: wrong.rotate(7), wrong.prove):
        with pytest.raises(Refused):
            verb()
    assert (ring.epoch(), epochs_in(tmp_path), len(ring.key("hers"))) == (1, [1], 32)


@pytest.mark.parametrize("form", [b"\x00", b"\x02"])
def test_a_wrapped_key_of_an_unknown_form_is_not_guessed_at(ring: Keyring, form: bytes, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "keyring" / "keyring.sqlite3") as beside:
        beside.execute("UPDATE wrapped SET key = CAST(? || substr(key, 2) AS BLOB) WHERE name = 'hers'", (form,))
    beside.close()
    with pytest.raises(Refused):
        ring.key("hers")


@pytest.mark.parametrize("column", ["name", "epoch"])
def test_a_wrapped_key_is_bound_to_its_name_and_epoch(ring: Keyring, tmp_path: Path, column: str) -> None:
    (tmp_path / "epochs" / f"{ring.id()}-7.epoch").write_bytes(b"")
    files(tmp_path / "epochs").begin(f"{ring.id()}-7")
    with sqlite3.connect(tmp_path / "keyring" / "keyring.sqlite3") as beside:
        beside.execute("DELETE FROM wrapped WHERE name = 'name 1'")
        moved = {"name": "UPDATE wrapped SET name = 'name 1'", "epoch": "UPDATE wrapped SET epoch = 7"}[column]
        beside.execute(f"{moved} WHERE name = 'hers'")
    beside.close()
    with pytest.raises(Refused):
        ring.key("name 1" if column == "name" else "hers")


def test_a_provider_is_given_keyring_name_and_epoch_to_bind_a_key_to(ring: Keyring, tmp_path: Path) -> None:
    given = []

    class Noted(Watched):
        def unwrap(self, name: str, wrapped: bytes, bound: bytes) -> bytes:
            given.append((name, bound))
            return self.real.unwrap(name, wrapped, bound)

    ring_in(tmp_path, Noted(files(tmp_path / "epochs"), lambda call: None)).key("hers")
    assert given == [(f"{ring.id()}-1", f"{ring.id()}\x1fhers\x1f1".encode())]


def test_an_epoch_that_another_begins_meanwhile_is_gone_through_as_well(ring: Keyring, tmp_path: Path) -> None:
    class Overtaken(Keyring):
        def _end_old_epochs(self, own: sqlite3.Connection) -> bool:
            if self.epoch() == 2:
                self._begin(own)  # as another process would, between the last key moved and this moment
            return super()._end_old_epochs(own)

    Overtaken(tmp_path / "keyring", files(tmp_path / "epochs")).destroy("hers")
    assert (ring.epoch(), epochs_in(tmp_path), ring.every_key_opens()) == (3, [3], True)


def test_keys_and_folders_are_for_the_owner_only(ring: Keyring, tmp_path: Path) -> None:
    kept = [*(tmp_path / "keyring").iterdir(), *(tmp_path / "epochs").glob("*.epoch")]
    assert {oct(path.stat().st_mode & 0o777) for path in kept} == {"0o600"}
    assert {oct((tmp_path / name).stat().st_mode & 0o777) for name in ("keyring", "epochs")} == {"0o700"}


def test_neither_passphrase_nor_key_lies_open_in_any_file(ring: Keyring, tmp_path: Path) -> None:
    keys = [ring.key(name) for name in NAMES] + [ring.provider.key(ring.kek())]
    lying = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert [secret for secret in [PASSPHRASE, *keys] if secret in lying] == []


def run(threads: list[threading.Thread]) -> None:
    for each in threads:
        each.start()
    for each in threads:
        each.join()


def test_keys_open_and_are_made_in_threads_while_others_are_destroyed(ring: Keyring, tmp_path: Path) -> None:
    keys, failed, over = {name: ring.key(name) for name in NAMES}, [], threading.Event()
    for number in range(6):
        ring.make(f"ends {number}")

    def watch(make: str) -> None:
        own: Any = ring_in(tmp_path)
        rounds = 0
        try:
            while rounds < 3 or not over.wait(0.005):  # between two rounds others get the file
                rounds += 1
                assert {name: own.key(name) for name in NAMES} == keys
                own.make(f"{make} {rounds}")
                assert len(own.key(f"{make} {rounds}")) == 32
        except BaseException as wrong:  # noqa: BLE001 - told below, in the test's own thread
            failed.append(repr(wrong))

    def end() -> None:
        try:
            for number in range(6):
                ring_in(tmp_path).destroy(f"ends {number}")
        finally:
            over.set()

    run([*(threading.Thread(target=watch, args=[name]) for name in ("a", "b", "c")), threading.Thread(target=end)])
    assert (failed, ring.every_key_opens(), ring.epoch()) == ([], True, 7)
    assert epochs_in(tmp_path) == [7]
