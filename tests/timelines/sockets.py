"""One socket of the program, spoken to without a server (channels' own testing package asks for Daphne)."""

import json
from typing import Any

from asgiref.testing import ApplicationCommunicator
from channels.auth import AuthMiddlewareStack
from channels.routing import URLRouter
from django.test import Client

from config.sockets import routes

PATIENCE = 30.0
"""Seconds to wait for what has to come."""


async def announced(layer: Any, channel: str) -> dict[str, Any]:
    """Give what a process says to the others next, but for which seat was heard."""
    while (said := await layer.receive(channel))["type"] == "heard":
        pass
    return dict(said)


class Socket(ApplicationCommunicator):
    """A socket to `path` (with its query) with the session of `browser`."""

    def __init__(self, browser: Client, path: str) -> None:
        kept = {"attune": browser.session.session_key, **{name: one.value for name, one in browser.cookies.items()}}
        cookie = "; ".join(f"{name}={value}" for name, value in kept.items()).encode()
        path, _, query = path.partition("?")
        scope = {"type": "websocket", "path": path, "query_string": query.encode(), "headers": [(b"cookie", cookie)]}
        super().__init__(AuthMiddlewareStack(URLRouter(routes())), scope)

    async def connect(self) -> int | None:
        """Give None when the socket was opened, or the code with which it was refused."""
        await self.send_input({"type": "websocket.connect"})
        said = await self.receive_output(PATIENCE)
        return None if said["type"] == "websocket.accept" else int(said["code"])

    async def say(self, message: Any = None, *, text: str | None = None, raw: bytes | None = None) -> None:
        """Send one message, as JSON unless it is given as text or bytes."""
        said = {"bytes": raw} if raw is not None else {"text": json.dumps(message) if text is None else text}
        await self.send_input({"type": "websocket.receive", **said})

    async def hear(self) -> dict[str, Any]:
        """Give the next message, but for whether the other seat is there: that comes whenever it does."""
        while "there" in (said := await self.hear_all()):
            self.there = said["there"]
        return said

    async def hear_all(self) -> dict[str, Any]:
        """Give the next message, whatever it is."""
        said: dict[str, Any] = json.loads((await self.receive_output(PATIENCE))["text"])
        return said

    async def closed(self, within: float = PATIENCE) -> int:
        """Give the code with which the socket is closed next."""
        said = await self.receive_output(within)
        assert said["type"] == "websocket.close"
        return int(said["code"])

    async def go(self) -> None:
        """Go away."""
        await self.send_input({"type": "websocket.disconnect", "code": 1000})
        await self.wait(PATIENCE)
