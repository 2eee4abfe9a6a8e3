"""kill -9 at every step of a destruction and of a rotation: nobody is lost, and she is gone once it is finished."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.vault.keyrings import epochs_in, ring_in
from vault.keyring import KeyDestroyed

NAMES = ["name 1", "name 2"]


def deaths(root: Path, begun: Path, into: Path, verb: str, stride: int) -> list[int]:
    """Give the steps before which a process was killed, and one that it lived through: its folder is `into`/<step>."""
    command = [sys.executable, "-m", "tests.vault.dying", str(begun), str(into), verb, str(stride)]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False, timeout=100)
    assert done.returncode == 0, done.stderr
    return list(range(1, int(done.stdout) + 1, stride))


@pytest.mark.parametrize(("verb", "stride"), [("destroy", 1), ("rotate", 3)])
def test_after_a_kill_at_any_step_it_is_finished_at_the_next_start(
    root: Path, tmp_path: Path, verb: str, stride: int
) -> None:
    begun = tmp_path / "begun"
    ring = ring_in(begun)
    for name in ["hers", *NAMES]:
        ring.make(name)
    keys = {name: ring.key(name) for name in ["hers", *NAMES]}
    ring.close()
    steps = deaths(root, begun, tmp_path / "died", verb, stride)
    ended = []
    for step in steps:
        folder = tmp_path / "died" / str(step)
        after = ring_in(folder)
        assert {name: after.key(name) for name in NAMES} == {name: keys[name] for name in NAMES}, step
        after.finish()
        ended.append((hers(folder, keys), after.epoch(), tuple(epochs_in(folder))))
        assert {name: after.key(name) for name in NAMES} == {name: keys[name] for name in NAMES}, step
        after.close()
    kept, done = ("kept", 1), ("gone" if verb == "destroy" else "kept", 2)
    assert steps[-1] > 25
    assert {each[:2] for each in ended} == {kept, done}
    assert {epochs for state, epoch, epochs in ended if (state, epoch) == done} == {(2,)}
    assert ended == sorted(ended, key=lambda each: each[1])  # once ordered it is never undone
    assert ended[-1][:2] == done


def hers(folder: Path, keys: dict[str, bytes]) -> str:
    """Say whether her key opens, or is gone for good."""
    ring = ring_in(folder)
    try:
        return "kept" if ring.key("hers") == keys["hers"] else "other"
    except KeyDestroyed:
        return "gone"
    finally:
        ring.close()
