"""Two seats at one table, and their sockets."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from channels.db import database_sync_to_async
from django.test import Client

from tests.timelines.drawing import begin, put, seated
from tests.timelines.sockets import Socket


class Room:
    """Ana and Ben at one table."""

    def __init__(self, cast: Any) -> None:
        self.cast = cast
        self.timeline = begin(cast.ana, by=cast.ben, at=cast.at)
        self.ben, self.cleo, self.hers = Client(), Client(), Client()
        self.ben.force_login(cast.ben)
        self.cleo.force_login(cast.cleo)
        self.join(self.hers)

    def join(self, device: Client) -> None:
        seated(self.timeline, device, by=self.cast.ben)

    def put(self, label: str = "with that one", **other: Any) -> dict[str, Any]:
        return put(self.timeline, label, **other)


@asynccontextmanager
async def seat(room: Room, browser: Client, *, hers: bool = False, language: str = "en") -> AsyncIterator[Socket]:
    """Give an open socket."""
    path = f"/live/{room.timeline.pk}/{'hers/' if hers else ''}?language={language}"
    opened = await database_sync_to_async(Socket)(browser, path)
    assert await opened.connect() is None
    try:
        yield opened
    finally:
        await opened.go()


async def refused(browser: Client, path: str) -> int | None:
    return await (await database_sync_to_async(Socket)(browser, path)).connect()


async def state(opened: Socket, since: int = 0) -> dict[str, Any]:
    await opened.say({"since": since})
    return (await opened.hear())["state"]
