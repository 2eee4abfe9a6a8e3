"""Where bytes of a running Attune can lie: each place gives names and bytes, to be searched."""

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import redis

Piece = tuple[str, bytes]
_PART = 8 * 1024 * 1024
_OVERLAP = 64 * 1024


def files(*folders: Path, but: Iterable[str] = ()) -> Iterator[Piece]:
    """Give every file under the folders, also what a name was given to by mistake; `but` are ends of names to leave."""
    for path in (path for folder in folders for path in sorted(_under(folder))):
        yield path.name, os.fsencode(path.name)
        if path.is_file() and not path.is_symlink() and not path.name.endswith(tuple(but)):
            yield from ((str(path), part) for part in _parts(path))


def _under(folder: Path) -> Iterator[Path]:
    """Give what lies under a folder; a folder of it may go away meanwhile, as a database that is dropped does."""
    for within, folders, names in os.walk(folder, onerror=_unless_gone):
        yield from (Path(within, name) for name in (*folders, *names))


def _unless_gone(fault: OSError) -> None:
    if not isinstance(fault, FileNotFoundError):
        raise fault


def _parts(path: Path) -> Iterator[bytes]:
    with suppress(OSError), path.open("rb") as file:
        tail = b""
        while part := file.read(_PART):
            yield tail + part
            tail = part[-_OVERLAP:]


def memory(pid: int, *, shared: bool = True) -> Iterator[Piece]:
    """Give what a process holds in memory that it can write to; without what it shares, when another was asked for it.

    Raises PermissionError where it is closed to us.
    """
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as held:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            start, end, mode = re.match(r"([0-9a-f]+)-([0-9a-f]+) (\S+)", line).groups()
            if mode.startswith("rw") and (shared or mode.endswith("p")):
                yield from ((f"memory of {pid}", part) for part in _region(held.fileno(), int(start, 16), int(end, 16)))


def _region(held: int, start: int, end: int) -> Iterator[bytes]:
    for at in range(start, end, _PART):
        with suppress(OSError):  # unmapped meanwhile
            yield os.pread(held, min(_PART + _OVERLAP, end - at), at)


def deleted_but_open(pid: int) -> Iterator[Piece]:
    """Give the files that a process holds open although they have no name any more."""
    for link in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(OSError):
            if os.readlink(link).endswith(" (deleted)"):
                yield os.readlink(link), link.read_bytes()


def save(url: str) -> None:
    """Let Redis write what it would leave on a disk into its own folder: its snapshot, unpacked, and its log."""
    with redis.Redis.from_url(url) as client:
        client.config_set("rdbcompression", "no")
        client.config_set("appendonly", "yes")
        client.save()


def rows(url: str) -> Iterator[Piece]:
    """Give every row of every table of a PostgreSQL database as text: there, long values are packed on the disk."""
    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT schemaname, tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for schema, table in found:
            with connection.cursor() as cursor, cursor.copy(f'COPY "{schema}"."{table}" TO STDOUT'.encode()) as copy:
                yield f"rows of {table}", b"".join(bytes(part) for part in copy)


def children(pid: int) -> list[int]:
    """Give the processes that a process has started."""
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]
