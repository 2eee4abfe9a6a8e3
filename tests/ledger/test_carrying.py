"""Checkpoints in a folder of somebody else: each once, nothing written over, and what no longer fits is told."""

import hashlib
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from ledger import carrying, merkle, notes, queries
from ledger.checks import Found
from ledger.exporting import lines
from ledger.models import Checkpoint, Head
from ledger.services import anchor, record
from vault import services as vault


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "of somebody else"
    made.mkdir()
    return made


@pytest.fixture
def signed(cast: Any, noon: datetime) -> Any:
    """A register with two checkpoints."""
    anchor(at=noon)
    grown(cast, noon)
    return cast


def grown(cast: Any, at: datetime) -> Checkpoint:
    record("studies.x", actor=cast.ben.pk, subject=cast.ana.pk, target=cast.ana.pk, payload={}, at=at)
    return anchor(at=at)


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def notes_by_name() -> dict[str, bytes]:
    log = Head.objects.get().log
    return {f"{log}-{row.number:08}.txt": row.note.encode() for row in Checkpoint.objects.all()}


def test_every_checkpoint_lies_in_a_file_of_its_own_and_later_ones_join(
    signed: Any, folder: Path, noon: datetime
) -> None:
    assert carrying.carry(folder) == Found(queries.size())
    assert files(folder) == notes_by_name()
    before = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
    grown(signed, noon)
    assert carrying.carry(folder) == Found(queries.size())
    assert files(folder) == notes_by_name()
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_a_name_tells_the_register_and_a_number_and_nothing_else(signed: Any, folder: Path) -> None:
    carrying.carry(folder)
    log = Head.objects.get().log
    assert min(files(folder)) == f"{log}-00000001.txt"


@pytest.mark.parametrize("length", [0, 1, 200])
def test_a_file_that_a_kill_cut_short_is_gone_on_with(signed: Any, folder: Path, length: int) -> None:
    carrying.carry(folder)
    cut = max(folder.iterdir())
    cut.write_bytes(cut.read_bytes()[:length])
    assert carrying.carry(folder) == Found(queries.size())
    assert files(folder) == notes_by_name()


@pytest.mark.parametrize("body", [b"something else", b"x" * 5000, b"\xff" * 300, "longer"])
def test_a_file_that_was_changed_is_told_and_never_written_over(signed: Any, folder: Path, body: Any) -> None:
    carrying.carry(folder)
    changed = min(folder.iterdir())
    changed.write_bytes(changed.read_bytes() + b"more\n" if body == "longer" else body)
    before = files(folder)
    assert carrying.carry(folder) == Found(0, why=carrying.CHANGED)
    assert files(folder) == before


def forged(size: int, at: datetime, key: Any = None) -> str:
    """Give a checkpoint of a history that is no longer there, signed with the rightful key or with another."""
    name = notes.origin(Head.objects.get().log)
    words = notes.text(name, size=size, root=hashlib.sha256(b"other").digest(), head=bytes(32), at=at)
    return notes.signed(words, name, vault.public_key(), vault.sign(words.encode()) if key is None else bytes(64))


@pytest.mark.parametrize("place", ["first", "within", "at the end", "beyond the end"])
def test_a_register_that_was_changed_since_is_told_by_the_entry(
    signed: Any, folder: Path, noon: datetime, place: str
) -> None:
    end = queries.size()
    size = {"first": 1, "within": end // 2, "at the end": end, "beyond the end": end + 5}[place]
    carrying.carry(folder)
    log = Head.objects.get().log
    (folder / f"{log}-00000009.txt").write_text(forged(size, noon), encoding="utf-8")
    found = carrying.carry(folder)
    assert (found.fault, found.why) == (size, carrying.UNFIT)


def test_a_file_with_a_signature_of_nobody_is_not_taken_for_ours(signed: Any, folder: Path, noon: datetime) -> None:
    log = Head.objects.get().log
    (folder / f"{log}-00000009.txt").write_text(forged(3, noon, key="none"), encoding="utf-8")
    assert carrying.carry(folder).why == carrying.CHANGED


def test_files_of_others_in_the_folder_are_left_alone(signed: Any, folder: Path) -> None:
    (folder / "letter.txt").write_text("to somebody")
    assert carrying.carry(folder) == Found(queries.size())
    assert (folder / "letter.txt").read_text() == "to somebody"


@pytest.mark.parametrize("kind", ["pipe", "link", "link to a pipe", "folder"])
@pytest.mark.parametrize("when", ["before", "afterwards"])
def test_what_is_no_file_is_told_and_waited_for_by_nobody(
    signed: Any, folder: Path, tmp_path: Path, kind: str, when: str
) -> None:
    planted = folder / f"{Head.objects.get().log}-0000000{1 if when == 'before' else 9}.txt"
    os.mkfifo(tmp_path / "pipe")
    {
        "pipe": lambda: os.mkfifo(planted), "link": lambda: planted.symlink_to(tmp_path / "nowhere"),
        "link to a pipe": lambda: planted.symlink_to(tmp_path / "pipe"), "folder": planted.mkdir,
    }[kind]()  # fmt: skip
    assert carrying.carry(folder) == Found(0, why=carrying.CHANGED)
    assert not (tmp_path / "nowhere").exists()


def test_while_one_waits_for_the_folder_no_second_one_goes_there(signed: Any, folder: Path, settings: Any) -> None:
    with carrying._alone():
        assert carrying.carry(folder) == Found(0, why=carrying.UNREACHED)
    assert files(folder) == {}
    assert carrying.carry(folder) == Found(queries.size())


@pytest.mark.parametrize("way", ["not there", "a file"])
def test_a_folder_that_is_not_there_is_told(signed: Any, tmp_path: Path, way: str) -> None:
    if way == "a file":
        (tmp_path / "no folder").touch()
    assert carrying.carry(tmp_path / "no folder") == Found(0, why=carrying.UNREACHED)


def test_every_real_checkpoint_fits_and_the_first_of_an_empty_register_too(signed: Any, noon: datetime) -> None:
    empty = carrying._Carried(0, merkle.root(()))
    whole = [carrying._Carried(row.size, bytes(row.root)) for row in Checkpoint.objects.order_by("size")]
    assert carrying._unfit([empty, *whole]) is None
    assert carrying._unfit([carrying._Carried(0, bytes(32)), *whole]) == 0


def test_without_a_folder_nothing_is_carried_and_with_one_the_task_does_it(
    signed: Any, folder: Path, settings: Any
) -> None:
    from audit.tasks import carry_checkpoints
    from ledger.checks import last

    settings.CHECKPOINTS_FOLDER = None
    carry_checkpoints()
    assert (files(folder), last(carrying.OUTSIDE)) == ({}, None)
    settings.CHECKPOINTS_FOLDER = folder
    carry_checkpoints()
    assert (files(folder), last(carrying.OUTSIDE).size) == (notes_by_name(), queries.size())


def test_who_keeps_the_folder_checks_a_register_with_all_of_it_offline(
    signed: Any, folder: Path, root: Path, tmp_path: Path, noon: datetime
) -> None:
    carrying.carry(folder)
    whole = "".join(lines(queries.last_checkpoint(), shown=lambda _: True, payloads=lambda _: False))
    (tmp_path / "register.jsonl").write_text(whole, encoding="utf-8")

    def checked(seen: Path) -> tuple[int, str]:
        program = [sys.executable, "-I", str(root / "tools/verify_ledger.py"), "register.jsonl", "--key", queries.key()]
        ended = subprocess.run(
            [*program, "--seen", str(seen)], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        return ended.returncode, ended.stdout.splitlines()[-1]

    assert checked(folder) == (0, f"It goes on from all that you kept ({len(files(folder))}).")
    log, half = Head.objects.get().log, queries.size() // 2
    (folder / f"{log}-00000009.txt").write_text(forged(half, noon), encoding="utf-8")
    status, said = checked(folder)
    assert (status, f"entries up to {half} are others than on 2026-06-09" in said) == (1, True)
    (tmp_path / "empty").mkdir()
    assert checked(tmp_path / "empty")[0] == 1
