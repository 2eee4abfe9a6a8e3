"""Which seats of an open room were heard of late: a line whose other end went silently may take minutes to say so.

Whatever a screen says shows that it is there; a client pings every five seconds for it. In memory only, in no table
and no log.
"""

from collections.abc import Callable
from time import monotonic

HEARD_FOR = 12.0
"""Seconds for which a seat counts as there after it was heard: two pings, and patience for a slow line."""
SAID_EVERY = 4.0
"""Seconds in which other processes hear once that a seat was heard: less than from one ping to the next."""


class Presence:
    """When each seat of one room was heard last. `clock` gives seconds."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self.clock = clock
        self.began = clock()
        self._heard: dict[bool, float] = {}
        self._said: dict[bool, float] = {}

    def hear(self, *, hers: bool) -> None:
        """Count that a seat was heard."""
        self._heard[hers] = self.clock()

    def is_due(self, *, hers: bool) -> bool:
        """Say whether the other processes are to hear now that a seat was heard, and take it as said."""
        now = self.clock()
        if (said := self._said.get(hers)) is not None and now - said < SAID_EVERY:
            return False
        self._said[hers] = now
        return True

    def has(self, *, hers: bool) -> bool | None:
        """Say whether a seat was heard within `HEARD_FOR`; None while that cannot be known yet."""
        now = self.clock()
        if (heard := self._heard.get(hers)) is not None:
            return now - heard < HEARD_FOR
        return None if now - self.began < HEARD_FOR else False
