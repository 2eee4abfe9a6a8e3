"""A Celery worker in a process of its own, as on a server."""

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.services.process import Service, without_services

ROOT = Path(__file__).resolve().parents[2]


class Worker(Service):
    """`celery worker` over the Redis and the database that the environment names."""

    name = "celery"

    def __init__(self, environment: Mapping[str, str]) -> None:
        super().__init__()
        self.given = dict(environment)

    def environment(self) -> Mapping[str, str]:
        return {**without_services(os.environ), "ATTUNE_VAR": str(self.directory), **self.given}

    def working_directory(self) -> Path:
        return ROOT

    def command(self) -> Sequence[str]:
        options = ["--pool=threads", "--concurrency=2", "--loglevel=info", "--without-gossip", "--without-mingle"]
        return [sys.executable, "-m", "celery", "-A", "config", "worker", *options]

    def ready(self) -> bool:
        return " ready." in self.output()
