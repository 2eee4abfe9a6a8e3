"""The line that a screen is on, without two detours that Channels makes for each message.

It joins no channel layer: the process has one ear for all its screens (`elsewhere.py`). And it does not ask the one
thread of the database to tidy up first, behind whatever runs there; who reads there tidies up there.
"""

import asyncio
from contextlib import suppress
from typing import Any

from channels.consumer import AsyncConsumer, get_handler_name
from channels.exceptions import StopConsumer


class Line(AsyncConsumer):
    """A consumer whose messages come one after the other, straight from the server."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Lead each message to its method until the line ends."""
        self.scope, self.base_send = scope, send
        try:
            with suppress(StopConsumer):
                while True:
                    await self.dispatch(await receive())
                    await asyncio.sleep(0)  # others come in between, however much waits on this line
        finally:
            await self.go_out()  # however it ended: nothing of the room stays in memory for a line that is gone

    async def go_out(self) -> None:
        """Leave. Safe to repeat."""

    async def dispatch(self, message: Any) -> None:
        """Lead one message to its method."""
        await getattr(self, get_handler_name(message))(message)
