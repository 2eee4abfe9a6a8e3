"""One private process with a directory of its own: started, awaited, stopped, and nothing left behind."""

import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.services.ports import answers

POLL = 0.02
OUTPUT_SHOWN = 4000


def without_services(environment: Mapping[str, str]) -> dict[str, str]:
    """This environment without the database and the Redis it names: a process gets those it is given, or its own."""
    return {name: value for name, value in environment.items() if name not in {"DATABASE_URL", "REDIS_URL"}}


class DidNotStart(RuntimeError):
    """The process ended, or was not ready in time; the message carries the end of its output."""


class DidNotStop(RuntimeError):
    """The process had to be killed, or ended with another status than promised."""


def wait_until(ready: Callable[[], bool], seconds: float, alive: Callable[[], bool] = lambda: True) -> bool:
    """Whether `ready` came true within the seconds, while `alive` held."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if ready():
            return True
        if not alive():
            return False
        time.sleep(POLL)
    return False


class Service:
    """A process and its directory under /tmp (short, because a Unix socket's path must stay under 107 bytes).

    Used with `with`; leaving it, by an interruption too, stops the process and removes the directory.
    """

    name = "service"
    stop_signal = signal.SIGTERM
    seconds_to_start = 60.0
    seconds_to_stop = 20.0
    attempts = 3
    account: str | None = None
    process: subprocess.Popen[bytes] | None = None
    port = 0

    def __init__(self) -> None:
        self.directory = Path()

    def __enter__(self) -> Self:
        self.directory = Path(tempfile.mkdtemp(prefix=f"attune-{self.name}-", dir="/tmp"))  # noqa: S108 - see the class
        try:
            self.prepare()
            self.start()
            self.settle()
        except BaseException:
            self.discard()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.stop()
        finally:
            self.discard()

    def prepare(self) -> None:
        """What must lie in the directory before the process starts."""

    def settle(self) -> None:
        """What must be done once the process is ready."""

    def command(self) -> Sequence[str]:
        """The program and its arguments; asked again for every attempt, so that a port can change."""
        raise LookupError(f"{self.name} has no command")

    def environment(self) -> Mapping[str, str] | None:
        """The environment of the process; None hands on ours."""
        return None

    def working_directory(self) -> Path:
        return self.directory

    def ready(self) -> bool:
        """Whether the process answers."""
        return True

    def start(self) -> None:
        """Start the process and wait until it is ready; raises DidNotStart."""
        for _ in range(self.attempts):
            self.launch()
            if wait_until(self.ready, self.seconds_to_start, self.alive):
                return
            if self.alive() or not answers(self.port):
                break  # only another program on the same port is a reason to try again
        raise DidNotStart(f"{self.name} did not start:\n{self.output()[-OUTPUT_SHOWN:]}")

    def launch(self) -> None:
        with (self.directory / "output.log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command(),
                cwd=self.working_directory(),
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                user=self.account,
                group=self.account,
                extra_groups=[] if self.account else None,
            )

    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def output(self) -> str:
        """Everything the process has written so far."""
        log = self.directory / "output.log"
        return log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""

    def stop(self) -> int | None:
        """Ask the process to end and give its status; raises DidNotStop when it had to be killed."""
        if self.process is None:
            return None
        if self.alive():
            self.process.send_signal(self.stop_signal)
        try:
            return self.process.wait(self.seconds_to_stop)
        except subprocess.TimeoutExpired:
            raise DidNotStop(f"{self.name} did not stop:\n{self.output()[-OUTPUT_SHOWN:]}") from None

    def discard(self) -> None:
        """Kill what still runs and remove the directory."""
        if self.process is not None and self.alive():
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.directory, ignore_errors=True)
