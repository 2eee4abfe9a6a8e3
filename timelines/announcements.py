"""Tells the screens of a timeline that there is something new: in this process what, to the others a number only.

Nothing relies on an announcement: screens also look by themselves, and clients ask by sequence.
"""

import asyncio
import secrets
from collections.abc import Callable, Sequence
from contextvars import Context
from functools import partial
from typing import Any
from uuid import UUID

from asgiref.sync import async_to_sync

from timelines import mouth
from timelines.news import News
from timelines.rooms import ROOMS

HERE = secrets.randbits(53)
"""The number of this process: what it announced itself, its own screens have heard without the layer."""
Message = dict[str, Any]
_loops: list[asyncio.AbstractEventLoop] = []
"""The loop on which this process has its sockets, once there is one."""


def listen_here() -> None:
    """Remember the running loop: announcements of this process's threads are sent on it."""
    _loops[:] = [asyncio.get_running_loop()]


def announce(timeline: UUID) -> None:
    """Let every screen of the timeline look for itself: anything may be new, also whether it is still welcome."""
    _tell(partial(ROOMS.look, timeline), [_of(timeline, type="look", sequence=None, lost=[])])


def announce_all(news: Sequence[News]) -> None:
    """Tell the screens of each timeline what is new on it."""
    if news:
        _tell(partial(_hear, news), [_numbers(one) for one in news])


def _hear(news: Sequence[News]) -> None:
    for one in news:
        ROOMS.hear(one)


def _numbers(news: News) -> tuple[UUID, Message]:
    lost = [[str(target), number] for target, number in news.overwritten]
    return _of(news.timeline, type="look", sequence=news.sequence, lost=lost)


def _of(timeline: UUID, **said: Any) -> tuple[UUID, Message]:
    return timeline, {**said, "timeline": str(timeline), "process": HERE}


def send_point(timeline: UUID, target: str | None, *, hers: bool) -> None:
    """Let the screens of other processes know where a seat points: an id, nothing else."""
    mouth.soon(*_of(timeline, type="light", target=target, hers=hers))


def send_signal(timeline: UUID, message: Message, *, hers: bool) -> None:
    """Let the other seat hear a signal, also in other processes: a code and a number, kept nowhere."""
    ROOMS.tell(timeline, message, hers=hers)
    mouth.soon(*_signal(timeline, message, hers=hers))


def signal(timeline: UUID, message: Message, *, hers: bool) -> None:
    """The same from a thread, for who has no socket. Whoever says it says it again until it was seen."""
    _tell(partial(ROOMS.tell, timeline, message, hers=hers), [_signal(timeline, message, hers=hers)])


def _signal(timeline: UUID, message: Message, *, hers: bool) -> tuple[UUID, Message]:
    return _of(timeline, type="signal", message=message, hers=hers)


def send_heard(timeline: UUID, *, hers: bool) -> None:
    """Let other processes know that a seat has said something here: which one, nothing else."""
    mouth.soon(*_of(timeline, type="heard", hers=hers))


def heard(timeline: UUID, *, hers: bool) -> None:
    """The same from a thread, also to this process: for who pings without a socket."""
    _tell(partial(ROOMS.heard, timeline, hers=hers), [_of(timeline, type="heard", hers=hers)])


def _tell(here: Callable[[], None], others: Sequence[tuple[UUID, Message]]) -> None:
    """Tell the screens of this process, and the others, from any thread; the loop is woken once."""
    if _loops and _loops[0].is_running():
        # async_to_sync would leave the loop asleep until it next wakes
        _loops[0].call_soon_threadsafe(_say, here, others, context=Context())  # it is not of the thread's own work
    elif mouth.are_others():
        for one in others:
            async_to_sync(mouth.say)(*one)


def _say(here: Callable[[], None], others: Sequence[tuple[UUID, Message]]) -> None:
    here()
    for one in others:
        mouth.soon(*one)
