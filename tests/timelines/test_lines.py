"""What breaks around a line takes nobody's seat, and leaves nothing of a room in memory."""

import asyncio
from time import monotonic
from typing import Any

import pytest
from channels.db import database_sync_to_async
from channels.layers import get_channel_layer
from django.db import IntegrityError

from tests.timelines.drawing import applied, begin, put
from tests.timelines.sockets import PATIENCE, Socket
from tests.timelines.table import Room, seat, state
from timelines import elsewhere, mouth, rooms, screens, statements
from timelines.models import Thing


async def fails(*_: Any, **__: Any) -> None:
    raise ConnectionError


@pytest.mark.usefixtures("others")
async def test_with_a_layer_that_is_down_both_come_in_and_point(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    operation = await database_sync_to_async(room.put)()
    await database_sync_to_async(applied)(room.timeline, operation)
    for name in ("new_channel", "group_add", "group_send"):
        monkeypatch.setattr(get_channel_layer(), name, fails, raising=False)
    async with seat(room, room.ben) as ben, seat(room, room.hers, hers=True) as ana:
        for one in (ben, ana):
            await state(one)
        for target in (operation["target"], None):
            await ana.say({"point": {"target": target}})
            assert await ben.hear() == {"point": {"target": target}}
    assert rooms.ROOMS.has(room.timeline.pk) is False


@pytest.mark.usefixtures("others")
async def test_with_a_layer_that_hangs_nobody_waits_for_it(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    operation = await database_sync_to_async(room.put)()
    await database_sync_to_async(applied)(room.timeline, operation)
    asked = []

    async def hangs(*said: Any) -> None:
        asked.append(said)
        await asyncio.Event().wait()

    monkeypatch.setattr(get_channel_layer(), "group_send", hangs)
    async with seat(room, room.ben) as ben, seat(room, room.hers, hers=True) as ana:
        for one in (ben, ana):
            await state(one)
        for number in range(mouth.MOST // 20):
            for target in (operation["target"], None):
                await ana.say({"point": {"target": target}})
                assert await ben.hear() == {"point": {"target": target}}
            await ana.say({"ping": number})
            assert await ana.hear() == {"pong": number}
    assert len(asked) == 1


def of_another_process(room: Room, target: str | None) -> tuple[str, dict[str, Any]]:
    """Give what another process says of where she points."""
    name = mouth.group(room.timeline.pk)
    return name, {"type": "light", "target": target, "hers": True, "timeline": str(room.timeline.pk), "process": 0}


async def heard_in_the_end(ben: Socket, room: Room, target: str) -> bool:
    """Say it again until his screen hears it, as her client does."""
    end = monotonic() + PATIENCE
    while monotonic() < end:
        await get_channel_layer().group_send(*of_another_process(room, target))
        if not await ben.receive_nothing(timeout=0.05):
            return await ben.hear() == {"point": {"target": target}}
    return False


@pytest.mark.usefixtures("others")
@pytest.mark.parametrize("what", ["its task ended", "it could not join"])
async def test_an_ear_that_went_deaf_hears_again(room: Room, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    operation = await database_sync_to_async(room.put)()
    await database_sync_to_async(applied)(room.timeline, operation)
    monkeypatch.setattr(elsewhere, "AGAIN", 0.0)
    joins = get_channel_layer().group_add

    async def fails_once(*where: Any) -> None:
        monkeypatch.setattr(get_channel_layer(), "group_add", joins)
        raise ConnectionError

    if what == "it could not join":
        monkeypatch.setattr(get_channel_layer(), "group_add", fails_once)
    async with seat(room, room.ben) as ben:
        await state(ben)
        ear = elsewhere._ears[asyncio.get_running_loop()]
        if what == "its task ended":
            assert ear._hears is not None
            ear._hears.cancel()
        assert await heard_in_the_end(ben, room, operation["target"])


async def test_a_line_that_breaks_leaves_its_room(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    async def breaks(*_: Any) -> None:
        raise OSError

    monkeypatch.setattr(screens.Screen, "hear", breaks)
    with pytest.raises(OSError):  # noqa: PT011, PT012 - it is the one that was planted
        async with seat(room, room.ben) as ben:
            await ben.say({"ping": 1})
            await ben.wait(PATIENCE)
    assert rooms.ROOMS.has(room.timeline.pk) is False


def test_a_thing_of_another_timeline_is_never_written_over(cast: Any) -> None:
    ours = begin(cast.ana, by=cast.ben, at=cast.at)
    theirs = begin(cast.far_participant, by=cast.cleo, at=cast.at)
    placed = put(theirs, "theirs")
    applied(theirs, placed)
    thing = Thing.objects.get(pk=placed["target"])
    stood = bytes(Thing.objects.values_list("told", flat=True)[0])
    thing.timeline, thing.sealed_for, thing.lane, thing.told = ours, ours.sealed_for, ours.lanes.first(), thing.told
    with pytest.raises(IntegrityError):
        statements.place([thing])
    assert Thing.objects.get().timeline_id == theirs.pk
    assert bytes(Thing.objects.values_list("told", flat=True)[0]) == stood
