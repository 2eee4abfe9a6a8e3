"""What a screen is told besides: what was overwritten, in which order, and never of what it hears nothing of."""

import asyncio
from collections import deque
from typing import Any
from uuid import UUID, uuid4

from channels.db import database_sync_to_async

from tests.timelines.drawing import applied, begin, drop, put
from tests.timelines.table import Room, seat, state
from timelines import changes, queries, rooms, rules
from timelines.changes import Wanted
from timelines.news import News
from timelines.pointing import Pointing
from timelines.recent import Recent
from timelines.screens import Screen
from timelines.sitter import Message


def op(kind: str, target: Any, **other: Any) -> dict[str, Any]:
    """Give an operation of any kind."""
    return {"id": str(uuid4()), "kind": kind, "target": str(target), **other}


def overwritten(timeline: Any, batch: list[dict[str, Any]], at: Any) -> list[tuple[UUID, int]]:
    """Commit a batch of hers, made by who had seen nothing but the first change, and give what is told as lost."""
    heard: list[News] = []
    wanted = [
        Wanted(timeline.pk, timeline.participant_id, rules.operation(one), True, uuid4(), at, seen=1) for one in batch
    ]
    changes.commit(wanted, heard.extend)
    return [lost for news in heard for lost in news.overwritten]


def test_only_words_that_another_change_replaced_are_told_as_lost(committed_cast: Any) -> None:
    cast = committed_cast
    timeline = begin(cast.ana, by=cast.ben, at=cast.at)
    kept = put(timeline, "one")
    target = kept["target"]
    for one in (kept, put(timeline, "two", target=target)):
        applied(timeline, one)
    assert overwritten(timeline, [put(timeline, "three", target=target)], cast.at) == [(UUID(target), 2)]
    assert overwritten(timeline, [op("cover", target, cover="mine")], cast.at) == []
    assert overwritten(timeline, [op("cover", target, cover="none")], cast.at) == []
    for last in (op("cover", target, cover="mine"), op("cover", target, cover="none"), drop(target)):
        told = overwritten(timeline, [put(timeline, "four", target=target), last], cast.at)
        assert [pk for pk, _sequence in told] == ([UUID(target)] if last.get("cover") == "none" else [])


class Line(Screen):
    """A screen whose database answers once it may."""

    pk = uuid4()
    language = "en"

    def __init__(self, knows: int) -> None:
        self.turn, self.waits, self.may = asyncio.Lock(), asyncio.Event(), asyncio.Event()
        self.outgoing: deque[Message] = deque()
        self.pointing, self.stale, self.room = Pointing(), False, rooms.Room()
        self.sent, self.welcome_at = knows, float("inf")
        self.said: list[Message] = []

    async def pass_on(self, message: Message) -> None:
        self.said.append(message)

    async def hang_up(self, code: int) -> None:
        self.said.append({"closed": code})

    async def _in_thread(self, work: Any, *args: Any) -> Any:
        told = [self._pushed(_news(1, 2).heard(rules.Seat.INTERVIEWER))]
        await self.may.wait()
        return told


def _news(since: int, sequence: int) -> News:
    return News(uuid4(), since, sequence, {}, [], [], [])


async def test_no_older_state_follows_a_newer_one() -> None:
    line = Line(knows=1)
    for one in (_news(1, 2), _news(2, 3)):
        line.room.hear(one)
    line.stir()
    looks = asyncio.create_task(line._catch_up())
    await asyncio.sleep(0)
    writes = asyncio.create_task(line._empty())
    await asyncio.sleep(0)
    line.may.set()
    await asyncio.gather(looks, writes)
    await line._empty()
    assert [(one["state"]["since"], one["state"]["sequence"]) for one in line.said] == [(1, 2), (2, 3)]


async def test_who_comes_back_points_at_what_was_there_before(room: Room) -> None:
    kept, out = [await database_sync_to_async(room.put)() for _ in range(2)]
    for one in (kept, out, op("cover", out["target"], cover="out")):
        await database_sync_to_async(applied)(room.timeline, one, hers=True)
    async with seat(room, room.ben) as ben, seat(room, room.hers, hers=True) as ana:
        for one in (ben, ana):
            assert (await state(one, since=3))["things"] == []
        for target in (out["target"], kept["target"]):
            await ana.say({"point": {"target": target}})
        assert await ben.hear() == {"point": {"target": kept["target"]}}
        await ben.say({"point": {"target": kept["target"]}})
        assert await ana.hear() == {"point": {"target": kept["target"]}}


async def test_changes_of_what_a_seat_does_not_hear_of_name_no_thing_on_its_line(room: Room) -> None:
    shown, hidden = [await database_sync_to_async(room.put)() for _ in range(2)]
    for one in (shown, hidden, op("cover", hidden["target"], cover="out")):
        await database_sync_to_async(applied)(room.timeline, one, hers=True)
    again = [await database_sync_to_async(room.put)("more", target=hidden["target"]) for _ in range(2)]
    async with seat(room, room.ben) as ben:
        assert [one["id"] for one in (await state(ben))["things"]] == [shown["target"]]
        told = []
        for one in (*again, op("cover", shown["target"], cover="out"), drop(hidden["target"]), drop(shown["target"])):
            await database_sync_to_async(applied)(room.timeline, one, hers=True)
            told.append((await ben.hear())["state"]["dropped"])
    assert told == [[], [], [shown["target"]], [], []]


def test_who_asks_since_a_number_hears_no_id_of_what_was_hidden_then(cast: Any) -> None:
    timeline = begin(cast.ana, by=cast.ben, at=cast.at)
    hidden, shown = put(timeline), put(timeline)
    for one in (hidden, shown, op("cover", hidden["target"], cover="out")):
        applied(timeline, one, hers=True)
    new = put(timeline)
    for one in (put(timeline, "more", target=hidden["target"]), new, drop(new["target"]),
                op("cover", shown["target"], cover="out")):  # fmt: skip
        applied(timeline, one, hers=True)
    missed = queries.state(timeline, rules.Seat.INTERVIEWER, since=3)
    assert (missed["things"], missed["dropped"], missed["sequence"]) == ([], [shown["target"]], 7)
    applied(timeline, drop(shown["target"]), hers=True)
    assert queries.state(timeline, rules.Seat.INTERVIEWER, since=3)["dropped"] == [shown["target"]]


def test_lanes_are_told_whole_once_one_of_them_changed_and_else_left_out(committed_cast: Any) -> None:
    cast, heard = committed_cast, []
    timeline = begin(cast.ana, by=cast.ben, at=cast.at)
    screen = Line(knows=1)
    rooms.ROOMS.enter(timeline.pk, screen)
    try:
        lane = op("lane", uuid4(), name="my dogs", position=1)
        for one in (put(timeline), put(timeline), lane, put(timeline)):
            step = rules.operation(one)
            changes.commit([Wanted(timeline.pk, timeline.participant_id, step, True, uuid4(), cast.at)], heard.extend)
    finally:
        rooms.ROOMS.leave(timeline.pk, screen)
    recent = Recent()
    for each in heard:
        recent.hear(each)
    for seat_ in (rules.Seat.HERS, rules.Seat.INTERVIEWER):
        told = [(one.since, [lane["name"] for lane in one.heard(seat_).get("lanes", [])[:2]]) for one in heard]
        assert told == [(0, ["", ""]), (1, []), (2, ["", "my dogs"]), (3, [])]
        for since in (1, 2, 3):
            state_ = queries.state(timeline, seat_, since)
            missed = recent.after(since)
            assert missed is not None
            assert missed.heard(seat_) == state_
            assert ("lanes" in state_) is (since < 3)
        assert len(queries.state(timeline, seat_)["lanes"]) == 11
