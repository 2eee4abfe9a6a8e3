"""Signed checkpoints as files in a folder that somebody else keeps: what was said there can't be unsaid here."""

import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from django.conf import settings

from ledger import merkle, notes
from ledger.checks import Found
from ledger.models import Checkpoint, Entry, Head
from vault import services as vault

OUTSIDE = "outside"
UNREACHED, CHANGED, UNFIT = "unreached", "changed", "unfit"
"""Why a folder is not good: it can't be written or read; a file in it was changed; one no longer fits the register."""
LONGEST = 4096  # bytes; a note has about 400
_WAITS_FOR_NOBODY = os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC  # also when it was put in a file's place just now


@dataclass(frozen=True)
class _Carried:
    """A note as it lies in the folder."""

    size: int
    root: bytes


def carry(folder: Path) -> Found:
    """Write each checkpoint that is not in `folder` yet into a file of its own, then hold all of them to the register.

    Nothing is written over: a file that a kill cut short is gone on with, and any other difference is left and told.
    Gives the size of the last one that lies there. While an earlier one waits for `folder` still, it is not reached.
    """
    try:
        with _alone():
            _write(folder)
            return check(folder)
    except OSError:
        return Found(0, why=UNREACHED)


@contextmanager
def _alone() -> Iterator[None]:
    """Hold the one turn there is, by a file of our own: a mount that hangs holds one thread and no second one.

    Raises BlockingIOError. The kernel lets go of it when the process ends, however it ends (flock(2)).
    """
    handle = os.open(Path(settings.VAR) / "carrying.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(handle)


def _write(folder: Path) -> None:
    log = Head.objects.get().log
    there = {each.name: each.stat(follow_symlinks=False).st_size for each in os.scandir(folder)}
    for row in Checkpoint.objects.order_by("number").iterator(chunk_size=500):
        note, file = row.note.encode(), name(log, row.number)
        if there.get(file, -1) < len(note):
            _put(folder / file, note, new=file not in there)


def name(log: object, number: int) -> str:
    """Give the name of the file: the register's own id, and the number of the checkpoint."""
    return f"{log}-{number:08}.txt"


def _put(path: Path, note: bytes, *, new: bool) -> None:
    begun = b"" if new else _begins(path)
    if begun is None or not note.startswith(begun):
        return  # it is told, and left as it is
    how = os.O_CREAT | os.O_EXCL if new else os.O_APPEND
    with os.fdopen(os.open(path, os.O_WRONLY | _WAITS_FOR_NOBODY | how, 0o666), "wb") as file:
        file.write(note[len(begun) :])
        file.flush()
        with suppress(OSError):  # some folders that are mounted over a network know no such call
            os.fsync(file.fileno())


def _begins(path: Path) -> bytes | None:
    """Give the first `LONGEST` bytes of a file; None for whatever else lies there: a pipe or a link of somebody's."""
    if not stat.S_ISREG(path.lstat().st_mode):
        return None
    with os.fdopen(os.open(path, os.O_RDONLY | _WAITS_FOR_NOBODY), "rb") as file:
        return file.read(LONGEST)


def check(folder: Path) -> Found:
    """Hold every checkpoint of this register in `folder` against the register. Raises OSError."""
    log = Head.objects.get().log
    carried = sorted(_read(folder, log), key=lambda each: each.size if each else 0)
    if None in carried:
        return Found(0, why=CHANGED)
    found = [each for each in carried if each]
    size = found[-1].size if found else 0
    fault = _unfit(found)
    return Found(size, fault=fault, why=UNFIT if fault is not None else "")


def _read(folder: Path, log: object) -> Iterator[_Carried | None]:
    keys = {bytes(key) for key in Checkpoint.objects.values_list("key", flat=True).distinct()} | {vault.public_key()}
    for path in sorted(folder.iterdir()):  # a glob would find nothing where there is no folder, and say nothing
        if not (path.name.startswith(f"{log}-") and path.suffix == ".txt"):
            continue
        note = _begins(path)
        yield None if note is None else _taken_apart(note, notes.origin(log), keys)  # type: ignore[arg-type]  # a UUID


def _taken_apart(note: bytes, origin: str, keys: set[bytes]) -> _Carried | None:
    """Give size and root of a note; None when it is none of ours, or was changed."""
    try:
        read = notes.read(note.decode())
    except ValueError:
        return None
    signed = any(vault.verify(read.text.encode(), read.signature, key) for key in keys)
    return _Carried(read.size, read.root) if signed and read.origin == origin else None


def _unfit(carried: list[_Carried]) -> int | None:
    """Give the size of the first note, by size, whose root is not that of the register's first entries.

    What a consistency proof would say (RFC 9162, section 2.1.4), for all of them in one reading of the digests.
    """
    peaks: merkle.Peaks = ()
    size = 0
    digests = Entry.objects.order_by("seq").values_list("digest", flat=True).iterator(chunk_size=5000)
    for each in carried:
        for digest in islice(digests, each.size - size):
            peaks, size = merkle.grown(peaks, size, bytes(digest)), size + 1
        if (each.size, each.root) != (size, merkle.root(peaks)):
            return each.size
    return None
