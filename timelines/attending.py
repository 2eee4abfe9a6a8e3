"""Whether the other seat was heard of late, as one screen is told: at once, or at the next look (`watch.py`)."""

from abc import ABC, abstractmethod
from typing import Any
from uuid import UUID

from timelines import announcements
from timelines.rooms import Room


class Attending(ABC):
    """One screen, as far as it is heard, and hears of the other seat. It hears nothing before it has said something."""

    hers: bool
    over: bool
    pk: UUID
    room: Room
    there: bool | None = None
    """What it was told last of the other seat."""
    speaks = False

    @abstractmethod
    def tell(self, message: dict[str, Any]) -> None:
        """Let a message go out after those that wait."""

    def heard(self) -> None:
        """Count that this screen has said something."""
        self.speaks = True
        self.room.heard(hers=self.hers)
        if self.room.presence.is_due(hers=self.hers):
            announcements.send_heard(self.pk, hers=self.hers)
        self.notice()

    def notice(self) -> None:
        """Tell this screen whether the other seat is there, unless it was told so before."""
        if self.over or not self.speaks:
            return
        there = self.room.presence.has(hers=not self.hers)
        if there is not None and there is not self.there:
            self.there = there
            self.tell({"there": there})
