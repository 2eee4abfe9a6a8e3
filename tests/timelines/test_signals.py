"""What she says without words: only the other seat hears it, over a socket and by POST, and it is kept nowhere."""

import json
import logging
from typing import Any

import pytest
from channels.db import database_sync_to_async
from channels.layers import get_channel_layer
from django.apps import apps
from django.test import Client

from tests.timelines.sockets import announced
from tests.timelines.table import Room, seat, state
from tests.timelines.test_streams import stream
from timelines import announcements, mouth
from timelines.rooms import ROOMS
from timelines.signals import MOST, signalled

LEAVE = {"code": "not this", "n": 0, "ago": 60_000}
SLOWER = {"signal": {"code": "slower", "n": 7, "ago": 0}}


@pytest.mark.parametrize(
    ("hers", "said", "passed_on"),
    [
        (True, {"signal": {**LEAVE, "why": "canary"}}, {"signal": LEAVE}),
        (False, {"seen": {"n": 7, "why": "canary"}}, {"seen": {"n": 7}}),
        (False, {"seen": {"n": None}}, {"seen": {"n": None}}),
        (True, {"signal": {"code": "review done", "n": 0, "ago": 0, "of": 8}},
         {"signal": {"code": "review done", "n": 0, "ago": 0}}),
        (False, {"offer": "review", "of": "canary"}, {"offer": "review"}), (False, {"offer": "canary"}, None),
        (True, {"offer": "review"}, None), (False, {"rest": "pause"}, None), (True, {"rest": "pause"}, None),
        (False, SLOWER, None), (True, {"seen": {"n": 7}}, None), (True, {"signal": "fine"}, None),
        (True, ["signal"], None),
        *((True, {"signal": {**LEAVE, **wrong}}, None) for wrong in (
            {"code": "canary"}, {"code": ["fine"]}, {"n": MOST}, {"n": True}, {"n": None}, {"n": -1}, {"ago": 60_001},
            {"ago": -1}, {"ago": "x"}, {"ago": None},
        )),
        (True, {"signal": {"code": "fine", "n": 1}}, None), (True, {"signal": {"code": "fine", "ago": 1}}, None),
    ],
)  # fmt: skip
def test_only_a_code_and_a_number_are_passed_on_and_each_seat_says_its_own(
    hers: bool, said: Any, passed_on: Any
) -> None:
    assert signalled(said, hers=hers) == passed_on


def everything() -> dict[str, list[Any]]:
    """Give every row of every table but the sessions, whose times move."""
    models = [one for one in apps.get_models() if "session" not in one._meta.label_lower]
    return {one._meta.label: list(one._base_manager.order_by("pk").values_list()) for one in models}


@pytest.mark.usefixtures("others")
async def test_the_other_seat_hears_it_and_no_table_and_no_log_does(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    layer = get_channel_layer()
    listener = await layer.new_channel()
    await layer.group_add(mouth.group(room.timeline.pk), listener)
    async with seat(room, room.ben) as ben, seat(room, room.hers, hers=True) as ana:
        for one in (ben, ana):
            await state(one)
        before = await database_sync_to_async(everything)()
        caplog.clear()
        for code in ("fine", "slower", "pause", "not this"):
            await ana.say({"signal": {"code": code, "n": 7, "ago": 0}})
            assert await ben.hear() == {"signal": {"code": code, "n": 7, "ago": 0}}
            event = {
                "type": "signal",
                "process": announcements.HERE,
                "message": {"signal": {"code": code, "n": 7, "ago": 0}},
            }
            assert await announced(layer, listener) == {**event, "hers": True, "timeline": str(room.timeline.pk)}
        await ben.say({"seen": {"n": 7}})
        assert await ana.hear() == {"seen": {"n": 7}}
        answer = await database_sync_to_async(by_post)(room.hers, "/j/timeline/operations/", SLOWER)
        assert (answer.status_code, answer.json()) == (200, {})
        assert await ben.hear() == SLOWER
        assert await database_sync_to_async(everything)() == before
    said = " ".join(one.getMessage() for one in caplog.records)
    assert [word for word in ("slower", "pause", "not this", "signal", "seen") if word in said] == []


def by_post(browser: Client, path: str, said: Any) -> Any:
    return browser.post(path, json.dumps(said), content_type="application/json")


async def test_where_sockets_are_blocked_it_goes_by_post_and_comes_over_the_stream(room: Room) -> None:
    there = f"/timelines/{room.timeline.pk}/operations/"
    async with stream(room, room.ben) as ben, stream(room, room.hers, hers=True) as ana:
        for one in (ben, ana):
            await one.hear()
        await database_sync_to_async(by_post)(room.hers, "/j/timeline/operations/", SLOWER)
        assert (await heard(ben)) == SLOWER
        await database_sync_to_async(by_post)(room.ben, there, {"seen": {"n": 7}})
        assert (await heard(ana)) == {"seen": {"n": 7}}


async def heard(one: Any) -> Any:
    """Give the next message that is none about her device."""
    while "device" in (message := await one.hear()):
        pass
    return message


async def test_another_process_passes_it_on_to_the_other_seat_only(room: Room) -> None:
    event = {"type": "signal", "process": -1, "message": SLOWER, "hers": True}
    async with seat(room, room.ben) as ben, seat(room, room.hers, hers=True) as ana:
        for one in (ben, ana):
            await state(one)
        ROOMS.announced(room.timeline.pk, event)
        assert await ben.hear() == SLOWER
        await ana.say({"ping": 1})
        assert await ana.hear() == {"pong": 1}


async def test_who_is_not_at_the_table_says_nothing_to_anybody(room: Room) -> None:
    async with seat(room, room.ben) as ben:
        await state(ben)
        for browser, path in (
            (room.cleo, f"/timelines/{room.timeline.pk}/operations/"),
            (Client(), "/j/timeline/operations/"),
        ):
            answer = await database_sync_to_async(by_post)(browser, path, SLOWER)
            assert answer.status_code in {302, 404}
        await ben.say({"ping": 1})
        assert await ben.hear() == {"pong": 1}


@pytest.mark.usefixtures("others")
async def test_a_layer_that_fails_costs_nobody_the_line_and_is_not_noted(
    room: Room, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fails(*_said: Any) -> None:
        raise ConnectionError

    async with seat(room, room.ben) as ben, seat(room, room.hers, hers=True) as ana:
        for one in (ben, ana):
            await state(one)
        monkeypatch.setattr(get_channel_layer(), "group_send", fails)
        await ana.say(SLOWER)
        assert await ben.hear() == SLOWER
        await ana.say({"ping": 1})
        assert await ana.hear() == {"pong": 1}
        await database_sync_to_async(announcements.signal)(room.timeline.pk, SLOWER, hers=True)
        assert await ben.hear() == SLOWER
    assert [one.getMessage() for one in caplog.records] == []
