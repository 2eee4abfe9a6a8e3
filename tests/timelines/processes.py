"""A seat on a socket of whichever server, over a real network: what it was told, and what it has to send again."""

import asyncio
import json
from contextlib import suppress
from typing import Any
from uuid import uuid4

from django.test import Client
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.timelines.history import Side

PATIENCE = 30.0
"""Seconds."""


class Seat:
    """One seat that keeps what it said until it is acknowledged, and comes back as a browser does."""

    def __init__(self, browser: Client, path: str, lane: str) -> None:
        self.path, self.lane = path, lane
        self.cookies = "; ".join(f"{name}={one.value}" for name, one in browser.cookies.items())
        self.made: list[dict[str, Any]] = []
        self.acks: list[tuple[str, int]] = []
        self.refused: dict[str, str] = {}
        self.screen: dict[str, str] = {}
        self.points: list[str | None] = []
        self.there: bool | None = None
        self.last = 0
        self.closed: int | None = None
        self.line: ClientConnection | None = None
        self._news, self._mouth = asyncio.Event(), asyncio.Lock()

    async def sit(self, port: int) -> None:
        """Take a line to a server, and send what was not acknowledged yet."""
        site = f"127.0.0.1:{port}"
        headers = {"Cookie": self.cookies}
        self.line = await connect(f"ws://{site}{self.path}", additional_headers=headers, origin=f"http://{site}")
        self.ears = asyncio.create_task(self._listen(self.line))
        async with self._mouth:  # what waits goes first, in its order
            await self.say({"since": self.last})
            for one in self.waiting():
                await self.say({"op": one})

    def waiting(self) -> list[dict[str, Any]]:
        """Give what is neither acknowledged nor refused."""
        answered = {name for name, _number in self.acks} | set(self.refused)
        return [one for one in self.made if one["id"] not in answered]

    async def say(self, message: dict[str, Any]) -> None:
        """Say it, if the line holds."""
        assert self.line is not None
        with suppress(ConnectionClosed):
            await self.line.send(json.dumps(message))

    async def do(self, kind: str, target: str | None = None, **fields: Any) -> str:
        """Make an operation, and give its target."""
        target = target or str(uuid4())
        put = {"lane": self.lane, "shape": "moment", "from_age": 6} if kind == "put" else {}
        async with self._mouth:
            self.made.append({"id": str(uuid4()), "kind": kind, "target": target, **put, **fields})
            await self.say({"op": self.made[-1]})
        return target

    async def until(self, so: Any) -> None:
        """Wait until it is so."""
        async with asyncio.timeout(PATIENCE):
            while not so():
                self._news.clear()
                await self._news.wait()

    def side(self) -> Side:
        """Give what the checker of histories needs to know."""
        return Side([one["id"] for one in self.made], self.acks, set(self.refused), self.screen,
                    [one["id"] for one in self.waiting()])  # fmt: skip

    async def _listen(self, line: ClientConnection) -> None:
        with suppress(ConnectionClosed):
            async for text in line:
                await self._hear(json.loads(text))
                self._news.set()
        self.closed = line.close_code
        self._news.set()

    async def _hear(self, message: dict[str, Any]) -> None:
        if ack := message.get("ack"):
            self.acks.append((ack["id"], ack["sequence"]))
        elif why := message.get("refused"):
            self.refused[why["id"]] = why["code"]
        elif "there" in message:
            self.there = message["there"]
        elif "point" in message:
            self.points.append(message["point"]["target"])
        elif state := message.get("state"):
            await self._take(state)

    async def _take(self, state: dict[str, Any]) -> None:
        if state["since"] > self.last:
            await self.say({"since": self.last})
            return
        if not state["since"]:
            self.screen.clear()
        self.screen |= {thing["id"]: thing["label"] for thing in state["things"]}
        for gone in state["dropped"]:
            self.screen.pop(gone, None)
        self.last = max(self.last, state["sequence"])
