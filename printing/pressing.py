"""How the press is started, asked and ended; one for each process of the program, from its first sheet on."""

import atexit
import json
import os
import select
import signal
import subprocess  # nosec B404 # it starts the press
import sys
import threading
import time
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from printing import press

_STARTS_IN = 60.0
"""Seconds in which the press is there; on a busy computer it takes some."""
_KEPT = ("PATH", "HOME", "LANG", "FONTCONFIG_FILE", "FONTCONFIG_PATH", "XDG_DATA_HOME", "XDG_CACHE_HOME")
"""What it is told of the environment: where fonts are. Addresses of databases and secrets stay here."""


class Fetched(Exception):
    """A sheet asked for something from outside; sheets are complete in themselves."""


class NotPrinted(Exception):
    """A sheet takes more time or memory than there is, or the press failed; says nothing of the sheet."""


@dataclass(frozen=True)
class Limits:
    """What one sheet may take: seconds, bytes of memory, characters of the page."""

    seconds: float = 20
    memory: int = 512 * 1024 * 1024
    page: int = 4_000_000


class Pressing:
    """The way to a press: one sheet at a time. A press that does not answer in time is killed; then comes a new one."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._press: subprocess.Popen[bytes] | None = None
        self._owner = 0
        atexit.register(self.end)

    def pdf(self, page: str, style: str, identifier: bytes, limits: Limits) -> bytes:
        """Give the PDF of a page. Raises Fetched or NotPrinted."""
        if len(page) > limits.page:
            raise NotPrinted
        job = {"page": page, "style": style, "identifier": identifier.hex(), "seconds": ceil(limits.seconds),
               "memory": limits.memory}  # fmt: skip
        if not self._turn.acquire(timeout=limits.seconds):
            raise NotPrinted
        try:
            how, content = self._asked(json.dumps(job).encode(), limits.seconds)
        finally:
            self._turn.release()
        if how == press.FETCHED:
            raise Fetched
        if how != press.PRINTED:
            raise NotPrinted
        return content

    def end(self) -> None:
        """End the press, with what it prints. Safe to repeat; leaves the one of a parent process alone."""
        process, self._press = self._press, None
        if process is None or self._owner != os.getpid():
            return
        with process:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)

    def _asked(self, job: bytes, seconds: float) -> tuple[int, bytes]:
        try:
            process = self._running()
            until = time.monotonic() + seconds
            _write(process, len(job).to_bytes(4) + job, until)
            head = _read(process, 5, until)
            return head[0], _read(process, int.from_bytes(head[1:]), until)
        except (OSError, EOFError):
            self.end()
            raise NotPrinted from None

    def _running(self) -> subprocess.Popen[bytes]:
        """Give the press of this process, started if there is none. Raises OSError, EOFError or TimeoutError."""
        if self._press is not None and self._owner == os.getpid() and self._press.poll() is None:
            return self._press
        self.end()
        self._press, self._owner = _started(), os.getpid()
        _read(self._press, len(press.READY), time.monotonic() + _STARTS_IN)
        return self._press


def _started() -> subprocess.Popen[bytes]:
    told = {name: os.environ[name] for name in _KEPT if name in os.environ}
    command = [sys.executable, "-I", str(Path(press.__file__).resolve())]
    return subprocess.Popen(  # nosec B603 # noqa: S603 - our own file, no word of anybody in it
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=told, cwd="/", bufsize=0,
        start_new_session=True,
    )  # fmt: skip


def _write(process: subprocess.Popen[bytes], content: bytes, until: float) -> None:
    """Hand `content` to a press. Raises TimeoutError after `until`, BrokenPipeError when it has ended."""
    to, left = process.stdin.fileno(), memoryview(content)  # type: ignore[union-attr]
    os.set_blocking(to, False)  # a pipe with room for a page of memory would wait for the rest of 4 MB
    waits = select.poll()
    waits.register(to, select.POLLOUT)
    while left:
        if not waits.poll(max(0, 1000 * (until - time.monotonic()))):
            raise TimeoutError
        left = left[os.write(to, left) :]


def _read(process: subprocess.Popen[bytes], count: int, until: float) -> bytes:
    """Read `count` bytes of what a press says. Raises TimeoutError after `until`, EOFError when it has ended."""
    source, heard = process.stdout.fileno(), b""  # type: ignore[union-attr]
    waits = select.poll()
    waits.register(source, select.POLLIN)
    while len(heard) < count:
        if not waits.poll(max(0, 1000 * (until - time.monotonic()))):
            raise TimeoutError
        part = os.read(source, count - len(heard))
        if not part:
            raise EOFError
        heard += part
    return heard
