"""Files of backups: their names, how they come to be and go, and who may write them now."""

import fcntl
import os
import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

END, KEYS_END, UNFINISHED = ".backup", ".keys", ".unfinished"
_NAME = re.compile(r"attune-([0-9a-f]{8})-(\d{8}T\d{6})Z\.backup")
_PART = re.compile(r"attune-([0-9a-f]{8})-(\d{1,9})\.keys")
_HALF = re.compile(r"\..+-[0-9a-f]{8}\.unfinished")


class Busy(Exception):
    """Somebody else does the same at this moment."""


def name(log: UUID, at: datetime) -> str:
    """Give the name of a backup of the installation with this register, made at `at`."""
    return f"attune-{str(log)[:8]}-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}{END}"


def part_name(log: UUID, epoch: int) -> str:
    """Give the name of the part that opens the keyrings of an epoch."""
    return f"attune-{str(log)[:8]}-{epoch}{KEYS_END}"


def backups(folder: Path, log: UUID) -> list[tuple[datetime, Path]]:
    """Give the backups of an installation in a folder with when each was made, the oldest first."""
    found = ((_NAME.fullmatch(path.name), path) for path in folder.glob(f"*{END}"))
    return sorted(
        (datetime.strptime(match[2], "%Y%m%dT%H%M%S").replace(tzinfo=UTC), path)
        for match, path in found if match and match[1] == str(log)[:8]
    )  # fmt: skip


def parts(folder: Path, log: UUID) -> dict[int, Path]:
    """Give the parts of an installation in a folder, by their epochs."""
    found = ((_PART.fullmatch(path.name), path) for path in folder.glob(f"*{KEYS_END}"))
    return {int(match[2]): path for match, path in found if match and match[1] == str(log)[:8]}


@contextmanager
def alone(place: Path, *, waiting: bool = False) -> Iterator[None]:
    """Hold a folder or file against others who would do the same; a kill lets go of it. Raises Busy."""
    handle = os.open(place, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX if waiting else fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise Busy from None
    finally:
        os.close(handle)


def write(path: Path, pieces: Iterable[bytes], *, over: bool = False) -> None:
    """Write a file for its owner only. It has its name when it is whole and rests on the disk, and not before.

    Raises FileExistsError unless it may be written `over`, and OSError; then nothing is left.
    """
    beside = path.with_name(f".{path.name}-{secrets.token_hex(4)}{UNFINISHED}")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            for piece in pieces:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        if not over and path.exists():
            raise FileExistsError(17, "there is such a file already")
        beside.rename(path)
        sync(path.parent)
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def destroy(path: Path) -> None:
    """Write over a small file and remove it. Safe to repeat."""
    with suppress(FileNotFoundError):
        with path.open("r+b") as file:
            file.write(secrets.token_bytes(path.stat().st_size))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
        sync(path.parent)


def clear_unfinished(folder: Path) -> None:
    """Remove what a kill left half written. Nobody else may be writing a backup into the folder."""
    for path in folder.glob(f".*{UNFINISHED}"):
        if _HALF.fullmatch(path.name):
            path.unlink(missing_ok=True)


def sync(folder: Path) -> None:
    """Let the names in a folder outlast a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
