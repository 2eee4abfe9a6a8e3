"""Two server processes, each with one of the two seats: what one commits the other tells; one of them is killed."""

import asyncio
from typing import Any

import pytest
from channels.db import database_sync_to_async
from django.conf import settings
from django.utils import timezone

from tests.services.apart import Apart
from tests.timelines import history
from tests.timelines.drawing import label_of
from tests.timelines.processes import Seat
from tests.timelines.table import Room
from timelines import consumers, services
from timelines.models import Operation, Thing

MANY, FEW = 40, 5

pytestmark = [
    pytest.mark.security,
    pytest.mark.skipif(not settings.REDIS_URL, reason="two processes need PostgreSQL and Redis"),
]


def held() -> tuple[list[tuple[int, str]], dict[str, str]]:
    """Give what the database holds: the operations in their order, and the words of each thing."""
    kept = Operation.objects.order_by("sequence").values_list("sequence", "pk")
    return [(number, str(pk)) for number, pk in kept], {str(one.pk): label_of(one) for one in Thing.objects.all()}


async def both_hear(ben: Seat, ana: Seat) -> str:
    """Let operations, a cover and pointing go from each process to the other; give a thing that both see."""
    shown, hidden = await ben.do("put", label="first"), await ana.do("put", label="canary words")
    for one in (ben, ana):
        await one.until(lambda one=one: {shown, hidden} <= set(one.screen) and not one.waiting())
    await ana.do("cover", hidden, cover="mine")
    await ben.until(lambda: ben.screen.get(hidden) == "")
    await ana.do("cover", hidden, cover="out")
    await ben.until(lambda: hidden not in ben.screen)
    await ana.say({"point": {"target": hidden}})
    await ana.say({"point": {"target": shown}})
    await ben.until(lambda: ben.points == [shown])
    await ben.say({"point": {"target": None}})
    await ana.until(lambda: ana.points == [None])
    assert (ben.there, ana.there) == (True, True)  # each was heard by the other process
    await ana.do("cover", hidden, cover="none")
    await ben.until(lambda: ben.screen.get(hidden) == "canary words")
    return shown


async def draws(seat: Seat, word: str, shared: str) -> None:
    """Make operations one after the other, a few of them on their way: new things, and turns on a shared one."""
    for number in range(MANY):
        await seat.do("put", shared if number % 3 == 0 else None, label=f"{word} {number}")
        await seat.until(lambda: len(seat.waiting()) < FEW)


async def with_one_killed(ben: Seat, ana: Seat, first: Apart, second: Apart, shared: str) -> None:
    """Let both draw at once, and kill his process in the middle: he comes back to hers."""
    work = asyncio.gather(draws(ben, "his", shared), draws(ana, "hers", shared))
    await ben.until(lambda: len(ben.acks) > MANY // 3)
    first.kill()
    await ben.until(lambda: ben.closed is not None)
    await ben.sit(second.port)
    await work
    for one in (ben, ana):
        await one.until(lambda one=one: not one.waiting() and one.last == 2 * MANY + 5 and one.screen)


async def test_what_one_process_commits_the_other_tells_and_a_killed_one_loses_and_doubles_nothing(room: Room) -> None:
    lane = str((await database_sync_to_async(room.timeline.lanes.first)()).pk)
    path = f"/live/{room.timeline.pk}/"
    ben, ana = Seat(room.ben, path, lane), Seat(room.hers, f"{path}hers/", lane)
    first, second = await database_sync_to_async(lambda: (Apart().__enter__(), Apart().__enter__()))()
    try:
        await ben.sit(first.port)
        await ana.sit(second.port)
        shared = await both_hear(ben, ana)
        await with_one_killed(ben, ana, first, second, shared)
        kept, things = await database_sync_to_async(held)()
        assert history.faults({"hers": ana.side(), "interviewer": ben.side()}, kept, things) == []
        assert len(kept) == 2 * MANY + 5
        await database_sync_to_async(services.close_for_drawing)(room.timeline, at=timezone.now())
        await ana.until(lambda: ana.closed == consumers.ENDED)
        late: Any = await ben.do("put", label="late")
        await ben.until(lambda: not ben.waiting())
        assert (list(ben.refused.values()), late in ben.screen) == (["resting"], False)
    finally:
        await database_sync_to_async(lambda: [one.__exit__(None, None, None) for one in (first, second)])()
