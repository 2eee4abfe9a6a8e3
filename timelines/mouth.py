"""What this process says to the others, one after the other: whoever has something to say waits for none of it."""

import asyncio
import logging
from collections import deque
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

from channels.layers import InMemoryChannelLayer, get_channel_layer

WITHIN = 5.0
"""Seconds within which the layer has to take what is said, or it is not said."""
MOST = 200
"""Messages that wait while the layer is slow; the oldest make room. Nothing relies on them."""
Message = dict[str, Any]
_log = logging.getLogger(__name__)


def group(timeline: UUID) -> str:
    """Give the name of the channel group of a timeline's sockets."""
    return f"timeline.{timeline}"


def are_others() -> bool:
    """Say whether there may be other processes: a layer that lies in the memory of this one reaches none."""
    return not isinstance(get_channel_layer(), InMemoryChannelLayer)


async def say(timeline: UUID, message: Message) -> None:
    """Say one message to the other processes, or let it be. Of what is said again nothing is noted."""
    try:
        async with asyncio.timeout(WITHIN):
            await get_channel_layer().group_send(group(timeline), {**message})
    except Exception as fault:
        if message["type"] not in {"signal", "heard"}:
            _log.warning("announcement not sent: %s", type(fault).__name__)


class Mouth:
    """Says what waits, on the running loop."""

    def __init__(self) -> None:
        self.waiting: deque[tuple[UUID, Message]] = deque(maxlen=MOST)
        self._says: asyncio.Task[None] | None = None

    def say(self, timeline: UUID, message: Message) -> None:
        """Let a message go out after those that wait."""
        self.waiting.append((timeline, message))
        if self._says is None or self._says.done():
            self._says = asyncio.create_task(self._say())

    async def _say(self) -> None:
        while self.waiting:
            await say(*self.waiting.popleft())


_mouths: WeakKeyDictionary[asyncio.AbstractEventLoop, Mouth] = WeakKeyDictionary()


def soon(timeline: UUID, message: Message) -> None:
    """Let a message go out to the other processes, from the running loop."""
    if are_others():
        _mouths.setdefault(asyncio.get_running_loop(), Mouth()).say(timeline, message)
