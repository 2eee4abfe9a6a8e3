"""Another passphrase: the same keys, sealed anew; a kill at any step leaves keys that open."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.vault.keyrings import NEW, PASSPHRASE, epochs_in, files, ring_in
from tests.vault.test_kills import deaths
from vault import holding
from vault.keyring import Keyring
from vault.providers import NotOpened, Refused

NAMES = ["name 1", "name 2"]


@pytest.fixture
def begun(tmp_path: Path) -> Path:
    """A keyring with two keys, and beside its epoch one that a killed beginning left and one that was cut short."""
    folder = tmp_path / "begun"
    ring = ring_in(folder)
    for name in NAMES:
        ring.make(name)
    ring.provider.begin(f"{ring.id()}-2")
    (folder / "epochs" / f"{ring.id()}-3.epoch").write_bytes(b"\1" * 40)
    ring.close()
    return folder


def opened(folder: Path, words: bytes) -> dict[str, bytes] | None:
    """Give every key as a process with this passphrase opens it; None when it opens none."""
    ring = ring_in(folder, files(folder / "epochs", words))
    try:
        return {name: ring.key(name) for name in NAMES}
    except Refused:
        return None
    finally:
        ring.close()


def lying(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "epochs").iterdir()}


def test_the_same_keys_open_with_the_new_passphrase_and_with_no_other(begun: Path) -> None:
    before, names = opened(begun, PASSPHRASE), sorted(lying(begun))
    ring = ring_in(begun)
    assert ring.reseal(lambda: NEW)
    assert {name: ring.key(name) for name in NAMES} == before  # in the process that did it
    assert (opened(begun, NEW), opened(begun, PASSPHRASE)) == (before, None)
    assert sorted(lying(begun)) == names
    assert not ring.reseal(lambda: NEW)


def test_a_key_made_and_an_epoch_begun_afterwards_are_sealed_with_the_new_one(begun: Path) -> None:
    ring = ring_in(begun)
    ring.reseal(lambda: NEW)
    ring.make("later")
    ring.rotate(ring.epoch() + 1)
    after = ring_in(begun, files(begun / "epochs", NEW))
    assert (after.epoch(), after.every_key_opens()) == (2, True)
    assert len({body[:23] for name, body in lying(begun).items() if name.endswith("-2.epoch")}) == 1


def test_what_was_sealed_with_the_old_one_is_written_over(begun: Path) -> None:
    path = next((begun / "epochs").glob("*-1.epoch"))
    second = begun / "the same file"
    os.link(path, second)
    before = second.read_bytes()
    ring_in(begun).reseal(lambda: NEW)
    assert len(second.read_bytes()) == 83
    assert second.read_bytes() not in (before, path.read_bytes())


def test_a_wrong_old_passphrase_changes_nothing(begun: Path) -> None:
    before = lying(begun)
    with pytest.raises(Refused):
        ring_in(begun, files(begun / "epochs", b"not the passphrase")).reseal(lambda: NEW)
    assert lying(begun) == before


def test_a_damaged_epoch_changes_nothing(begun: Path) -> None:
    path = next((begun / "epochs").glob("*-1.epoch"))
    path.write_bytes(path.read_bytes()[:40])
    before = {name: body for name, body in lying(begun).items() if not name.endswith(".next")}
    with pytest.raises(Refused):
        ring_in(begun).reseal(lambda: NEW)
    assert {name: body for name, body in lying(begun).items() if not name.endswith(".next")} == before


def test_after_a_kill_at_any_step_one_of_the_two_opens_and_it_is_repeated(
    root: Path, tmp_path: Path, begun: Path
) -> None:
    keys = opened(begun, PASSPHRASE)
    steps = deaths(root, begun, tmp_path / "died", "reseal", 3)
    states = []
    for step in steps:
        folder = tmp_path / "died" / str(step)
        old, new = opened(folder, PASSPHRASE), opened(folder, NEW)
        states.append((old == keys, new == keys))
        ring_in(folder).reseal(lambda: NEW)
        assert (opened(folder, PASSPHRASE), opened(folder, NEW)) == (None, keys), step
        ring = ring_in(folder, files(folder / "epochs", NEW))
        ring.rotate(ring.epoch() + 1)
        assert (epochs_in(folder), list((folder / "epochs").glob("*.next"))) == ([2, 3], []), step
        ring.close()
    assert steps[-1] > 60
    assert set(states) == {(True, False), (False, True)}  # exactly one at every step
    assert states == sorted(states, reverse=True)  # and never back


def test_what_a_killed_change_left_goes_with_its_key(begun: Path) -> None:
    kept = files(begun / "epochs")
    name = next((begun / "epochs").glob("*-1.epoch")).stem
    left = begun / "epochs" / f"{name}.epoch.next"
    left.write_bytes(b"\1" * 83)
    kept.destroy(name)
    assert [path.name for path in (begun / "epochs").glob(f"{name}*")] == []


@pytest.fixture
def running(root: Path, tmp_path: Path) -> Iterator[Path]:
    """Another process that works with the keys in a folder."""
    folder = tmp_path / "held"
    program = (
        "import sys; from pathlib import Path; from vault.holding import together;"
        "together(Path(sys.argv[1])); print('held', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", program, str(folder)]
    with subprocess.Popen(command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "held\n"
        yield folder
        process.kill()


def test_nobody_is_alone_while_another_process_works_and_everybody_again_when_it_was_killed(running: Path) -> None:
    with pytest.raises(NotOpened) as stopped, holding.alone(running):
        pass
    assert stopped.value.words == holding.IN_USE
    holding.together(running)  # two may work side by side


def test_no_process_starts_while_the_passphrase_is_changed(tmp_path: Path) -> None:
    with holding.alone(tmp_path), pytest.raises(NotOpened) as stopped:
        holding.together(tmp_path)
    assert stopped.value.words == holding.CHANGING
    holding.together(tmp_path)


def test_a_keyring_without_a_key_has_nothing_to_seal_anew(tmp_path: Path) -> None:
    ring: Keyring = ring_in(tmp_path)
    assert not ring.reseal(lambda: NEW)
    ring.make("first")
    assert ring_in(tmp_path, files(tmp_path / "epochs", NEW)).key("first") == ring.key("first")
