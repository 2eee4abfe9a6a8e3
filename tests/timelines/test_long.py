"""A sitting of three hours, replayed faster: nothing grows with it."""

import gc
import tracemalloc
from typing import Any
from uuid import uuid4

import pytest
from channels.db import database_sync_to_async

from tests.timelines.sockets import Socket
from tests.timelines.table import Room, seat, state
from timelines import consumers, recent, rooms, rules

BEATS = 3 * 60 * 60 // 15
"""Heartbeats of one screen."""
EVERY = 3
"""Heartbeats from one change of each screen to the next: eighty in an hour."""
REMEMBERS = 30
"""Pieces of news that a room has in memory, here: so that it is soon full."""
GROWS = 512 * 1024
"""Bytes that memory may differ by: a replay that kept each of its operations would take several times as much."""


async def beaten(ben: Socket, ana: Socket, operations: list[dict[str, Any]], beats: int) -> None:
    """Let both screens live on: change, point, beat, and read what comes."""
    for beat in range(beats):
        for place, one in enumerate((ben, ana)):
            if beat % EVERY == 0:
                await one.say({"op": {**operations[(beat + place) % len(operations)], "id": str(uuid4())}})
            await one.say({"point": {"target": operations[beat % len(operations)]["target"]}})
            await one.say({"ping": beat})
        for one in (ben, ana):
            waits = {"pong"} | ({"ack"} if beat % EVERY == 0 else set())
            while waits:
                waits -= set(await one.hear())
    for one in (ben, ana):
        while not one.output_queue.empty():
            one.output_queue.get_nowait()


@pytest.mark.security
@pytest.mark.timeout(400)
async def test_three_hours_leave_memory_and_sockets_as_they_were(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    at = iter(range(10**9))
    monkeypatch.setattr(recent, "REMEMBERS", REMEMBERS)
    monkeypatch.setattr(consumers.BOUNDS, "clock", lambda: next(at) / 2)  # the replay is faster than anybody
    operations = [await database_sync_to_async(room.put)() for _ in range(20)]
    sizes, counts = [], []
    rules.noticed("with that one", "en")  # reads the lists of names
    try:
        async with seat(room, room.ben) as ben, seat(room, room.hers, hers=True) as ana:
            for one in (ben, ana):
                await state(one)
            tracemalloc.start()
            await beaten(ben, ana, operations, REMEMBERS * EVERY)  # the room's memory is full from here on
            for _third in range(3):
                await beaten(ben, ana, operations, BEATS // 3)
                gc.collect()
                sizes.append(tracemalloc.get_traced_memory()[0])
                counts.append((len(rooms.ROOMS._open), len(consumers.BOUNDS.held)))
    finally:
        tracemalloc.stop()
    assert len(set(counts)) == 1
    assert max(sizes) - min(sizes) < GROWS
    assert rooms.ROOMS.has(room.timeline.pk) is False
