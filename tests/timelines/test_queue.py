"""The queue of one process: who waits while a commit runs shares the next one, and no fault stops it."""

import asyncio
import threading
from time import monotonic
from typing import Any

import pytest
from django.db import connections

from tests.timelines.drawing import begin, put
from tests.timelines.test_turns import wanted
from timelines import changes, turns


def test_those_that_wait_while_a_commit_runs_share_the_next_one(
    committed_cast: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast, queue = committed_cast, turns.Turns()
    timeline = begin(cast.ana, by=cast.ben, at=cast.at)
    sizes, begun, go_on = [], threading.Event(), threading.Event()

    def slow(batch: Any, tell: Any) -> list[Any]:
        sizes.append(len(batch))
        begun.set()
        assert go_on.wait(30)
        return changes.commit_each(batch, tell)

    monkeypatch.setattr(turns, "commit_each", slow)
    operations = [wanted(timeline, put(timeline)) for _ in range(6)]
    outcomes: list[Any] = []

    def hand(operation: Any) -> None:
        outcomes.append(queue.now(operation))
        connections.close_all()

    hands = [threading.Thread(target=hand, args=[one]) for one in operations]
    hands[0].start()
    assert begun.wait(30)
    for one in hands[1:]:
        one.start()
    end = monotonic() + 30
    while len(queue.waiting) < 5:
        assert monotonic() < end, "they do not wait"
    go_on.set()
    for one in hands:
        one.join(30)
    assert (sizes, sorted(one["sequence"] for one in outcomes)) == ([1, 5], [1, 2, 3, 4, 5, 6])


@pytest.mark.parametrize("broken", ["close_old_connections", "gone"])
def test_whatever_ends_a_turn_the_next_one_is_taken(
    committed_cast: Any, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    queue, timeline = turns.Turns(), begin(committed_cast.ana, by=committed_cast.ben, at=committed_cast.at)
    monkeypatch.setattr(turns, broken, None)  # whoever calls it, or asks anything of it, meets a fault
    operations = [wanted(timeline, put(timeline)) for _ in range(3)]

    async def done(operation: Any) -> Any:
        settled = asyncio.get_running_loop().create_future()
        queue.soon(operation, settled.set_result)
        return await asyncio.wait_for(settled, 30)

    async def one_by_one() -> list[Any]:
        outcomes = [await done(one) for one in operations]
        await asyncio.to_thread(queue._hand.submit(connections.close_all).result)
        return outcomes

    assert [one["sequence"] for one in asyncio.run(one_by_one())] == [1, 2, 3]
