"""Operations that wait are committed together: whoever has the turn takes everything that waits.

Nothing waits for a clock: alone, an operation is committed at once; while a commit runs, those that come meanwhile go
into the next one.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from threading import Event, Lock
from typing import Any
from uuid import UUID

from django.db import close_old_connections, transaction
from django.utils import translation

from timelines import gone, rules
from timelines.announcements import announce_all
from timelines.changes import Outcome, Wanted, commit_each
from timelines.models import Timeline
from timelines.news import News

MOST = 100
"""Operations of one commit."""
_log = logging.getLogger(__name__)


@dataclass
class Waiting:
    """An operation in the queue; `settle` hears its outcome on the `loop`, or in the thread that had the turn."""

    wanted: Wanted
    settle: Callable[[Outcome], None]
    loop: asyncio.AbstractEventLoop | None = None


class Turns:
    """The queue of one process."""

    def __init__(self) -> None:
        self.waiting: deque[Waiting] = deque()
        self._turn = Lock()
        self._driven = False
        self._came = Event()
        self._hand = ThreadPoolExecutor(1, thread_name_prefix="commit")

    def now(self, wanted: Wanted) -> Outcome:
        """Give the outcome of an operation, from any thread that may wait.

        Inside a transaction it is part of that, and of nobody else's; what is new is then told when that is committed.
        """
        if transaction.get_connection().in_atomic_block:
            outcome_here = commit_each([wanted], announce_all)[0]
            transaction.on_commit(gone.settle)
            return outcome_here
        outcome: list[Outcome] = []
        self.waiting.append(Waiting(wanted, outcome.append))
        while not outcome:
            self._take()
        gone.settle()
        return outcome[0]

    def soon(self, wanted: Wanted, settle: Callable[[Outcome], None]) -> None:
        """Let an operation be done; `settle` hears its outcome on the running loop, before anybody hears the news."""
        self.waiting.append(Waiting(wanted, settle, asyncio.get_running_loop()))
        self._came.set()
        self._set_going()

    def _set_going(self) -> None:
        if not self._driven:
            self._driven = True
            self._hand.submit(self._drive)

    def _drive(self) -> None:
        """Work until nothing waits. However it ends, whoever comes next sets it going again."""
        _close_old_connections()
        try:
            while self._work():
                pass
        except Exception as fault:
            _log.warning("a turn broke: %s", type(fault).__name__)
        finally:
            _close_old_connections()
            self._driven = False
            if self.waiting:  # what came while it was still said to be driven
                self._set_going()

    def _work(self) -> bool:
        """Commit what waits, then sweep what that has written over; say whether there may soon be more to do."""
        while self.waiting:
            self._take()
        wait = gone.pay()
        if wait and not self.waiting:
            self._came.wait(wait)
        self._came.clear()
        return bool(wait or self.waiting)

    def _take(self) -> None:
        """Commit what waits, in its order, up to `MOST`; then say how it went, then what is new."""
        with self._turn:
            batch = [self.waiting.popleft() for _ in range(min(MOST, len(self.waiting)))]
            if not batch:
                return
            told: list[News] = []
            outcomes = commit_each([one.wanted for one in batch], told.extend)
            _settle(batch, outcomes)
        announce_all(told)


def _close_old_connections() -> None:
    """Let go of connections that are of no use any more; one that cannot even be closed holds up nothing."""
    try:
        close_old_connections()
    except Exception as fault:
        _log.warning("a connection was not closed: %s", type(fault).__name__)


def _settle(batch: Sequence[Waiting], outcomes: Sequence[Outcome]) -> None:
    """Say how it went: each loop is woken once."""
    done = list(zip(batch, outcomes, strict=True))
    for loop in dict.fromkeys(one.loop for one in batch):
        here = [(one.settle, outcome) for one, outcome in done if one.loop is loop]
        if loop is None:
            _say(here)
        elif not loop.is_closed():
            loop.call_soon_threadsafe(_say, here)


def _say(outcomes: Sequence[tuple[Callable[[Outcome], None], Outcome]]) -> None:
    for settle, outcome in outcomes:
        settle(outcome)


TURNS = Turns()
"""Those of this process."""


def apply(
    timeline: Timeline, operation: Any, *, hers: bool, by: UUID, at: datetime, alone: bool = False
) -> dict[str, Any]:
    """Commit one operation and give its acknowledgement; an id that came before gives the same one, and no more.

    `by`, `hers` and `alone` as in `changes.Wanted`. Raises a subclass of `rules.Unusable` (422); NotInForce, NotKept,
    Resting, TakenAway, Covered or SaidBefore (409).
    """
    outcome = TURNS.now(wanted(timeline, operation, hers=hers, by=by, at=at, alone=alone))
    if isinstance(outcome, Exception):
        raise outcome
    return outcome


def wanted(
    timeline: Timeline, operation: Any, *, hers: bool, by: UUID, at: datetime, alone: bool = False, language: str = ""
) -> Wanted:
    """Give what a client wants; it is refused in `language`, else in the one that is spoken. Raises an `Unusable`."""
    step, spoken = rules.operation(operation), timeline.participant.language
    seen = operation.get("seen")
    return Wanted(
        timeline.pk, timeline.participant_id, step, hers, by, at, alone, seen if type(seen) is int else None, spoken,
        language or translation.get_language(),
    )  # fmt: skip
