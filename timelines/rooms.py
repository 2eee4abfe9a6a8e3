"""The rooms of this process: what is new on a timeline, open, while at least one of its screens is connected here.

In memory only. A room is forgotten when its last screen goes, which a withdrawal or a closed link makes happen. It is
touched on the loop of the sockets alone; only `has` may be asked from any thread.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Protocol
from uuid import UUID

from timelines.news import News
from timelines.presence import Presence
from timelines.recent import Recent
from timelines.rows import KEPT


class Listener(Protocol):
    """One screen in a room."""

    hers: bool
    loop: Any

    def stir(self) -> None:
        """Hear that there is something new."""

    def overwritten(self, target: UUID, sequence: int) -> None:
        """Hear that somebody who had not seen that change put another one over it."""

    def pointed(self, what: dict[str, Any]) -> None:
        """Hear where the other seat points."""

    def look(self) -> None:
        """Hear that anything may be otherwise now, also whether this screen is welcome."""

    def announced(self, message: dict[str, Any]) -> None:
        """Hear what another process says."""

    def tell(self, message: dict[str, Any]) -> None:
        """Let a message go out after those that wait."""

    def notice(self) -> None:
        """Hear that it may be known otherwise now whether the other seat is there."""


class Room:
    """One open timeline."""

    def __init__(self) -> None:
        self.screens: set[Listener] = set()
        self.recent = Recent()
        self.presence = Presence()
        self._reading = asyncio.Lock()

    @property
    def sequence(self) -> int | None:
        """Give the number up to which the room knows what is new; None before anything came."""
        return self.recent.sequence

    def hear(self, news: News) -> None:
        """Take what is new, and stir the screens. What was read before is left."""
        for screen in list(self.screens):
            for target, sequence in news.overwritten:
                screen.overwritten(target, sequence)
        if self.sequence is not None and news.sequence <= self.sequence:
            return
        self.recent.hear(news)
        for screen in list(self.screens):
            screen.stir()

    def forget(self) -> None:
        """Let go of every word, also where somebody still holds this room."""
        self.recent.forget()

    def since(self, sequence: int) -> News | None:
        """Give what is new for who knows everything up to `sequence`; None when the database has to be read."""
        return self.recent.after(sequence)

    async def read_up_to(self, sequence: int, read: Callable[[int], Awaitable[News]]) -> None:
        """Let one of several who ask read what another process has committed; the others wait for it."""
        async with self._reading:
            if self.sequence is not None and self.sequence < sequence:
                self.hear(await read(self.sequence))

    def point(self, what: dict[str, Any], *, hers: bool) -> None:
        """Let the other seat know where this one points: never kept, and never told to the same seat."""
        for screen in list(self.screens):
            if screen.hers != hers:
                screen.pointed(what)

    def heard(self, *, hers: bool) -> None:
        """Hear that a seat has said something, here or to another process."""
        self.presence.hear(hers=hers)
        for screen in list(self.screens):
            if screen.hers != hers:
                screen.notice()


class Rooms:
    """All open rooms of one process, by timeline."""

    def __init__(self) -> None:
        self._open: dict[UUID, Room] = {}

    def has(self, timeline: UUID) -> bool:
        """Say whether a screen of the timeline is connected here."""
        return timeline in self._open

    def are_open(self) -> bool:
        """Say whether any screen is connected here."""
        return bool(self._open)

    def screens(self) -> list[Listener]:
        """Give all screens that are connected here."""
        return [screen for room in self._open.values() for screen in room.screens]

    def enter(self, timeline: UUID, screen: Listener) -> Room:
        """Let a screen in, and give its room."""
        room = self._open.setdefault(timeline, Room())
        room.screens.add(screen)
        return room

    def leave(self, timeline: UUID, screen: Listener) -> None:
        """Let a screen go; with the last one everything is forgotten. Safe to repeat."""
        room = self._open.get(timeline)
        if room is None:
            return
        room.screens.discard(screen)
        if not room.screens:
            del self._open[timeline]
            room.forget()
            KEPT.pop(timeline, None)

    def tell(self, timeline: UUID, message: dict[str, Any], *, hers: bool) -> None:
        """Tell the other seat a message that is kept nowhere, if anybody of that timeline is here."""
        room = self._open.get(timeline)
        for screen in list(room.screens) if room else []:
            if screen.hers != hers:
                screen.tell(message)

    def hear(self, news: News) -> None:
        """Take what is new into its room, if that is open."""
        if room := self._open.get(news.timeline):
            room.hear(news)

    def look(self, timeline: UUID) -> None:
        """Let each screen of a timeline look for itself."""
        for screen in self._screens(timeline):
            screen.look()

    def heard(self, timeline: UUID, *, hers: bool) -> None:
        """Hear that a seat has said something that came by another way than a line of here."""
        if room := self._open.get(timeline):
            room.heard(hers=hers)

    def announced(self, timeline: UUID, message: dict[str, Any]) -> None:
        """Hand on what another process says of a timeline."""
        if message["type"] == "heard":
            self.heard(timeline, hers=message["hers"])
            return
        for screen in self._screens(timeline):
            screen.announced(message)

    def _screens(self, timeline: UUID) -> list[Listener]:
        room = self._open.get(timeline)
        return list(room.screens) if room else []


ROOMS = Rooms()
"""Those of this process."""
