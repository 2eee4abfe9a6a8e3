"""Three hours in two real browsers: heap, nodes, sockets and the server's memory stay flat; a leak is caught."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Browser

from tests.badinput.conftest import as_device, chromium  # noqa: F401 - a fixture
from tests.services.apart import Apart
from tests.timelines.sitting import BEATS, EVERY, Screen, Size, grown
from tests.timelines.table import Room

BEGINNING = 240
"""Heartbeats after which whatever remembers a bounded number of things is full."""

pytestmark = [pytest.mark.security, pytest.mark.timeout(900)]


@pytest.fixture
def lane(room: Room) -> str:
    return str(room.timeline.lanes.order_by("position")[1].pk)


@pytest.fixture
def table(room: Room, lane: str, chromium: Browser) -> Iterator[Any]:  # noqa: F811
    """Give both screens, and the server as a process of its own."""
    with Apart() as server:
        hers = as_device(chromium, server.site, room.hers)
        his = as_device(chromium, server.site, room.ben)
        yield server, [Screen(hers, "/j/timeline/"), Screen(his, f"/timelines/{room.timeline.pk}/")]
        for one in (hers, his):
            one.close()


def lived(table: Any, lane: str, parts: list[int], *, leaks: bool = False) -> list[list[Size]]:
    """Live through the parts, and give for each screen its sizes after each of them."""
    server, screens = table
    targets, sizes, first = [[str(uuid4()) for _ in range(20)] for _ in screens], [[] for _ in screens], 0
    for beats in parts:
        for one, own in zip(screens, targets, strict=True):
            one.live(beats, first, own, lane, leaks=leaks)
        for one in screens:
            one.rested()
        for one, found in zip(screens, sizes, strict=True):
            found.append(one.size(server.pid))
        first += beats
    return sizes


def test_three_hours_leave_both_screens_and_the_server_as_they_were(table: Any, lane: str) -> None:
    sizes = lived(table, lane, [BEGINNING, BEATS // 3, BEATS // 3, BEATS // 3])
    assert [grown(one) for one in sizes] == [[], []]


def test_a_planted_leak_is_caught(table: Any, lane: str) -> None:
    sizes = lived(table, lane, [EVERY * 4, BEATS // 6], leaks=True)
    assert [any(fault.startswith("nodes") for fault in grown(one)) for one in sizes] == [True, True]
