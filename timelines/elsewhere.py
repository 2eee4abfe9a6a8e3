"""What other processes say of the rooms that are open here: one ear for a whole process, not one for each screen."""

import asyncio
import logging
from uuid import UUID
from weakref import WeakKeyDictionary

from channels.layers import get_channel_layer

from timelines import mouth
from timelines.announcements import HERE
from timelines.mouth import WITHIN, group
from timelines.rooms import ROOMS

AGAIN = 1.0
"""Seconds after which it listens again when the layer fails. Meanwhile each screen looks by itself."""
_log = logging.getLogger(__name__)


class Ear:
    """Listens on one channel of its own, as long as any room is open here; of the running loop."""

    def __init__(self) -> None:
        self._groups: set[UUID] = set()
        self._turn = asyncio.Lock()
        self._channel = ""
        self._hears: asyncio.Task[None] | None = None

    async def attend(self, timeline: UUID) -> None:
        """Listen for a timeline exactly as long as a screen of it is connected here. Safe to repeat."""
        async with self._turn:
            if ROOMS.has(timeline) and timeline not in self._groups:
                await self._join(timeline)
            elif not ROOMS.has(timeline) and timeline in self._groups:
                await self._leave(timeline)

    async def _join(self, timeline: UUID) -> None:
        if not self._channel:
            self._channel = await get_channel_layer().new_channel()
        self._listen()
        await get_channel_layer().group_add(group(timeline), self._channel)
        self._groups.add(timeline)

    async def _leave(self, timeline: UUID) -> None:
        self._groups.discard(timeline)
        await get_channel_layer().group_discard(group(timeline), self._channel)
        if not self._groups and self._hears is not None:
            hears, self._hears, self._channel = self._hears, None, ""
            hears.cancel()
            await asyncio.wait([hears])

    def _listen(self) -> None:
        """Begin to listen, unless it does. What was said on the channel meanwhile waits there."""
        if self._channel and (self._hears is None or self._hears.done()):
            self._hears = asyncio.create_task(self._hear(self._channel))
            self._hears.add_done_callback(self._ended)

    def _ended(self, hears: "asyncio.Task[None]") -> None:
        """Begin anew soon, whatever ended it, unless it was let go."""
        if hears is self._hears:
            hears.get_loop().call_later(AGAIN, self._listen)

    async def _hear(self, channel: str) -> None:
        while True:
            try:
                message = await get_channel_layer().receive(channel)
                if message["process"] != HERE:
                    ROOMS.announced(UUID(message["timeline"]), message)
            except Exception as fault:  # also one that a process of another version says
                _log.warning("an announcement was not heard: %s", type(fault).__name__)
                await asyncio.sleep(AGAIN)


_tries: set["asyncio.Future[None]"] = set()
_ears: WeakKeyDictionary[asyncio.AbstractEventLoop, Ear] = WeakKeyDictionary()


async def attend(timeline: UUID) -> None:
    """Listen for what other processes say of a timeline exactly as long as it is open here. Safe to repeat.

    Without a layer between processes there is nobody else.
    """
    if not mouth.are_others():
        return
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(WITHIN):
            await _ears.setdefault(loop, Ear()).attend(timeline)
    except Exception as fault:  # nobody stays outside for it: each screen looks by itself
        _log.warning("what others announce is not heard: %s", type(fault).__name__)
        loop.call_later(AGAIN, _try_again, timeline)


def _try_again(timeline: UUID) -> None:
    """Listen after all: pointing and signals of another process are nowhere to be looked for."""
    task = asyncio.ensure_future(attend(timeline))
    _tries.add(task)
    task.add_done_callback(_tries.discard)
