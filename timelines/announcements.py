"""Tells the screens of a timeline that there is something new: in this process what, to the others a number only.

Nothing relies on an announcement: screens also look by themselves, and clients ask by sequence.
"""

import asyncio
import logging
import secrets
from concurrent.futures import Future
from contextlib import suppress
from contextvars import Context
from functools import partial
from typing import Any
from uuid import UUID

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer

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


def announce(timeline: UUID, sequence: int, news: News | None = None) -> None:
    """Tell every screen of the timeline what is new up to `sequence`.

    Without `news` it may be anything: each looks for itself, also whether it is still welcome.
    """
    if _loops and _loops[0].is_running():
        # from a thread: async_to_sync would leave the loop asleep until it next wakes
        tell = partial(ROOMS.look, timeline) if news is None else partial(ROOMS.hear, news)
        _loops[0].call_soon_threadsafe(tell, context=Context())  # it is not of the thread's own work
        asyncio.run_coroutine_threadsafe(_send(timeline, sequence, news), _loops[0]).add_done_callback(_note)
        return
    try:
        async_to_sync(_send)(timeline, sequence, news)
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


async def _send(timeline: UUID, sequence: int, news: News | None) -> None:
    lost = [[str(target), number] for target, number in news.overwritten] if news else []
    await _to_others(timeline, {"type": "look", "sequence": sequence if news else None, "lost": lost})


async def _to_others(timeline: UUID, said: dict[str, Any]) -> None:
    where = {"timeline": str(timeline), "process": HERE}
    try:
        await get_channel_layer().group_send(group(timeline), {**said, **where})
    except Exception as fault:  # nothing relies on it, and the line it was said on goes on
        _log.warning("announcement not sent: %s", type(fault).__name__)


def _note(sent: "Future[Any]") -> None:
    if not sent.cancelled() and sent.exception() is not None:
        _log.warning("announcement not sent: %s", type(sent.exception()).__name__)
