"""How much one actor may ask of the sockets of this process: messages a second, and sockets at once."""

from collections import deque
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Protocol

A_SECOND, AT_ONCE = 20, 60
"""Messages of one actor on one timeline: in the long run, and in one burst."""
MOST_SOCKETS = 4


class Closable(Protocol):
    """A socket that can be told to go."""

    def make_room(self) -> None: ...


@dataclass
class _Held:
    left: float = AT_ONCE
    at: float = 0.0
    sockets: deque[Any] = field(default_factory=deque)


class Bounds:
    """Counts in memory, for one process: what nobody uses is forgotten. `clock` gives seconds."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self.clock = clock
        self.held: dict[Hashable, _Held] = {}

    def enter(self, who: Hashable, socket: Closable) -> None:
        """Let a socket in. The oldest makes room for one too many: a dead line must not keep its owner out."""
        held = self.held.setdefault(who, _Held(at=self.clock()))
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
        held = self.held.setdefault(who, _Held(at=self.clock()))
        now = self.clock()
        held.left = min(AT_ONCE, held.left + (now - held.at) * A_SECOND)
        held.at = now
        if held.left < 1:
            return False
        held.left -= 1
        return True

    def _forget(self) -> None:
        long_ago = self.clock() - AT_ONCE / A_SECOND
        for who in [who for who, held in self.held.items() if not held.sockets and held.at < long_ago]:
            del self.held[who]


BOUNDS = Bounds()
"""Those of this process."""
