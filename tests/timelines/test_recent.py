"""What an open room remembers of what is new: what follows, each thing once, and nothing that is not there any more."""

from typing import Any
from uuid import uuid4

from tests.timelines.drawing import applied, begin, drop, put
from tests.timelines.test_turns import Screen
from timelines import queries, rooms, rules
from timelines.models import Cover, Shape
from timelines.news import Facts, News
from timelines.recent import REMEMBERS, Recent
from timelines.rules import Seat


def _news(since: int, sequence: int, **other: Any) -> News:
    return News(uuid4(), since, sequence, {}, [], [], [], **other)


def test_a_room_remembers_what_follows_and_after_a_gap_begins_anew() -> None:
    room, screen = rooms.Room(), Screen(hers=False)
    room.screens.add(screen)
    assert room.since(3) is None
    for one in (_news(3, 4), _news(4, 6), _news(3, 4)):
        room.hear(one)
    assert [(one.since, one.sequence) for one in filter(None, [room.since(3), room.since(4), room.since(5)])] == [
        (3, 6), (4, 6), (5, 6),
    ]  # fmt: skip
    assert (room.since(2), room.since(0), room.since(6)) == (None, None, None)
    room.hear(_news(9, 10))
    assert (room.since(6), room.since(9) is not None) == (None, True)
    room.hear(_news(10, 11, whole=False))
    assert (room.since(9), room.sequence) == (None, None)
    assert screen.heard == ["stir"] * 4


def test_of_many_things_a_room_knows_the_last_and_who_missed_more_reads_the_database() -> None:
    recent, timeline = Recent(), uuid4()
    for number in range(1, REMEMBERS + 11):
        told = [] if number % 2 else [uuid4()]
        thing = Facts(uuid4(), uuid4(), Shape.MOMENT, Cover.NONE, rules.Told(label=f"n {number}"), number)
        recent.hear(News(timeline, number - 1, number, {}, [{}] if number == 5 else None, [thing][: number % 2], told))
    assert len(recent.things) + len(recent.gone) == REMEMBERS
    assert (recent.after(9), recent.since) == (None, 10)
    missed = recent.after(REMEMBERS + 6)
    assert missed is not None
    said = [one.told.label for one in missed.things], len(missed.dropped), missed.lanes
    assert said == ([f"n {REMEMBERS + 7}", f"n {REMEMBERS + 9}"], 2, None)


def test_of_one_batch_each_change_is_told_by_its_number_whatever_their_order() -> None:
    recent, timeline = Recent(), uuid4()
    first, second = (Facts(uuid4(), uuid4(), Shape.MOMENT, Cover.NONE, rules.Told(), sequence) for sequence in (4, 3))
    recent.hear(News(timeline, 1, 4, {}, None, [first, second], []))
    missed = recent.after(2)
    assert missed is not None
    assert [one.sequence for one in missed.things] == [3, 4]
    assert [one.sequence for one in (recent.after(3) or missed).things] == [4]


def test_a_room_is_forgotten_with_its_last_screen_and_points_across_only() -> None:
    open_rooms, hers, his, pk = rooms.Rooms(), Screen(hers=True), Screen(hers=False), uuid4()
    room = open_rooms.enter(pk, hers)
    assert open_rooms.enter(pk, his) is room
    room.point({"point": {"target": None}}, hers=True)
    assert (hers.heard, his.heard) == ([], [{"point": {"target": None}}])
    open_rooms.leave(pk, hers)
    assert open_rooms.has(pk) is True
    for _twice in range(2):
        open_rooms.leave(pk, his)
    assert open_rooms.has(pk) is False


def test_what_follows_each_other_is_told_as_one(cast: Any) -> None:
    timeline = begin(cast.ana, by=cast.ben, at=cast.at)
    kept, gone = put(timeline, "one"), put(timeline, "two")
    applied(timeline, kept)
    first = queries.news(timeline.pk, 0)
    recent = Recent()
    recent.hear(first)
    applied(timeline, gone)
    recent.hear(queries.news(timeline.pk, 1))
    for one in (put(timeline, "three", target=kept["target"]), drop(gone["target"])):
        applied(timeline, one)
    recent.hear(queries.news(timeline.pk, 2))
    missed = recent.after(1)
    assert missed is not None
    assert missed.heard(Seat.HERS) == queries.state(timeline, Seat.HERS, 1)
    assert first.heard(Seat.HERS)["things"][0]["label"] == "one"
