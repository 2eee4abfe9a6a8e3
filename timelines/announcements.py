"""Tells the sockets of a timeline that there is something new. Numbers only; each socket reads for itself.

Nothing relies on an announcement: sockets also look by themselves, and clients ask by sequence.
"""

import asyncio
import logging
from concurrent.futures import Future
from typing import Any
from uuid import UUID

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer

_log = logging.getLogger(__name__)
_loops: list[asyncio.AbstractEventLoop] = []
"""The loop on which this process has its sockets, once there is one."""


def group(timeline: UUID) -> str:
    """Give the name of the channel group of a timeline's sockets."""
    return f"timeline.{timeline}"


def listen_here() -> None:
    """Remember the running loop: announcements of this process's threads are sent on it."""
    _loops[:] = [asyncio.get_running_loop()]


def announce(timeline: UUID, sequence: int) -> None:
    """Tell every socket of the timeline to look up to `sequence`, and whether it is still welcome."""
    sending = get_channel_layer().group_send(group(timeline), {"type": "look", "sequence": sequence})
    if _loops and _loops[0].is_running():
        # from a thread: async_to_sync would leave the in-memory layer asleep until its loop next wakes
        asyncio.run_coroutine_threadsafe(sending, _loops[0]).add_done_callback(_note)
        return
    try:
        async_to_sync(_finish)(sending)
    except Exception as fault:  # the change is committed; who was not told looks by itself
        _log.warning("announcement not sent: %s", type(fault).__name__)


async def _finish(sending: Any) -> None:
    await sending


def _note(sent: "Future[Any]") -> None:
    if not sent.cancelled() and sent.exception() is not None:
        _log.warning("announcement not sent: %s", type(sent.exception()).__name__)
