"""A small study on a database of its own, and Attune serving it in processes of their own, traced."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from tests.canary import trace
from tests.services.ports import free_port, serves
from tests.services.postgres import Postgres, binaries
from tests.services.process import Service, without_services
from tests.services.redis import Redis

ROOT = Path(__file__).resolve().parents[2]
ON_SQLITE = pytest.mark.skipif(
    os.environ.get("ATTUNE_TEST_DATABASE") == "postgresql", reason="the database has no part in it: looked at on SQLite"
)
START = "tests/canary/start.py"


@dataclass
class Study:
    """A study in which Ben may bring in a text of Ana's, and draw with her; Cleo is of another study."""

    participant: str
    timeline: str
    lane: str
    reader: str
    sitting: str
    sessions: dict[str, str] = field(default_factory=dict)


def plant(cast: Any) -> Study:
    """Make the study in the database of this test."""
    from interviews.models import Sitting
    from studies.models import Membership
    from tests.consent.acts import agree
    from tests.transcripts.holding import hold
    from timelines import services

    now = timezone.now()
    agree(cast.ana, by=cast.ben, at=now.replace(microsecond=0))
    held = hold(cast, cast.ana, now)
    room = Sitting.objects.create(
        interview=held.interview, number=2, place=held.place, planned_for=now, opened_at=now, opened_by=cast.ben
    )
    timeline = services.start(cast.ana, at=now)
    services.open_for_drawing(timeline, at=now)
    reader = Membership.objects.get(person=cast.rita)
    study = Study(str(cast.ana.pk), str(timeline.pk), str(timeline.lanes.first().pk), str(reader.pk), str(room.pk))
    for name, person in {"ben": cast.ben, "cleo": cast.cleo}.items():
        client = Client()
        client.force_login(person)
        study.sessions[name] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return study


def copy_to(folder: Path, postgres: Postgres | None) -> dict[str, str]:
    """Copy database, keys and secret of this test; gives the environment in which a process finds them."""
    folder.mkdir(mode=0o700)
    shutil.copytree(settings.KEYRING, folder / "keyring")
    shutil.copytree(settings.EPOCHS, folder / "epochs")
    for name in ("secret", "passphrase"):
        shutil.copy(settings.VAR / name, folder / name)
    name = str(connection.settings_dict["NAME"])
    connections.close_all()
    if postgres is None:
        shutil.copy(name, folder / "attune.sqlite3")
        return {"ATTUNE_VAR": str(folder)}
    there = urlsplit(os.environ["TEST_POSTGRES_URL"])._replace(path=f"/{name}").geturl()
    dump = [str(binaries() / "pg_dump"), "--no-owner", there.replace("postgres://", "postgresql://")]
    restore = [
        str(binaries() / "psql"),
        "-q",
        "-v",
        "ON_ERROR_STOP=1",
        postgres.url.replace("postgres://", "postgresql://"),
    ]
    with subprocess.Popen(dump, stdout=subprocess.PIPE) as source:
        subprocess.run(restore, stdin=source.stdout, stdout=subprocess.DEVNULL, check=True)
    return {"ATTUNE_VAR": str(folder), "DATABASE_URL": postgres.url}


class Web(Service):
    """Attune serving, traced, with what it is told to leak."""

    name = "canary"
    seconds_to_start = 90.0

    def __init__(
        self, given: Mapping[str, str], leaks: Sequence[str] = (), *, traced: bool = True, settled: bool = False
    ) -> None:
        super().__init__()
        self.given, self.leaks, self.traced, self.settled = dict(given), leaks, traced, settled

    def environment(self) -> Mapping[str, str]:
        """Give an environment in which everything temporary lies in a folder that can be searched."""
        temporary = self.directory / "temporary"
        temporary.mkdir(exist_ok=True)
        quiet = {"ATTUNE_MODE": "demo", "TMPDIR": str(temporary), "PYTHONDONTWRITEBYTECODE": "1"}
        return {**without_services(os.environ), **quiet, **self.given}

    def command(self) -> Sequence[str]:
        """Give what is traced: the script that serves."""
        self.port = free_port()
        traced = trace.command(self.directory / "trace") if self.traced else []
        settled = ["--settled"] if self.settled else []
        return [*traced, sys.executable, str(ROOT / START), "--port", str(self.port), *settled, *_asked(self.leaks)]

    def ready(self) -> bool:
        """Say whether it answers."""
        return serves(self.port)

    @property
    def pid(self) -> int:
        """Give the process that serves, not its tracer."""
        assert self.process is not None
        return first_child(self.process.pid) if self.traced else self.process.pid

    def stop(self) -> int | None:
        """Ask the process itself to end, and give its status, which the tracer hands on."""
        if self.alive():
            os.kill(self.pid, self.stop_signal)
        assert self.process is not None
        return self.process.wait(self.seconds_to_stop)

    def discard(self) -> None:
        """Kill what still runs, the traced process first."""
        if self.alive():
            os.kill(self.pid, signal.SIGKILL)
        super().discard()


def _asked(leaks: Sequence[str]) -> list[str]:
    return [part for name in leaks for part in ("--leak", name)]


class Worker(Service):
    """A Celery worker of the same installation."""

    name = "canary-worker"

    def __init__(self, given: Mapping[str, str], leaks: Sequence[str] = ()) -> None:
        super().__init__()
        self.given, self.leaks = dict(given), leaks

    def environment(self) -> Mapping[str, str]:
        """Give the environment of the installation."""
        return {**without_services(os.environ), "ATTUNE_MODE": "demo", **self.given}

    def command(self) -> Sequence[str]:
        """Give the script that works."""
        return [sys.executable, str(ROOT / START), *_asked(self.leaks)]

    def ready(self) -> bool:
        """Say whether it takes tasks."""
        return " ready." in self.output()


def first_child(pid: int) -> int:
    """Give the process that `pid` started first."""
    return int(Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0])


@dataclass
class Installation:
    """Everything that runs, and where it keeps what it keeps."""

    var: Path
    web: Web
    study: Study
    worker: Worker | None = None
    postgres: Postgres | None = None
    redis: Redis | None = None

    @property
    def folders(self) -> list[Path]:
        """Give the folders of every process: data, log, what is temporary, and where a dump would lie."""
        running = [self.web, self.worker, self.postgres, self.redis]
        return [self.var, *(each.directory for each in running if each)]


@contextmanager
def installed(
    study: Study, var: Path, *, leaks: Sequence[str] = (), services: bool = False, queue: bool = False,
    traced: bool = True,
) -> Iterator[Installation]:  # fmt: skip
    """Start Attune on a copy of this test's database: alone; with a Redis (`queue`); or with all `services`."""
    with ExitStack() as stack:
        postgres = stack.enter_context(Postgres()) if services else None
        redis = stack.enter_context(Redis()) if services or queue else None
        given = copy_to(var, postgres) | ({"REDIS_URL": redis.url} if redis else {})
        worker = (
            stack.enter_context(Worker(given, [name for name in leaks if name == "database"])) if services else None
        )
        web = stack.enter_context(Web(given, leaks, traced=traced))
        yield Installation(var, web, study, worker, postgres, redis)
