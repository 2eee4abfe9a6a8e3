"""Attune's own server in a process of its own, on the test's own database and keys: it can be killed."""

import os
import signal
from collections.abc import Mapping
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from tests.canary.installation import Web


class Apart(Web):
    """Serves on a port that is free, or on one of before."""

    name = "apart"

    def __init__(self, port: int | None = None) -> None:
        super().__init__(_of_this_test(), traced=False)
        self.wanted = port

    def command(self) -> list[str]:
        """Give what serves, as `manage.py serve` does."""
        command = [*super().command()]
        if self.wanted is not None:
            self.port = self.wanted
            command[command.index("--port") + 1] = str(self.port)
        return command

    @property
    def site(self) -> str:
        """Give the address."""
        return f"http://127.0.0.1:{self.port}"

    def kill(self) -> None:
        """End it at once, in the middle of whatever it does."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> int | None:
        """Ask it to end, unless it was killed."""
        return super().stop() if self.alive() else None


def _of_this_test() -> Mapping[str, str]:
    """Give the environment in which another process finds what this test has made."""
    name = str(connection.settings_dict["NAME"])
    url = f"sqlite:///{name}"
    if connection.vendor == "postgresql":
        url = urlsplit(os.environ["TEST_POSTGRES_URL"])._replace(path=f"/{name}").geturl()
    queue = {"REDIS_URL": settings.REDIS_URL} if settings.REDIS_URL else {}
    return {"ATTUNE_VAR": str(settings.VAR), "DATABASE_URL": url, **queue}
