"""Attune itself in a process of its own, as a person starts it."""

import os
import signal
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.services.ports import free_port, serves
from tests.services.process import DidNotStop, Service, without_services

ROOT = Path(__file__).resolve().parents[2]


class Server(Service):
    """`manage.py serve` on a free loopback port; `url` is its first page, in demo mode.

    Its files lie in the service's own directory unless the environment says otherwise. An interruption must end it
    with status 0 in good time; anything else raises DidNotStop.
    """

    name = "server"
    stop_signal = signal.SIGINT
    seconds_to_start = 240.0  # the first time it plants the invented study

    def __init__(self, environment: Mapping[str, str]) -> None:
        super().__init__()
        self.given = dict(environment)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def environment(self) -> Mapping[str, str]:
        return {**without_services(os.environ), "ATTUNE_MODE": "demo", "ATTUNE_VAR": str(self.directory), **self.given}

    def working_directory(self) -> Path:
        return ROOT

    def command(self) -> Sequence[str]:
        self.port = free_port()
        return [sys.executable, "manage.py", "serve", "--port", str(self.port)]

    def ready(self) -> bool:
        return serves(self.port)

    def stop(self) -> int | None:
        status = super().stop()
        if status:
            raise DidNotStop(f"{self.name} ended with status {status}:\n{self.output()[-4000:]}")
        return status
