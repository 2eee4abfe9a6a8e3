"""docs/install.md, followed line by line: at its end the first administrator's link is answered."""

import os
import re
import shutil
import signal
import ssl
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest
import redis

from tests.install import paper
from tests.install.browsing import Browser
from tests.install.front import Front
from tests.install.machine import Machine
from tests.install.services import BarePostgres, BareRedis, Nginx
from tests.install.units import Unit, walled
from tests.services.ports import answers, free_port, serves
from tests.services.postgres import binaries
from tests.services.process import Service, wait_until

pytestmark = [pytest.mark.security, pytest.mark.timeout(300)]
WORDS = "an invented row of words for this one laptop"
OF_THE_MACHINE = {"Swap", "Core dumps", "Disk"}
"""What the doctor says of the computer on which the tests run, and not of the installation."""
NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder with a short name: the path of a socket must stay under 107 bytes."""
    made = Path(tempfile.mkdtemp(prefix="attune-install-", dir="/tmp"))  # noqa: S108 - see above
    made.chmod(0o755)  # PostgreSQL, under its own account, reads its settings in it
    yield made
    shutil.rmtree(made)


def diagnosis(said: str) -> dict[str, str]:
    """Give the doctor's grade of each line that speaks of the installation."""
    found = re.findall(r"^(ok|look|bad) +([^:]+):", said, re.M)
    return {about: grade for grade, about in found if about not in OF_THE_MACHINE}


HEALTHY = dict.fromkeys(
    ["Files", "Places", "Keys", "Database", "Way to the database", "Register", "Parts", "Clock", "Redis", "Her devices",
     "Checkpoints outside"], "ok"
) | {"Last backup": "bad", "Last proven restore": "bad", "Mail": "look"}  # fmt: skip


class Laptop(Service):
    """Attune as the laptop's own script starts it, with the passphrase typed into it."""

    name, stop_signal, seconds_to_start = "laptop", signal.SIGINT, 90.0

    def __init__(self, machine: Machine, typed: str, answers: str, port: int) -> None:
        super().__init__()
        self.machine, self.typed, self.answers, self.port = machine, typed, answers, port

    def prepare(self) -> None:
        (self.directory / "answers").write_text(self.answers)

    def environment(self) -> dict[str, str]:
        return self.machine.environment()

    def working_directory(self) -> Path:
        return self.machine.program

    def command(self) -> Sequence[str]:
        return ["bash", "-c", f"exec {self.typed} < {self.directory}/answers"]

    def ready(self) -> bool:
        return serves(self.port)


def test_a_centre_s_laptop(folder: Path) -> None:
    here, hers = free_port(), free_port()
    machine = Machine(folder, {"ATTUNE_JOIN_PORT=8443": f"ATTUNE_JOIN_PORT={hers}", "PORT=8000": f"PORT={here}"})
    for block in paper.of("laptop", ""):
        machine.typed(block)
    (start,), (doctor,) = paper.of("laptop", "start"), paper.of("laptop", "doctor")
    machine.typed(start, f"{WORDS}\nother {WORDS}\n", statuses=[1])
    assert not (machine.home / "attune-data/epochs").exists()
    with Laptop(machine, start.lines[0], f"{WORDS}\n{WORDS}\n", here) as running:
        (link,) = re.findall(rf"http://localhost:{here}(/invited/#\S+)", running.output())
        assert "Your new password" in Browser("localhost", here, None).accepts(link)
        tablet = Browser("attune.local", hers, machine.home / "attune-data/tls/authority.pem")
        assert [tablet.ask("GET", path)[0] for path in ("/j/", "/sign-in/", "/")] == [200, 404, 302]
        with pytest.raises(ssl.SSLCertVerificationError):
            Browser("other.local", hers, machine.home / "attune-data/tls/authority.pem").ask("GET", "/j/")
        said = machine.typed(doctor, f"{WORDS}\n", statuses=[2])
    assert diagnosis(said) == HEALTHY | {"Places": "look"}  # keyring and database lie in one folder
    files = [each for each in machine.home.rglob("*") if each.is_file()]
    assert [each.name for each in files if WORDS.encode() in each.read_bytes()] == []
    assert {each.name for each in files if each.stat().st_mode & 0o077} <= {"laptop.env", "attune.pem", "authority.pem"}


class Server:
    """What systemd would do on the scratch machine, when the page asks for it."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder, self.stack, self.done = folder, stack, list[str]()
        self.web, self.redis, self.https = free_port(), free_port(), free_port()
        self.machine = Machine(folder, {
            "/run/postgresql": f"{folder}/run", "127.0.0.1:6379": f"127.0.0.1:{self.redis}",
            "127.0.0.1:8000": f"127.0.0.1:{self.web}", "listen 443 ssl": f"listen 127.0.0.1:{self.https} ssl",
            "listen 80": f"listen 127.0.0.1:{free_port()}",
        })  # fmt: skip
        for program in ("createuser", "createdb"):
            (folder / "bin" / program).symlink_to(binaries() / program)
        (folder / "bin/nginx").write_text("#!/bin/sh\n")  # it is asked for real when it is reloaded
        (folder / "bin/nginx").chmod(0o755)
        self.does: dict[str, Callable[[], None]] = {
            "systemctl restart postgresql": self.postgresql, "systemctl restart redis-server": self.queue,
            "systemctl enable --now attune-web attune-worker attune-urgent": self.attune,
            "systemctl reload nginx": self.front,
        }  # fmt: skip

    def postgresql(self) -> None:
        settings = self.folder / "etc/postgresql/15/main/conf.d/attune.conf"
        self.database = self.stack.enter_context(BarePostgres(settings))
        (self.folder / "run").symlink_to(self.database.directory)
        self.machine.state |= {"PGHOST": str(self.folder / "run"), "PGPORT": str(self.database.port),
                               "PGUSER": "attune", "PGPASSWORD": self.database.password}  # fmt: skip

    def queue(self) -> None:
        self.stack.enter_context(BareRedis(self.folder / "etc/redis/attune.conf", self.redis))

    def waiting(self) -> int:
        """Give how many tasks wait in the queue."""
        (url,) = re.findall(r"^REDIS_URL=(.+)$", (self.folder / "etc/attune/attune.env").read_text(), re.M)
        with redis.Redis.from_url(url) as asked:
            return sum(int(asked.llen(queue)) for queue in ("celery", "urgent"))

    def attune(self) -> None:
        with psycopg.connect(self.database.superuser, autocommit=True) as connection:
            # a stand-in for `peer`, for which the test would have to be the account attune
            connection.execute(f"ALTER ROLE attune PASSWORD '{self.database.password}'".encode())
        units = self.folder / "etc/systemd/system"
        web = Unit(units / "attune-web.service", {**self.machine.state, "PORT": str(self.web)})
        web.ready = lambda: answers(self.web)
        self.stack.enter_context(web)
        assert wait_until(lambda: self.waiting() > 0, 30)
        workers = [Unit(units / f"attune-{name}.service", self.machine.state) for name in ("worker", "urgent")]
        for worker in workers:
            self.stack.enter_context(worker)
            before = walled(worker.said["ExecStartPre"])
            subprocess.run(before, cwd=self.machine.program, env=worker.environment(), check=True, timeout=60)
        alive = wait_until(lambda: self.waiting() == 0, 60, lambda: all(worker.alive() for worker in workers))
        assert alive, [worker.output() for worker in workers]

    def front(self) -> None:
        tls = self.folder / "etc/attune/tls"
        if NGINX:
            nginx = self.stack.enter_context(Nginx(NGINX, self.folder / "etc/nginx/conf.d/attune.conf", self.https))
            self.spool = nginx.directory / "client_body"
        else:
            made = self.stack.enter_context(Front(tls / "attune.pem", tls / "attune.key", self.web))
            self.https = made.port

    def follow(self, block: paper.Block) -> str:
        """Type a block, and do what it asks of systemd; gives what it said."""
        said = self.machine.typed(block)
        for asked in self.machine.asked():
            self.done.append(asked)
            self.does.get(asked, lambda: None)()
        return said


def test_a_server(folder: Path) -> None:
    with ExitStack() as stack:
        server = Server(folder, stack)
        *steps, last = paper.of("server", "", "root")
        for block in steps:
            server.follow(block)
        (link,) = re.findall(r"https://attune\.example\.org(/invited/#\S+)", server.follow(last))
        trusts = folder / "etc/attune/tls/authority.pem"
        assert "Your new password" in Browser("attune.example.org", server.https, trusts).accepts(link)
        tablet = Browser("tablet.example.org", server.https, trusts)
        assert [tablet.ask("GET", path)[0] for path in ("/j/", "/sign-in/", "/invited/", "/")] == [200, 404, 404, 302]
        if NGINX:  # a temporary file changes its folder, also when it is gone at once
            before = server.spool.stat().st_mtime_ns
            assert tablet.ask("POST", "/j/", secret="x" * 200_000)[0] == 403  # no secret of the form
            assert server.spool.stat().st_mtime_ns == before
        (doctor,) = paper.of("server", "doctor")
        assert diagnosis(server.machine.typed(doctor, statuses=[2])) == HEALTHY
        assert server.done == [
            "adduser --system --group --no-create-home --home " + f"{folder}/var/lib/attune attune",
            "systemctl restart postgresql", "systemctl restart redis-server", "systemctl daemon-reload",
            "systemctl enable --now attune-web attune-worker attune-urgent", "systemctl reload nginx",
        ]  # fmt: skip
    secret = [folder / "etc/attune" / name for name in ("attune.env", "passphrase", "tls/attune.key")]
    assert {each.name: oct(each.stat().st_mode & 0o777) for each in secret} == {
        "attune.env": "0o600", "passphrase": "0o600", "attune.key": "0o600",
    }  # fmt: skip
