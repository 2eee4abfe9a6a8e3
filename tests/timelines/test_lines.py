"""What breaks around a line takes nobody's seat, and leaves nothing of a room in memory."""

from typing import Any

import pytest
from channels.db import database_sync_to_async
from channels.layers import get_channel_layer
from django.db import IntegrityError

from tests.timelines.drawing import applied, begin, put
from tests.timelines.sockets import PATIENCE
from tests.timelines.table import Room, seat, state
from timelines import announcements, elsewhere, rooms, screens, statements
from timelines.models import Thing


async def fails(*_: Any, **__: Any) -> None:
    raise ConnectionError


async def test_with_a_layer_that_is_down_both_come_in_and_point(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    operation = await database_sync_to_async(room.put)()
    await database_sync_to_async(applied)(room.timeline, operation)
    for one in (announcements, elsewhere):
        monkeypatch.setattr(one, "are_others", lambda: True)
    for name in ("new_channel", "group_add", "group_send"):
        monkeypatch.setattr(get_channel_layer(), name, fails, raising=False)
    async with seat(room, room.ben) as ben, seat(room, room.hers, hers=True) as ana:
        for one in (ben, ana):
            await state(one)
        for target in (operation["target"], None):
            await ana.say({"point": {"target": target}})
            assert await ben.hear() == {"point": {"target": target}}
    assert rooms.ROOMS.has(room.timeline.pk) is False


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
