"""A private PostgreSQL: its own cluster, its own port, gone at the end."""

import os
import pwd
import re
import secrets
import shutil
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

import psycopg
from psycopg import sql

from tests.services.ports import free_port
from tests.services.process import Service

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",  # databases of minutes: it would only stand in the way of sweeps and of drops
    "shared_buffers": "64MB",
    "max_connections": "60",
    # What a live server must be set to as well: no statement and no value may reach the log.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length_on_error": "0",
}


def version(directory: Path) -> int:
    """The number in Debian's /usr/lib/postgresql/<number>/bin; 0 when there is none."""
    found = re.search(r"/(\d+)/bin$", str(directory))
    return int(found[1]) if found else 0


def binaries() -> Path:
    """Where initdb and postgres lie, the newest first; Debian keeps them out of the search path."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if found:
        return max(found, key=version)
    program = shutil.which("initdb")
    if program is None:
        raise FileNotFoundError("PostgreSQL is not installed: no initdb")
    return Path(program).resolve().parent


class Postgres(Service):
    """PostgreSQL on a free loopback port; `url` opens its database `attune` as a role that may make databases."""

    name = "pg"
    stop_signal = signal.SIGINT  # "fast": drops the connections instead of waiting for them

    def __init__(self) -> None:
        super().__init__()
        self.password = secrets.token_hex(16)
        # PostgreSQL refuses to run as root. Only it changes account: the tests keep theirs.
        self.account = "postgres" if os.geteuid() == 0 else None

    @property
    def url(self) -> str:
        return f"postgres://attune:{self.password}@127.0.0.1:{self.port}/attune"

    @property
    def superuser(self) -> str:
        return f"postgres://postgres:{self.password}@127.0.0.1:{self.port}/postgres"

    def prepare(self) -> None:
        secret = self.directory / "password"
        secret.write_text(self.password, encoding="utf-8")
        if self.account:
            account = pwd.getpwnam(self.account)
            for path in (self.directory, secret):
                os.chown(path, account.pw_uid, account.pw_gid)
        options = ["--username=postgres", f"--pwfile={secret}", "--auth=scram-sha-256", "--no-sync"]
        self.run("initdb", "-D", str(self.directory / "cluster"), "--encoding=UTF8", "--locale=C.UTF-8", *options)
        secret.unlink()

    def run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [str(binaries() / program), *arguments],
            check=True,
            cwd=self.directory,
            capture_output=True,
            user=self.account,
            group=self.account,
            extra_groups=[] if self.account else None,
        )

    def command(self) -> Sequence[str]:
        self.port = free_port()
        settings = [f"--{name}={value}" for name, value in SETTINGS.items()]
        where = [f"--port={self.port}", f"--unix_socket_directories={self.directory}"]
        return [str(binaries() / "postgres"), "-D", str(self.directory / "cluster"), *where, *settings]

    def ready(self) -> bool:
        try:
            psycopg.connect(self.superuser, connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def settle(self) -> None:
        with psycopg.connect(self.superuser, autocommit=True) as connection:
            role = sql.SQL("CREATE ROLE attune LOGIN CREATEDB PASSWORD {}").format(sql.Literal(self.password))
            connection.execute(role)
            # Otherwise a worker of PostgreSQL's own that looks at a copy at that moment keeps us from dropping it.
            connection.execute("GRANT pg_signal_backend TO attune")
            connection.execute("CREATE DATABASE attune OWNER attune")
