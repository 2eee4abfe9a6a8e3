"""The memory of an open room holds what stands, and nothing once it is closed."""

from typing import Any
from uuid import uuid4

import pytest

from tests.timelines.drawing import begin, drop, put
from tests.timelines.test_turns import Screen, wanted
from timelines import changes, rooms
from timelines.models import Timeline
from timelines.news import News
from timelines.recent import Recent


@pytest.fixture
def timeline(committed_cast: Any) -> Timeline:
    return begin(committed_cast.ana, by=committed_cast.ben, at=committed_cast.at)


def told(timeline: Timeline, room: rooms.Room, *operations: dict[str, Any]) -> None:
    """Commit each operation in a batch of its own, and let the room hear of it."""
    heard: list[News] = []
    for one in operations:
        changes.commit([wanted(timeline, one, hers=True)], heard.extend)
    for each in heard:
        room.hear(each)


def lane(timeline: Timeline, name: str) -> dict[str, Any]:
    """Give an operation that names the first lane."""
    first = timeline.lanes.order_by("position").first()
    return {"id": str(uuid4()), "kind": "lane", "target": str(first.pk), "name": name, "hidden": False, "position": 0}


def test_what_is_gone_changed_or_named_otherwise_leaves_the_memory_of_the_room(timeline: Timeline) -> None:
    room = rooms.ROOMS.enter(timeline.pk, Screen(hers=True))
    try:
        first, second = put(timeline, "the red boat"), put(timeline, "the blue door")
        told(timeline, room, first, second, lane(timeline, "Life on a boat"))
        assert [words in repr(vars(room.recent)) for words in ("the red boat", "the blue door", "Life on a boat")] == [
            True
        ] * 3
        again = put(timeline, "the green door", target=second["target"])
        told(timeline, room, drop(first["target"]), again, lane(timeline, "Life on land"))
        assert [words in repr(vars(room.recent)) for words in ("the red boat", "the blue door", "Life on a boat")] == [
            False
        ] * 3
        state = room.since(1)
        assert state is not None
        assert [one.told.label for one in state.things] == ["the green door"]
    finally:
        for screen in list(room.screens):
            rooms.ROOMS.leave(timeline.pk, screen)
    assert vars(room.recent) == vars(Recent())


def test_who_lost_an_edit_is_told_also_when_the_state_was_read_first() -> None:
    room, screen, target = rooms.Room(), Screen(hers=False), uuid4()
    room.screens.add(screen)
    room.hear(News(uuid4(), 0, 4, {}, [], [], []))
    room.hear(News(uuid4(), 3, 4, {}, [], [], [], overwritten=((target, 2),)))
    assert screen.heard == ["stir", (target, 2)]
