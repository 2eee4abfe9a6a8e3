"""The stream of events: the same messages in the same order as over a socket, for the same two seats."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import pytest
from asgiref.testing import ApplicationCommunicator
from channels.db import database_sync_to_async
from django.test import Client
from django.utils import timezone

from config.asgi import _lead
from tests.timelines.drawing import applied
from tests.timelines.sockets import PATIENCE
from tests.timelines.table import Room, seat, state
from timelines import rooms, services, streams

ENDED = 4404
HOST = "testserver"


class Stream(ApplicationCommunicator):
    """A stream at `path`, for a browser."""

    def __init__(self, browser: Client, path: str, **headers: str) -> None:
        kept = {name: one.value for name, one in browser.cookies.items()}
        cookie = "; ".join(f"{name}={value}" for name, value in kept.items()).encode()
        path, _, query = path.partition("?")
        said = [
            (b"cookie", cookie),
            *((name.replace("_", "-").encode(), value.encode()) for name, value in ({"host": HOST} | headers).items()),
        ]
        super().__init__(_lead, {
            "type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "query_string": query.encode(),
            "headers": said, "http_version": "1.1",
        })  # fmt: skip

    async def begin(self) -> int:
        """Give the status of the answer, and note its kind."""
        await self.send_input({"type": "http.request", "body": b""})
        said = await self.receive_output(PATIENCE)
        self.kind = dict(said["headers"])[b"content-type"].decode()
        return int(said["status"])

    async def hear(self) -> Any:
        """Give the next event, but for whether the other seat is there: that comes whenever it does."""
        while "there" in (said := await self.hear_all()):
            self.there = said["there"]
        return said

    async def hear_all(self) -> Any:
        """Give the next event, whatever it is."""
        said = (await self.receive_output(PATIENCE))["body"].decode()
        assert said.startswith("data: ")
        assert said.endswith("\n\n")
        return json.loads(said[6:])

    async def go(self) -> None:
        """Go away."""
        await self.send_input({"type": "http.disconnect"})
        await self.wait(PATIENCE)


@asynccontextmanager
async def stream(room: Room, browser: Client, query: str = "", *, hers: bool = False) -> AsyncIterator[Stream]:
    """Give an open stream."""
    opened = Stream(browser, f"/live/{room.timeline.pk}/{'hers/' if hers else ''}events/{query}")
    assert (await opened.begin(), opened.kind) == (200, "text/event-stream; charset=utf-8")
    try:
        yield opened
    finally:
        await opened.go()


async def test_a_stream_begins_with_what_was_missed_and_goes_on_like_a_socket(room: Room) -> None:
    first, second = [await database_sync_to_async(room.put)(label) for label in ("one", "two")]
    await database_sync_to_async(applied)(room.timeline, first)
    async with stream(room, room.hers, "?since=0", hers=True) as ana, seat(room, room.ben) as ben:
        assert [one["label"] for one in (await ana.hear())["state"]["things"]] == ["one"]
        await state(ben)
        await ben.say({"op": second})
        assert "ack" in await ben.hear()
        shown = (await ana.hear())["state"]
        assert (shown["since"], shown["sequence"], [one["label"] for one in shown["things"]]) == (1, 2, ["two"])
        await ben.say({"point": {"target": second["target"]}})
        assert await ana.hear() == {"point": {"target": second["target"]}}


async def test_a_stream_beats_and_ends_with_the_code_of_a_socket(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    assert streams.BEATS_EVERY == 5
    monkeypatch.setattr(streams, "BEATS_EVERY", 0.01)
    async with stream(room, room.hers, hers=True) as ana:
        heard = [await ana.hear() for _ in range(3)]
        assert {"beat": 1} in heard
        await database_sync_to_async(services.close_links)(room.timeline, at=timezone.now())
        while "closed" not in (last := await ana.hear()):
            assert list(last) in (["beat"], ["state"])
        assert last == {"closed": ENDED}


async def test_somebody_else_gets_what_is_not_there(room: Room) -> None:
    ours = f"/live/{room.timeline.pk}/events/"
    bodies = set()
    for browser, path in [
        (room.cleo, ours), (room.hers, ours), (Client(), ours), (room.ben, f"/live/{uuid4()}/events/"),
        (room.ben, f"/live/{room.timeline.pk}/hers/events/"),
    ]:  # fmt: skip
        asked = Stream(browser, path)
        assert await asked.begin() == 404
        bodies.add((await asked.receive_output(PATIENCE))["body"])
        await asked.wait()
    assert len(bodies) == 1
    for said in ({"sec_fetch_site": "cross-site"}, {"host": "elsewhere.example"}, {"host": ""}):
        elsewhere = Stream(room.ben, ours, **said)
        assert await elsewhere.begin() == 404


async def test_under_the_host_of_her_devices_only_her_stream_is_found(room: Room, settings: Any) -> None:
    settings.JOIN_HOST, settings.HERS_ALONE, settings.ALLOWED_HOSTS = "tablet.test", True, ["tablet.test"]
    assert await Stream(room.ben, f"/live/{room.timeline.pk}/events/", host="tablet.test").begin() == 404
    hers = Stream(room.hers, f"/live/{room.timeline.pk}/hers/events/", host="tablet.test")
    assert await hers.begin() == 200
    await hers.go()


async def test_a_stream_that_is_cut_off_stops_beating(room: Room) -> None:
    opened = Stream(room.hers, f"/live/{room.timeline.pk}/hers/events/")
    assert await opened.begin() == 200
    await opened.hear()
    beats = [task for task in asyncio.all_tasks() if "Stream._beat" in repr(task.get_coro())]
    assert len(beats) == 1
    opened.future.cancel()  # as a server does whose line broke, without a word of it
    await asyncio.wait([opened.future, *beats], timeout=PATIENCE)
    assert (beats[0].cancelled(), rooms.ROOMS.has(room.timeline.pk)) == (True, False)


async def test_who_was_told_to_go_is_told_nothing_more(room: Room) -> None:
    async with stream(room, room.hers, hers=True) as ana:
        await ana.hear()
        (screen,) = rooms.ROOMS._open[room.timeline.pk].screens
        screen.tell({"beat": 1})
        screen.stir()
        await screen.end(ENDED)
        screen.tell({"beat": 2})
        await screen._empty()
        assert await ana.hear_all() == {"closed": ENDED}
        assert await ana.receive_output(PATIENCE) == {"type": "http.response.body", "body": b""}
        assert await ana.receive_nothing()
