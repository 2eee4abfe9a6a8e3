"""Tells the screens of a timeline that there is something new: in this process what, to the others a number only.

Nothing relies on an announcement: screens also look by themselves, and clients ask by sequence.
"""

import asyncio
import logging
import secrets
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from contextvars import Context
from functools import partial
from typing import Any
from uuid import UUID

from asgiref.sync import async_to_sync
from channels.layers import InMemoryChannelLayer, get_channel_layer

from timelines.news import News
from timelines.rooms import ROOMS

HERE = secrets.randbits(53)
"""The number of this process: what it announced itself, its own screens have heard without the layer."""
_log = logging.getLogger(__name__)
_loops: list[asyncio.AbstractEventLoop] = []
"""The loop on which this process has its sockets, once there is one."""


def group(timeline: UUID) -> str:
    """Give the name of the channel group of a timeline's sockets."""
    return f"timeline.{timeline}"


def listen_here() -> None:
    """Remember the running loop: announcements of this process's threads are sent on it."""
    _loops[:] = [asyncio.get_running_loop()]


def are_others() -> bool:
    """Say whether there may be other processes: a layer that lies in the memory of this one reaches none."""
    return not isinstance(get_channel_layer(), InMemoryChannelLayer)


def announce(timeline: UUID) -> None:
    """Let every screen of the timeline look for itself: anything may be new, also whether it is still welcome."""
    _tell(partial(ROOMS.look, timeline), [(timeline, None)])


def announce_all(news: Sequence[News]) -> None:
    """Tell the screens of each timeline what is new on it."""
    if news:
        _tell(partial(_hear, news), [(one.timeline, one) for one in news])


def _hear(news: Sequence[News]) -> None:
    for one in news:
        ROOMS.hear(one)


def _tell(here: Callable[[], None], others: Sequence[tuple[UUID, News | None]]) -> None:
    """Tell the screens of this process, and the others; the loop is woken once, by whichever thread this is."""
    if _loops and _loops[0].is_running():
        # from a thread: async_to_sync would leave the loop asleep until it next wakes
        _loops[0].call_soon_threadsafe(here, context=Context())  # it is not of the thread's own work
        if are_others():
            asyncio.run_coroutine_threadsafe(_send(others), _loops[0]).add_done_callback(_note)
        return
    try:
        if are_others():
            async_to_sync(_send)(others)
    except Exception as fault:  # the change is committed; who was not told looks by itself
        _log.warning("announcement not sent: %s", type(fault).__name__)


async def send_point(timeline: UUID, target: str | None, *, hers: bool) -> None:
    """Let the screens of other processes know where a seat points: an id, nothing else."""
    await _to_others(timeline, {"type": "light", "target": target, "hers": hers})


async def send_signal(timeline: UUID, message: dict[str, Any], *, hers: bool) -> None:
    """Let the other seat hear a signal, also in other processes: a code and a number, kept nowhere."""
    ROOMS.tell(timeline, message, hers=hers)
    with suppress(Exception):  # nothing is noted of it: it is said again until it was seen
        await _to_others(timeline, {"type": "signal", "message": message, "hers": hers})


def signal(timeline: UUID, message: dict[str, Any], *, hers: bool) -> None:
    """The same from a thread, for who has no socket. Whoever says it says it again until it was seen."""
    if _loops and _loops[0].is_running():
        asyncio.run_coroutine_threadsafe(send_signal(timeline, message, hers=hers), _loops[0]).add_done_callback(_note)
    else:
        async_to_sync(send_signal)(timeline, message, hers=hers)


async def _send(others: Sequence[tuple[UUID, News | None]]) -> None:
    for timeline, news in others:
        lost = [[str(target), number] for target, number in news.overwritten] if news else []
        await _to_others(timeline, {"type": "look", "sequence": news and news.sequence, "lost": lost})


async def _to_others(timeline: UUID, said: dict[str, Any]) -> None:
    if not are_others():
        return
    where = {"timeline": str(timeline), "process": HERE}
    try:
        await get_channel_layer().group_send(group(timeline), {**said, **where})
    except Exception as fault:  # nothing relies on it, and the line it was said on goes on
        _log.warning("announcement not sent: %s", type(fault).__name__)


def _note(sent: "Future[Any]") -> None:
    if not sent.cancelled() and sent.exception() is not None:
        _log.warning("announcement not sent: %s", type(sent.exception()).__name__)
