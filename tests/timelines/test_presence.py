"""Whether the other seat was heard of late: over sockets, by pings without one, and from another process."""

from datetime import timedelta
from typing import Any

import pytest
from channels.db import database_sync_to_async
from channels.layers import get_channel_layer
from django.test import Client
from django.utils import timezone

from accounts.models import Session
from tests.timelines.sockets import Socket
from tests.timelines.table import Room, seat
from tests.timelines.test_streams import stream
from timelines import announcements, mouth, presence, watch
from timelines.presence import HEARD_FOR, SAID_EVERY, Presence


def test_a_seat_is_there_for_as_long_as_it_was_heard_and_not_known_at_first() -> None:
    now = 0.0
    seats = Presence(lambda: now)
    assert (seats.has(hers=True), seats.has(hers=False)) == (None, None)
    seats.hear(hers=True)
    now = HEARD_FOR - 1
    assert (seats.has(hers=True), seats.has(hers=False)) == (True, None)
    now = HEARD_FOR
    assert (seats.has(hers=True), seats.has(hers=False)) == (False, False)


def test_other_processes_hear_of_each_seat_now_and_then() -> None:
    now = 0.0
    seats = Presence(lambda: now)
    assert [seats.is_due(hers=hers) for hers in (True, True, False)] == [True, False, True]
    now = SAID_EVERY
    assert seats.is_due(hers=True)


def test_it_is_told_within_fifteen_seconds() -> None:
    assert (HEARD_FOR + watch.LOOKS_EVERY < 15, SAID_EVERY < 5) == (True, True)


async def told(one: Any) -> bool:
    """Give what a screen is told next of the other seat."""
    while "there" not in (said := await one.hear_all()):
        pass
    return bool(said["there"])


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """A seat is away after a moment of silence."""
    monkeypatch.setattr(presence, "HEARD_FOR", 1.0)
    monkeypatch.setattr(watch, "LOOKS_EVERY", 0.05)


async def ping(one: Socket) -> None:
    await one.say({"ping": 1})


@pytest.mark.usefixtures("soon")
async def test_each_seat_hears_when_the_other_comes_and_when_it_falls_silent(room: Room) -> None:
    async with seat(room, room.ben) as ben, seat(room, room.hers, hers=True) as ana:
        await ping(ben)
        assert await told(ben) is False  # she is connected, and has said nothing
        await ping(ana)
        assert await told(ben) is True
        assert await told(ben) is False  # her line is still open
        await ping(ana)
        assert await told(ben) is True


@pytest.mark.usefixtures("soon")
async def test_a_ping_without_a_socket_counts_and_is_no_act_of_a_person(room: Room) -> None:
    def pinged(browser: Client, path: str) -> Any:
        return browser.get(path, {"ping": "7"})

    async with stream(room, room.ben) as ben:
        hers = await database_sync_to_async(pinged)(room.hers, "/j/timeline/state/")
        assert (hers.status_code, hers.json()) == (200, {"pong": 7})
        assert await told(ben) is True
        assert await told(ben) is False
        before = timezone.now() - timedelta(minutes=5)
        await database_sync_to_async(Session.objects.update)(seen_at=before)
        his = await database_sync_to_async(pinged)(room.ben, f"/timelines/{room.timeline.pk}/state/")
        assert (his.status_code, his.json()) == (200, {"pong": 7})
        assert not await database_sync_to_async(Session.objects.exclude(seen_at=before).exists)()
        strange = await database_sync_to_async(pinged)(room.cleo, f"/timelines/{room.timeline.pk}/state/")
        assert strange.status_code == 404


@pytest.mark.usefixtures("others")
async def test_a_seat_of_another_process_is_heard_and_only_which_seat_goes_between_them(room: Room) -> None:
    layer = get_channel_layer()
    listener = await layer.new_channel()
    await layer.group_add(mouth.group(room.timeline.pk), listener)
    async with seat(room, room.ben) as ben:
        await ping(ben)
        said = {"type": "heard", "timeline": str(room.timeline.pk), "process": announcements.HERE}
        assert await layer.receive(listener) == {**said, "hers": False}
        await layer.group_send(mouth.group(room.timeline.pk), {**said, "hers": True, "process": 0})
        assert await told(ben) is True
