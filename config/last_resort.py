"""The outermost wall: a fault that passed every other one is answered without a word of it."""

import asyncio
from collections.abc import Callable
from typing import Any

from config import reporting
from config.pool import plain_page

_BROKEN = 1011  # RFC 6455, section 7.4.1


class LastResort:
    """An ASGI program that runs another one and answers for it when it fails: 500 with `page`, or a closed socket."""

    def __init__(self, program: Callable[..., Any], page: Callable[[int], str]) -> None:
        self.program, self.page = program, page

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        reporting.take_over_loop(asyncio.get_running_loop())
        began = False

        async def sending(message: dict[str, Any]) -> None:
            nonlocal began
            began = True
            await send(message)

        try:
            await self.program(scope, receive, sending)
        except Exception as fault:
            reporting.tell(f"a {scope['type']} failed by", fault)
            await self._answer(scope, began, send)

    async def _answer(self, scope: dict[str, Any], began: bool, send: Any) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": _BROKEN})
        elif not began:
            await send({"type": "http.response.start", "status": 500, "headers": plain_page(scope)})
            await send({"type": "http.response.body", "body": self.page(500).encode()})
        # half an answer gets no last part: the server cuts the connection, so that it does not look like a whole one
