"""Attune's own server in a thread of this process, on the test's own database: real sockets, real headers."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

from tests.services.ports import free_port


@contextmanager
def served(port: int | None = None, *, sockets: bool = True) -> Iterator[str]:
    """Serve the pages and sockets of this process, as `manage.py serve` does; gives the address of the site.

    On a free port, or on one of before; without `sockets` each of them is refused, as some networks do.
    """
    from config import asgi
    from config.listening import SERVER
    from timelines import announcements, rooms

    port = port or free_port()
    said: dict[str, Any] = {**SERVER, "host": "127.0.0.1", "port": port, "timeout_graceful_shutdown": 1}
    said |= {} if sockets else {"ws": "none"}
    server = uvicorn.Server(uvicorn.Config(asgi.application, **said))
    thread = threading.Thread(target=server.run, name="served", daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.01)
        assert thread.is_alive(), "the server did not start"
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(20)
        announcements._loops.clear()
        rooms.ROOMS._open.clear()
        assert not thread.is_alive(), "the server did not stop"
