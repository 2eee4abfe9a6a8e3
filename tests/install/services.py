"""PostgreSQL, Redis and nginx as the page has set them: with its files, on free ports of the loopback."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from tests.services.ports import answers, free_port
from tests.services.postgres import Postgres, binaries
from tests.services.process import Service

FAST = ("fsync=off", "full_page_writes=off", "shared_buffers=64MB", "max_connections=60")


class BarePostgres(Postgres):
    """A cluster without account or database of ours, which reads a further file of settings when it is started."""

    def __init__(self, settings: Path) -> None:
        super().__init__()
        self.settings = settings

    def prepare(self) -> None:
        super().prepare()
        own = self.directory / "attune.conf"
        own.write_text(self.settings.read_text())
        own.chmod(0o644)
        with (self.directory / "cluster/postgresql.conf").open("a") as file:
            file.write(f"\ninclude '{own}'\n")

    def command(self) -> Sequence[str]:
        self.port = free_port()
        where = [f"--port={self.port}", f"--unix_socket_directories={self.directory}", "--listen_addresses=127.0.0.1"]
        options = [word for each in FAST for word in ("-c", each)]
        return [str(binaries() / "postgres"), "-D", str(self.directory / "cluster"), *where, *options]

    def settle(self) -> None:
        """Nothing: the page does it."""


class BareRedis(Service):
    """Redis with a file of settings of its own, on a port of the test's."""

    name = "redis"

    def __init__(self, settings: Path, port: int) -> None:
        super().__init__()
        self.settings, self.port = settings, port

    def command(self) -> Sequence[str]:
        return [shutil.which("redis-server") or "redis-server", str(self.settings), "--port", str(self.port)]

    def ready(self) -> bool:
        return answers(self.port)


class Nginx(Service):
    """nginx with our part of its settings, and around it the least that it needs."""

    name = "nginx"

    def __init__(self, program: str, settings: Path, port: int) -> None:
        super().__init__()
        self.program, self.settings, self.port = program, settings, port

    def prepare(self) -> None:
        (self.directory / "nginx.conf").write_text(
            f"daemon off; pid {self.directory}/pid; error_log stderr;\nevents {{}}\n"
            f"http {{ access_log off; {self.places()} include {self.settings}; }}\n"
        )

    def places(self) -> str:
        kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        return " ".join(f"{kind}_temp_path {self.directory}/{kind};" for kind in kinds)

    def command(self) -> Sequence[str]:
        return [self.program, "-c", str(self.directory / "nginx.conf"), "-p", str(self.directory)]

    def ready(self) -> bool:
        return answers(self.port)
