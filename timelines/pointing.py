"""Where a seat points and what it drags: never stored, never logged, and told only of what the other seat hears of."""

from math import isfinite
from time import monotonic
from typing import Any
from uuid import UUID

STALE = 0.5
"""Seconds after which a place is no longer worth telling; that somebody has let go always is."""
Message = dict[str, Any]


def pointed(said: Message) -> Message | None:
    """Give the message about pointing as it may be passed on, or None when it is none.

    `{"point": {"target": id or null}}`, or `{"drag": {"target": id, "from": age, "to": age}}` with ages from 0 to 120,
    or null. Everything else in it is left.
    """
    for kind in ("point", "drag"):
        what = said.get(kind)
        if isinstance(what, dict) and "target" in what:
            target = what["target"]
            if kind == "point" and target is None:
                return {"point": {"target": None}}
            ages = {} if kind == "point" else {end: _age(what.get(end)) for end in ("from", "to")}
            return {kind: {"target": str(target), **ages}} if _is_id(target) else None
    return None


def _is_id(said: Any) -> bool:
    try:
        return isinstance(said, str) and bool(UUID(said))
    except ValueError:
        return False


def _age(said: Any) -> float | None:
    if isinstance(said, bool) or not isinstance(said, int | float) or not isfinite(said):
        return None
    return said if 0 <= said <= 120 else None


class Pointing:
    """What one screen knows of, and the last place that waits to be told to it. `clock` gives seconds."""

    def __init__(self, clock: Any = monotonic) -> None:
        self.clock = clock
        self.known: set[str] = set()
        self._waiting: dict[str, tuple[float, Message]] = {}

    def learn(self, state: Message) -> None:
        """Take from a state which things this seat hears of."""
        if not state["since"]:
            self.known.clear()
        self.known.update(thing["id"] for thing in state["things"])
        self.known.difference_update(state["dropped"])

    def knows(self, what: Message) -> bool:
        """Say whether this seat hears of the thing that is pointed at."""
        target = next(iter(what.values()))["target"]
        return target is None or target in self.known

    def take(self, what: Message) -> bool:
        """Keep a place until it is told, in the place of the one before; say whether this seat hears of that thing."""
        if not self.knows(what):
            return False
        self._waiting[next(iter(what))] = (self.clock(), what)
        return True

    @property
    def waits(self) -> bool:
        """Say whether there is anything to be told."""
        return bool(self._waiting)

    def next(self) -> Message | None:
        """Give what is to be told next, and forget it; None when it has become stale, or the thing is hidden by now."""
        kind = next(iter(self._waiting), None)
        if kind is None:
            return None
        since, what = self._waiting.pop(kind)
        lets_go = what[kind]["target"] is None
        return what if lets_go or (self.clock() - since < STALE and self.knows(what)) else None
