"""A private Redis: nothing saved, its own port, gone at the end."""

import secrets
import shutil
from collections.abc import Sequence

import redis

from tests.services.ports import free_port
from tests.services.process import Service

SETTINGS = """\
bind 127.0.0.1
protected-mode yes
save ""
appendonly no
daemonize no
"""


class Redis(Service):
    """Redis on a free loopback port, behind a password; `url` opens its first database."""

    name = "redis"

    def __init__(self) -> None:
        super().__init__()
        self.password = secrets.token_hex(16)

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def command(self) -> Sequence[str]:
        self.port = free_port()
        program = shutil.which("redis-server")
        if program is None:
            raise FileNotFoundError("Redis is not installed: no redis-server")
        settings = self.directory / "redis.conf"
        settings.write_text(f"{SETTINGS}port {self.port}\nrequirepass {self.password}\n", encoding="utf-8")
        return [program, str(settings)]

    def ready(self) -> bool:
        with redis.Redis.from_url(self.url, socket_timeout=2) as client:
            try:
                return bool(client.ping())
            except (redis.ConnectionError, redis.TimeoutError):
                return False
