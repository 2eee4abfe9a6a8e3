"""The queue of one process: who waits while a commit runs shares the next one, and no fault stops it."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from time import monotonic
from typing import Any

import pytest
from django.db import connections

from tests.timelines.drawing import begin, put
from tests.timelines.test_turns import wanted
from timelines import changes, turns


class Held:
    """Commits as ever, but not before it is let go; counts how many come in together."""

    def __init__(self) -> None:
        self.sizes: list[int] = []
        self.begun, self.go_on = threading.Event(), threading.Event()

    def commit_each(self, batch: Any, tell: Any) -> list[Any]:
        self.sizes.append(len(batch))
        self.begun.set()
        assert self.go_on.wait(30)
        return changes.commit_each(batch, tell)


def handed_in(queue: turns.Turns, operation: Any) -> Any:
    try:
        return queue.now(operation)
    finally:
        connections.close_all()


def test_those_that_wait_while_a_commit_runs_share_the_next_one(
    committed_cast: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast, queue, held = committed_cast, turns.Turns(), Held()
    timeline = begin(cast.ana, by=cast.ben, at=cast.at)
    monkeypatch.setattr(turns, "commit_each", held.commit_each)
    first, *others = [wanted(timeline, put(timeline)) for _ in range(6)]
    with ThreadPoolExecutor(6) as hands:
        outcomes = [hands.submit(handed_in, queue, first)]
        assert held.begun.wait(30)
        outcomes += [hands.submit(handed_in, queue, one) for one in others]
        end = monotonic() + 30
        while len(queue.waiting) < 5:
            assert monotonic() < end, "they do not wait"
        held.go_on.set()
        sequences = sorted(one.result(30)["sequence"] for one in outcomes)
    assert (held.sizes, sequences) == ([1, 5], [1, 2, 3, 4, 5, 6])


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
