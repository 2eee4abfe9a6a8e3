"""The live socket, with both seats, over the real database."""

from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from channels.db import database_sync_to_async
from channels.layers import get_channel_layer
from django.test import Client
from django.utils import timezone

from accounts.models import Refusals
from accounts.refusals import STRANGERS
from studies.models import Assignment
from tests.timelines.drawing import applied, drop, joined
from tests.timelines.sockets import announced
from tests.timelines.table import Room, refused, seat, state
from timelines import announcements, changes, consumers, mouth, services, turns
from timelines.models import Operation, ShareLink, Timeline

ENDED = consumers.ENDED


async def test_each_change_is_acknowledged_and_shown_on_the_other_screen(room: Room) -> None:
    async with seat(room, room.ben) as ben, seat(room, room.hers, hers=True) as ana:
        assert [(await state(one))["things"] for one in (ben, ana)] == [[], []]
        operation = await database_sync_to_async(room.put)()
        await ana.say({"op": operation})
        ack = {"id": operation["id"], "sequence": 1, "kind": "put", "target": operation["target"], "hers": True}
        assert await ana.hear() == {"ack": ack}
        for one in (ben, ana):
            shown = (await one.hear())["state"]
            assert (shown["since"], shown["sequence"]) == (0, 1)
            assert [thing["label"] for thing in shown["things"]] == ["with that one"]
        away = drop(operation["target"])
        await ben.say({"op": away})
        assert (await ben.hear())["ack"]["hers"] is False
        shown = (await ana.hear())["state"]
        assert (shown["since"], shown["dropped"], shown["things"]) == (1, [operation["target"]], [])


async def test_who_comes_back_gets_exactly_what_was_missed(room: Room) -> None:
    first, second, third = [await database_sync_to_async(room.put)(label) for label in ("one", "two", "three")]
    async with seat(room, room.hers, hers=True) as ana:
        await database_sync_to_async(applied)(room.timeline, first)
        assert (await state(ana))["sequence"] == 1
    for operation in (second, drop(first["target"]), third):
        await database_sync_to_async(applied)(room.timeline, operation)
    async with seat(room, room.hers, hers=True) as ana:
        missed = await state(ana, since=1)
        assert [thing["label"] for thing in missed["things"]] == ["two", "three"]
        assert (missed["since"], missed["sequence"], missed["dropped"]) == (1, 4, [first["target"]])
        assert await ana.receive_nothing() is True


async def test_a_repeated_operation_is_acknowledged_alike_and_has_one_effect(room: Room) -> None:
    operation = await database_sync_to_async(room.put)()
    async with seat(room, room.hers, hers=True) as ana:
        await ana.say({"op": operation})
        first = await ana.hear()
        assert list(first) == ["ack"]
    async with seat(room, room.hers, hers=True) as ana:
        await ana.say({"op": operation})
        assert await ana.hear() == first
    assert await database_sync_to_async(Operation.objects.count)() == 1


async def test_somebody_else_is_refused_like_somebody_who_asks_for_nothing_that_is_there(room: Room) -> None:
    ours, nowhere = f"/live/{room.timeline.pk}/", f"/live/{uuid4()}/"
    stranger = Client()
    for browser in (room.cleo, room.hers, stranger):
        assert await refused(browser, ours) == ENDED
    for browser in (room.ben, room.cleo, stranger):
        assert await refused(browser, ours + "hers/") == ENDED
    assert await refused(room.ben, nowhere) == ENDED
    assert await refused(room.hers, nowhere + "hers/") == ENDED
    counted = await database_sync_to_async(
        lambda: list(Refusals.objects.order_by("count").values_list("source", "count"))
    )()
    people = {room.cast.ben.pk: 2, room.cast.cleo.pk: 2, STRANGERS: 4}
    sums: dict[Any, int] = {}
    for source, count in counted:
        sums[source] = sums.get(source, 0) + count
    assert sums == people


async def test_a_closed_link_closes_her_socket_at_once(room: Room) -> None:
    async with seat(room, room.ben) as ben, seat(room, room.hers, hers=True) as ana:
        await database_sync_to_async(services.close_links)(room.timeline, at=timezone.now())
        assert await ana.closed(within=1) == ENDED
        assert await ben.hear() == {"device": {"standing": "none", "link": None}}
        await ben.say({"ping": 1})
        assert await ben.hear() == {"pong": 1}


async def test_a_socket_notices_by_itself_within_two_seconds_and_without_an_announcement(room: Room) -> None:
    assert consumers.LOOKS_EVERY < 2
    async with seat(room, room.ben) as ben, seat(room, room.hers, hers=True) as ana:
        await state(ana)
        await database_sync_to_async(quietly_placed)(room)
        assert (await ana.hear())["state"]["sequence"] == 1
        await database_sync_to_async(Assignment.objects.update)(until_day=room.cast.at.date() - timedelta(days=1))
        assert await ben.closed(within=5) == ENDED


def quietly_placed(room: Room) -> None:
    """Place a thing, and lose the announcement."""
    said, turns.announce_all = turns.announce_all, lambda *_: None
    try:
        applied(room.timeline, room.put())
    finally:
        turns.announce_all = said


async def test_a_session_that_ended_takes_no_further_change(room: Room) -> None:
    async with seat(room, room.ben) as ben:
        operation = await database_sync_to_async(room.put)()
        await database_sync_to_async(room.ben.logout)()
        assert await ben.closed(within=consumers.LOOKS_EVERY + 5) == ENDED
        await ben.say({"op": operation})
        assert await ben.receive_nothing() is True
    assert await database_sync_to_async(Operation.objects.count)() == 0


BAD = [
    "", "{", "[]", "null", "7", '"op"', "{}", '{"since": "1"}', '{"since": true}', '{"ping": null}', '{"op2": 1}',
    "[" * 5000, '{"op": ' + "9" * 7000 + "}", "x" * 9000,
]  # fmt: skip


async def test_a_message_that_is_none_of_ours_is_answered_and_the_socket_stays(room: Room) -> None:
    async with seat(room, room.hers, hers=True) as ana:
        for text in BAD:
            await ana.say(text=text)
            assert list(await ana.hear()) == ["error"], text
        await ana.say({"ping": 7})
        assert await ana.hear() == {"pong": 7}


async def test_the_interviewers_screen_hears_that_a_device_asks_and_hers_sees_nothing(room: Room) -> None:
    async with seat(room, room.ben) as ben:
        keys = await database_sync_to_async(joined)(room.timeline, by=room.cast.ben)
        link = await database_sync_to_async(services.join)(keys, at=timezone.now())
        heard = [await ben.hear()]
        if heard[0]["device"]["standing"] == "invited":  # it looked between the two
            heard = [await ben.hear()]
        assert heard == [{"device": {"standing": "asks", "link": str(link.pk)}}]
        device = Client()
        await database_sync_to_async(asking)(device, link)
        assert await refused(device, f"/live/{room.timeline.pk}/hers/") == ENDED
        await database_sync_to_async(services.confirm)(room.timeline, link.pk, by=room.cast.ben, at=timezone.now())
        assert await ben.hear() == {"device": {"standing": "here", "link": str(link.pk)}}
        assert await refused(device, f"/live/{room.timeline.pk}/hers/") is None


def asking(device: Client, link: Any) -> None:
    """Give a browser what the device that asks by `link` has."""
    session = device.session
    session["link"] = str(link.pk)
    session.save()
    device.cookies["attune"], device.cookies["attune-seat"] = session.session_key, "1"


async def test_who_speaks_too_fast_is_closed_with_the_code_for_it(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consumers.BOUNDS, "clock", lambda: 0.0)  # all within one instant
    async with seat(room, room.hers, hers=True) as ana:
        for number in range(61):
            await ana.say({"ping": number})
        heard = [await ana.receive_output(5) for _ in range(61)]
        assert [said["type"] for said in heard] == ["websocket.send"] * 60 + ["websocket.close"]
        assert heard[-1]["code"] == consumers.TOO_MUCH


async def test_a_fifth_socket_of_one_link_takes_the_place_of_the_first(room: Room) -> None:
    async with AsyncExitStack() as stack:
        first, *others = [await stack.enter_async_context(seat(room, room.hers, hers=True)) for _ in range(5)]
        assert await first.closed() == consumers.TOO_MUCH
        for one in others:
            await one.say({"ping": 1})
            assert await one.hear() == {"pong": 1}


async def test_a_fault_of_ours_closes_the_socket_without_words_and_takes_nothing_more(
    room: Room, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fault(*_: Any, **__: Any) -> None:
        raise OSError("canary words")

    async with seat(room, room.hers, hers=True) as ana:
        monkeypatch.setattr(changes, "hold_standings", fault)
        operation = await database_sync_to_async(room.put)("canary words")
        for _twice in range(2):
            await ana.say({"op": operation})
        assert await ana.closed(within=5) == consumers.BROKEN
        assert await ana.receive_nothing() is True
    assert [record.getMessage() for record in caplog.records] == ["a screen broke: OSError"]


async def test_an_operation_that_cannot_be_kept_is_refused_with_words_and_the_socket_stays(room: Room) -> None:
    operation = await database_sync_to_async(room.put)(from_age="six")
    async with seat(room, room.hers, hers=True) as ana:
        await ana.say({"op": operation})
        words = "We could not keep this yet: the age could not be read as a number. Everything else is kept."
        assert await ana.hear() == {
            "refused": {"id": operation["id"], "code": "unusable", "field": "from_age", "words": words}
        }
        for wrong in (None, [], "text", 7, {"id": ["x"]}):
            await ana.say({"op": wrong})
            assert (await ana.hear())["refused"]["id"] is None
        taken = await database_sync_to_async(room.put)()
        never = drop(taken["target"])
        await ana.say({"op": never})
        assert (await ana.hear())["refused"]["code"] == "unusable"
        for each in (taken, drop(taken["target"])):
            await ana.say({"op": each})
            assert "ack" in await ana.hear()
        await ana.say({"op": taken | {"id": str(uuid4())}})
        assert (await ana.hear())["refused"]["code"] == "taken away"


@pytest.mark.usefixtures("others")
async def test_an_announcement_holds_numbers_and_no_words(room: Room) -> None:
    layer = get_channel_layer()
    listener = await layer.new_channel()
    await layer.group_add(mouth.group(room.timeline.pk), listener)
    async with seat(room, room.hers, hers=True) as ana:
        await ana.say({"op": await database_sync_to_async(room.put)("canary words")})
        assert "ack" in await ana.hear()
        here = {"process": announcements.HERE, "timeline": str(room.timeline.pk)}
        assert await announced(layer, listener) == {"type": "look", "sequence": 1, "lost": [], **here}


async def test_opening_it_is_written_once_for_the_interviewer_and_never_for_her(room: Room) -> None:
    from ledger.models import Entry

    for _ in range(2):
        async with seat(room, room.ben), seat(room, room.hers, hers=True):
            pass
    opened = await database_sync_to_async(lambda: list(Entry.objects.filter(act="timelines.opened")))()
    assert [entry.actor for entry in opened] == [room.cast.ben.pk]


async def test_a_deleted_timeline_closes_both_seats(room: Room) -> None:
    async with seat(room, room.ben) as ben, seat(room, room.hers, hers=True) as ana:
        await database_sync_to_async(Timeline.objects.all().delete)()
        for one in (ben, ana):
            assert await one.closed(within=5) == ENDED
    assert await database_sync_to_async(ShareLink.objects.count)() == 0


@pytest.mark.parametrize("path", ["/nowhere/", "/live/", "/live/1/"])
async def test_a_socket_to_an_address_where_nothing_is_is_refused(room: Room, path: str) -> None:
    assert await refused(room.hers, path) == ENDED


async def test_a_device_that_left_without_a_network_finds_its_socket_refused(room: Room) -> None:
    del room.hers.cookies["attune-seat"]
    assert await refused(room.hers, f"/live/{room.timeline.pk}/hers/") == ENDED
    room.hers.cookies["attune-seat"] = "1"
    assert await refused(room.hers, f"/live/{room.timeline.pk}/hers/") == ENDED
