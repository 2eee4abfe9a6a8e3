"""How much one actor may ask of this process: messages a second, by a line or by HTTP, and lines at once."""

from collections import deque
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from time import monotonic
from typing import Any, Protocol

A_SECOND, AT_ONCE = 20, 60
"""Messages of one actor on one timeline: in the long run, and in one burst."""
POINTS_A_SECOND, POINTS_AT_ONCE = 20, 30
"""The same of where somebody points: that is never stored, and what is over it is not passed on."""
MOST_SOCKETS = 4


class Closable(Protocol):
    """A socket that can be told to go."""

    def make_room(self) -> None: ...


@dataclass
class _Bucket:
    """So many at once, and so many a second from then on."""

    a_second: float
    at_once: float
    left: float
    at: float

    def take(self, now: float) -> bool:
        """Count one; say whether it is within the bound."""
        self.left = min(self.at_once, self.left + (now - self.at) * self.a_second)
        self.at = now
        if self.left < 1:
            return False
        self.left -= 1
        return True


class _Held:
    def __init__(self, now: float) -> None:
        self.messages = _Bucket(A_SECOND, AT_ONCE, AT_ONCE, now)
        self.points = _Bucket(POINTS_A_SECOND, POINTS_AT_ONCE, POINTS_AT_ONCE, now)
        self.sockets: deque[Any] = deque()


class Bounds:
    """Counts in memory, for one process: what nobody uses is forgotten. `clock` gives seconds."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self.clock = clock
        self.held: dict[Hashable, _Held] = {}

    def enter(self, who: Hashable, socket: Closable) -> None:
        """Let a socket in. The oldest makes room for one too many: a dead line must not keep its owner out."""
        held = self._of(who)
        held.sockets.append(socket)
        if len(held.sockets) > MOST_SOCKETS:
            held.sockets.popleft().make_room()

    def go(self, who: Hashable, socket: Closable) -> None:
        """Forget a socket. Safe to repeat. What was said is remembered while it still counts."""
        held = self.held.get(who)
        if held is not None and socket in held.sockets:
            held.sockets.remove(socket)
        self._forget()

    def may_say(self, who: Hashable) -> bool:
        """Count one message; say whether it is within the bounds."""
        return self._of(who).messages.take(self.clock())

    def may_point(self, who: Hashable) -> bool | None:
        """Count one pointing; say whether it is passed on, or None when it is too much even to be left unheard."""
        if self._of(who).points.take(self.clock()):
            return True
        return False if self.may_say(who) else None

    def _of(self, who: Hashable) -> _Held:
        """Give what counts of somebody; when somebody new comes, who went long ago is forgotten."""
        if who not in self.held:
            self._forget()
        return self.held.setdefault(who, _Held(self.clock()))

    def _forget(self) -> None:
        long_ago = self.clock() - AT_ONCE / A_SECOND
        for who, held in list(self.held.items()):  # a copy: threads that answer by HTTP count here, too
            if not held.sockets and held.messages.at < long_ago:
                self.held.pop(who, None)


BOUNDS = Bounds()
"""Those of this process."""
