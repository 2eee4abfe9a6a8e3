"""Searches an installation, place by place."""

import os
import signal
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tests.canary import places, trace
from tests.canary.installation import Installation
from tests.canary.places import Piece
from tests.canary.scanner import Hit, Scanner

Find = tuple[str, Hit]
"""Where, and what."""


@dataclass
class Search:
    """Searches pieces, and keeps how much it has searched."""

    scanner: Scanner
    size: int = 0
    seconds: float = 0.0
    skipped: list[str] = field(default_factory=list)

    def of(self, pieces: Iterable[Piece]) -> list[Find]:
        """Give what is found in the pieces, each once."""
        found, began = set(), time.process_time()
        for place, data in pieces:
            self.size += len(data)
            found |= {(place, hit) for hit in self.scanner.hits(data)}
        self.seconds += time.process_time() - began
        return sorted(found, key=str)

    def at_rest(self, attune: Installation) -> list[Find]:
        """Search all that outlives the processes: every file, every row, and what Redis would leave on a disk."""
        return self.of(self._at_rest(attune))

    def _at_rest(self, attune: Installation) -> Iterator[Piece]:
        if attune.postgres:
            yield from places.rows(attune.postgres.url)
        if attune.redis:
            places.save(attune.redis.url)
        yield from places.files(*attune.folders, but=["/trace"])

    def in_memory(self, attune: Installation) -> list[Find]:
        """Search the memory of every process but the one that takes texts in, and the unnamed files they hold."""
        return self.of(piece for pid, shared in beside(attune) for piece in self._memory(pid, shared=shared))

    def of_web_process(self, attune: Installation) -> list[Find]:
        """Search the memory of the process that takes texts in: what stays there is told, and promised to nobody."""
        return self.of(self._memory(attune.web.pid))

    def _memory(self, pid: int, *, shared: bool = True) -> Iterator[Piece]:
        try:
            yield from places.deleted_but_open(pid)
            yield from places.memory(pid, shared=shared)
        except (FileNotFoundError, ProcessLookupError):
            return  # it ended meanwhile: it holds nothing any more
        except PermissionError:
            self.skipped.append(f"memory of {pid}")

    def of_trace(self, attune: Installation) -> list[Find]:
        """Search what the web process wrote into files. It must have ended."""
        return self.of(trace.Trace(attune.web.directory / "trace").written())


def beside(attune: Installation) -> list[tuple[int, bool]]:
    """Give the processes beside the one that takes texts in: Redis, PostgreSQL with all of its own, the worker; and
    whether to ask them for what they share."""
    running = [each for each in (attune.redis, attune.postgres, attune.worker) if each]
    pids = [each.process.pid for each in running if each.process and each.alive()]
    return [(pid, True) for pid in pids] + [(child, False) for pid in pids for child in places.children(pid)]


def strangers(attune: Installation) -> list[str]:
    """Give the files which the web process made or wrote to, besides its database and its log."""
    traced = trace.Trace(attune.web.directory / "trace")
    paths = {path for path, _data in traced.written()} | traced.made()
    kept = [f"{attune.var}/{name}" for name in ("attune.sqlite3", "keyring/", "epochs/")]
    ours = [*kept, f"{attune.web.directory}/output.log"]
    return sorted({path for path in paths if not path.startswith(("/dev/null", "/proc/", *ours))})


def dumps(attune: Installation) -> list[str]:
    """Give files that look like the memory of a process that crashed."""
    return sorted(str(path) for folder in attune.folders for path in folder.rglob("core*"))


def crash(attune: Installation, how: signal.Signals = signal.SIGABRT) -> int:
    """Crash the web process, by default in the way that would write its memory to a file, and kill the worker.

    Gives the status of the web process.
    """
    if attune.worker and attune.worker.process:
        attune.worker.process.kill()
        attune.worker.process.wait()
    assert attune.web.process is not None
    os.kill(attune.web.pid, how)
    return attune.web.process.wait(20)
