"""The commands: what they say, and that a refusal, a full disk or a kill leaves no file that looks like a backup."""

import os
import re
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from ledger.queries import key, latest
from tests.services.process import without_services
from tests.upkeep.backups import Living, empty_place, hashed
from upkeep import drilling, folder, keeping, place, recovery_keys
from upkeep.management.commands import restore
from vault import services as vault

ON_SQLITE = pytest.mark.skipif(
    os.environ.get("ATTUNE_TEST_DATABASE") == "postgresql", reason="the database is a file of the test's own"
)


@pytest.fixture
def key_file(living: Living) -> Path:
    """The recovery key as it was written down."""
    file = living.folder / "key"
    file.touch(mode=0o600)
    file.write_text(recovery_keys.spelled(living.private))
    return file


def test_from_a_new_key_to_a_restore_by_commands(living: Living, tmp_path: Path, settings: Any, capsys: Any) -> None:
    key = tmp_path / "recovery"
    call_command("recovery_key", key)
    settings.RECOVERY_KEYS = re.findall(r"ATTUNE_RECOVERY_KEYS=([0-9a-f]{64})\n", capsys.readouterr().out)
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    into = living.folder / "backups"
    call_command("backup", into)
    (made,) = into.glob("*.backup")
    call_command("restore_drill", made, key_file=key)
    call_command("restore_drill")
    with empty_place(tmp_path / "back", living.template):
        call_command("restore", made, key_file=key)
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if line.startswith("It comes back: ")] == [
        "It comes back: 40 acts, 3 participants whose values open, 0 whose values open for nobody."
    ] * 2
    assert "The backup is brought back: 3 participants whose values open, 0 whose values open for nobody." in lines
    assert {drilling.BY_HAND, "upkeep.restore_proven"} == {act for act in ("upkeep.recovery_key_proven",
                                                           "upkeep.restore_proven") if latest(act)}  # fmt: skip


def test_the_key_of_the_register_is_compared_before_anything_is_written(
    living: Living, key_file: Path, tmp_path: Path, capsys: Any
) -> None:
    made, paper = living.backup(), key()
    with empty_place(tmp_path / "back", living.template) as back:
        before = hashed(back)
        with pytest.raises(CommandError) as refused:
            call_command("restore", made.path, key_file=key_file, key=paper[:-4] + "AAA=")
        assert (str(refused.value), hashed(back)) == (restore.OTHER_KEY, before)
        call_command("restore", made.path, key_file=key_file, key=f" {paper}\n")
        assert restore.SIGNED.format(key=paper) not in capsys.readouterr().out
    with empty_place(tmp_path / "again", living.template):
        call_command("restore", made.path, key_file=key_file)
    assert capsys.readouterr().out.splitlines()[0] == restore.SIGNED.format(key=paper)


def test_the_key_comes_from_a_descriptor(living: Living, key_file: Path) -> None:
    made = living.backup()
    descriptor = os.open(key_file, os.O_RDONLY)
    try:
        call_command("restore_drill", made.path, key_fd=descriptor)
    finally:
        os.close(descriptor)


@pytest.mark.parametrize("case", ["none", "missing", "open", "typed wrong", "too short", "no digits"])
def test_a_recovery_key_that_is_none_is_said_to_be_none(tmp_path: Path, case: str) -> None:
    file = tmp_path / "key"
    given = {"none": None, "missing": file.with_name("nowhere")}.get(case, file)
    spelled = recovery_keys.spelled(bytes(32))
    file.touch(mode=0o640 if case == "open" else 0o600)
    file.write_text({"typed wrong": f"1{spelled[1:]}", "too short": spelled[:-9], "no digits": "z" * 72}.get(case, ""))
    words = {"none": recovery_keys.NONE_GIVEN, "missing": recovery_keys.NOT_READ.format(place=given),
             "open": recovery_keys.OPEN_TO_OTHERS.format(place=given)}.get(case, recovery_keys.NO_KEY)  # fmt: skip
    with pytest.raises(recovery_keys.NoRecoveryKey) as refused:
        recovery_keys.read(given, None)
    assert refused.value.words == words


def test_a_recovery_key_is_read_as_people_write(tmp_path: Path) -> None:
    private = bytes(range(32))
    assert recovery_keys.understood(f" {recovery_keys.spelled(private).upper()}\n".replace(" ", "\n")) == private


def test_a_recovery_key_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("theirs")
    with pytest.raises(CommandError):
        call_command("recovery_key", tmp_path / "key")
    assert [path.read_text() for path in tmp_path.iterdir()] == ["theirs"]


NOT_MADE = {
    "no key": keeping.NO_KEYS, "bad key": keeping.BAD_KEY, "short key": keeping.BAD_KEY, "low key": keeping.BAD_KEY,
    "no folder": place.NO_PLACE, "a file": place.NO_PLACE, "ours": place.OURS, "busy": keeping.BUSY,
    "never": keeping.NEVER, "no epoch": keeping.CLOSED, "full": keeping.FAILED, "part": keeping.FAILED,
}  # fmt: skip


def test_a_backup_that_cannot_be_made_says_why_and_leaves_no_file(
    living: Living, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    good, into = settings.RECOVERY_KEYS, living.folder / "backups"
    (into / "there").write_bytes(b"theirs")
    before = hashed(into)
    for case, words in NOT_MADE.items():
        where = {"no folder": into / "no", "a file": into / "there", "ours": settings.EPOCHS / "b"}.get(case, into)
        keys = {"no key": [], "bad key": ["zz"], "short key": ["12" * 31], "low key": ["00" * 32]}
        settings.RECOVERY_KEYS = keys.get(case, good)
        said = words.format(place=where, why="No space left on device")
        (settings.EPOCHS / "b").mkdir(exist_ok=True)
        with monkeypatch.context() as faults:
            plant(faults, case)
            with (
                folder.alone(settings.VAR if case == "busy" else living.folder),
                pytest.raises(CommandError) as refused,
            ):
                call_command("backup", where)
        assert (str(refused.value), hashed(into), latest("upkeep.backed_up")) == (said, before, None), case


def plant(faults: pytest.MonkeyPatch, case: str) -> None:
    """Let keys not be handed out, or the disk be full after some pieces."""
    real = vault.seal_parcel

    def until_full(pieces: Iterator[bytes]) -> Iterator[bytes]:
        yield from islice(pieces, 3)
        raise OSError(28, "No space left on device")

    def seal(*given: Any) -> Any:
        key, pieces = real(*given)
        return key, until_full(pieces)

    def refuse(to: Any) -> None:
        raise vault.NoEpoch("away") if case == "no epoch" else vault.NeverHandedOut

    def part(*given: Any) -> None:
        raise OSError(28, "No space left on device")

    if case == "full":
        faults.setattr(vault, "seal_parcel", seal)
    if case in {"never", "no epoch"}:
        faults.setattr(vault, "hand_out", refuse)
    if case == "part":
        faults.setattr(keeping, "put_part", part)


DYING = """
import os, signal, sys, django
django.setup()
from pathlib import Path
from django.core.management import call_command
left = int(sys.argv[1])
def count(event, given):
    global left
    if event in {"os.rename", "os.remove", "os.mkdir", "os.truncate", "open"} and sys.argv[2] in str(given):
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(count)
call_command(*sys.argv[3:])
"""


def begun(into: Path) -> bool:
    """Say whether a restore has come to its end there."""
    return (into / "attune.sqlite3").exists() and (into / "keyring").exists()


def dies(
    root: Path, step: int, given: dict[str, str], watched: Path, *command: str, refused: bool = False
) -> int:  # fmt: skip
    """Run a command in a process that is killed before its change of a file number `step`; give its status."""
    environment = without_services(os.environ) | {"DJANGO_SETTINGS_MODULE": "config.settings", "ATTUNE_MODE": "demo"}
    done = subprocess.run(
        [sys.executable, "-c", DYING, str(step), str(watched), *command], cwd=root, env=environment | given,
        capture_output=True, text=True, check=False, timeout=100,
    )  # fmt: skip
    assert done.returncode in ({1} if refused else {0, -signal.SIGKILL}), done.stderr
    return done.returncode


@ON_SQLITE
@pytest.mark.security
def test_a_kill_at_any_change_of_a_file_leaves_no_half_backup(living: Living, root: Path, tmp_path: Path) -> None:
    given, step, status = environment_of(living, tmp_path), 0, -1
    while status:
        step += 2
        into = tmp_path / "into" / str(step)
        into.mkdir(parents=True)
        status = dies(root, step, given, into, "backup", str(into))
        for path in into.glob("*.backup"):
            living.opened(path).whole()
        for path in into.glob("*.keys"):
            living.opened(path, "keys").whole()
        keeping.make(into, living.at)
        assert list(into.glob(".*")) == [], step
    assert step > 5


@ON_SQLITE
@pytest.mark.security
def test_a_kill_at_any_change_of_a_file_in_a_restore_is_finished_by_the_next(
    living: Living, root: Path, tmp_path: Path, key_file: Path
) -> None:
    made, step, status = living.backup(), 0, -1
    while status:
        step += 5
        into = tmp_path / "into" / str(step)
        into.mkdir(parents=True)
        (into / "passphrase").touch(mode=0o600)
        (into / "passphrase").write_text("an invented passphrase\n")
        given = {"ATTUNE_VAR": str(into), "ATTUNE_PASSPHRASE_FILE": str(into / "passphrase"), "ATTUNE_SECRET": "x" * 40}
        command = ["restore", str(made.path), "--part", str(made.part), "--key-file", str(key_file)]
        status = dies(root, step, given, into, *command)
        again = dies(root, 0, given, into, *command, refused=not (into / "restoring").exists() and begun(into))
        assert again in {0, 1}
        names = sorted(path.name for path in into.iterdir() if not path.name.endswith(("-wal", "-shm")))
        assert names == ["attune.sqlite3", "epochs", "keyring", "passphrase"], step
    assert step > 9


def environment_of(living: Living, tmp_path: Path) -> dict[str, str]:
    """Give the environment in which a process finds this installation."""
    import shutil

    from django.conf import settings
    from django.db import connections

    passphrase = tmp_path / "passphrase"
    shutil.copy(settings.PASSPHRASE_FILE, passphrase)
    connections.close_all()
    return {
        "ATTUNE_VAR": str(settings.VAR), "ATTUNE_EPOCHS": str(settings.EPOCHS), "ATTUNE_SECRET": "x" * 40,
        "ATTUNE_PASSPHRASE_FILE": str(passphrase), "ATTUNE_RECOVERY_KEYS": ",".join(settings.RECOVERY_KEYS),
        "DATABASE_URL": f"sqlite:///{connection.settings_dict['NAME']}",
    }  # fmt: skip
