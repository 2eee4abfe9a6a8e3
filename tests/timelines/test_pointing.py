"""Pointing and dragging: never stored, told to the other seat only, and only of what it hears of."""

from typing import Any
from uuid import uuid4

import pytest
from channels.db import database_sync_to_async
from channels.layers import get_channel_layer

from tests.timelines.drawing import applied
from tests.timelines.sockets import announced
from tests.timelines.table import Room, seat, state
from timelines import announcements, consumers, mouth
from timelines.bounds import POINTS_AT_ONCE, Bounds
from timelines.models import Operation
from timelines.pointing import STALE, Pointing, pointed

ID = str(uuid4())


@pytest.mark.parametrize(
    ("said", "passed_on"),
    [
        ({"point": {"target": ID, "label": "canary"}}, {"point": {"target": ID}}),
        ({"point": {"target": None}}, {"point": {"target": None}}),
        ({"drag": {"target": ID, "from": 6, "to": 9.5}}, {"drag": {"target": ID, "from": 6, "to": 9.5}}),
        ({"drag": {"target": ID, "from": 1e9, "to": "six"}}, {"drag": {"target": ID, "from": None, "to": None}}),
        ({"drag": {"target": ID, "to": float("nan")}}, {"drag": {"target": ID, "from": None, "to": None}}),
        ({"point": {"target": "canary"}}, None), ({"point": {}}, None), ({"point": "x"}, None), ({"ping": 1}, None),
        ({"drag": {"target": None}}, None), ({"drag": {"target": ["x"]}}, None),
    ],
)  # fmt: skip
def test_only_ids_and_ages_are_passed_on(said: Any, passed_on: Any) -> None:
    assert pointed(said) == passed_on


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_of_several_places_the_last_is_told_and_none_that_is_stale_or_unknown() -> None:
    clock = Clock()
    pointing = Pointing(clock)
    pointing.learn({"since": 0, "things": [{"id": "a"}, {"id": "b"}], "dropped": []})
    assert [pointing.take({"point": {"target": target}}) for target in ("a", "c", "b")] == [True, False, True]
    assert (pointing.next(), pointing.next(), pointing.waits) == ({"point": {"target": "b"}}, None, False)
    pointing.take({"point": {"target": "a"}})
    clock.now += STALE
    assert pointing.next() is None
    pointing.take({"point": {"target": None}})
    clock.now += STALE
    assert pointing.next() == {"point": {"target": None}}
    pointing.take({"drag": {"target": "a"}})
    pointing.learn({"since": 1, "things": [], "dropped": ["a"]})
    assert pointing.next() is None


@pytest.mark.usefixtures("others")
async def test_the_other_seat_hears_it_and_nothing_of_it_is_stored(room: Room) -> None:
    operation = await database_sync_to_async(room.put)()
    layer = get_channel_layer()
    listener = await layer.new_channel()
    await database_sync_to_async(applied)(room.timeline, operation)
    await layer.group_add(mouth.group(room.timeline.pk), listener)
    target = operation["target"]
    async with seat(room, room.ben) as ben, seat(room, room.hers, hers=True) as ana:
        for one in (ben, ana):
            await state(one)
        for what in ({"drag": {"target": target, "from": 6.5, "to": 9}}, {"point": {"target": target}}):
            await ana.say(what)
            assert await ben.hear() == what
        assert await announced(layer, listener) == {
            "type": "light", "process": announcements.HERE, "target": target, "hers": True,
            "timeline": str(room.timeline.pk),
        }  # fmt: skip
        await ana.say({"ping": 1})
        assert await ana.hear() == {"pong": 1}
    assert await database_sync_to_async(Operation.objects.count)() == 1


async def test_a_seat_that_hears_nothing_of_a_thing_hears_no_pointing_at_it(room: Room) -> None:
    operation = await database_sync_to_async(room.put)()
    out = {"id": str(uuid4()), "kind": "cover", "target": operation["target"], "cover": "out"}
    for one in (operation, out):
        await database_sync_to_async(applied)(room.timeline, one, hers=True)
    async with seat(room, room.ben) as ben, seat(room, room.hers, hers=True) as ana:
        for one in (ben, ana):
            await state(one)
        await ana.say({"point": {"target": operation["target"]}})
        await ana.say({"point": {"target": None}})
        assert await ben.hear() == {"point": {"target": None}}


async def test_what_is_over_twenty_a_second_is_not_passed_on_and_the_socket_stays(
    room: Room,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(consumers.BOUNDS, "clock", lambda: 0.0)  # all within one instant
    async with seat(room, room.ben) as ben, seat(room, room.hers, hers=True) as ana:
        for one in (ben, ana):
            await state(one)
        for _ in range(POINTS_AT_ONCE + 20):
            await ana.say({"point": {"target": None}})
        await ana.say({"ping": 1})
        assert await ana.hear() == {"pong": 1}


def test_pointing_has_bounds_of_its_own_and_far_over_them_is_too_much() -> None:
    bounds = Bounds(lambda: 0.0)
    assert [bounds.may_point("a") for _ in range(31)] == [True] * 30 + [False]
    assert [bounds.may_say("a") for _ in range(59)] == [True] * 59
    assert bounds.may_point("a") is None
