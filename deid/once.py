"""Building a list at its first use, one thread at a time, and keeping it."""

from collections.abc import Callable
from functools import cache
from threading import RLock
from typing import ParamSpec, TypeVar, cast

Asked = ParamSpec("Asked")
Built = TypeVar("Built")
LOCK = RLock()  # one for all, because lists are built out of each other


def once(build: Callable[Asked, Built]) -> Callable[Asked, Built]:
    """Give the same function, run once for each set of arguments; a thread that comes too early waits."""
    kept: dict[tuple[object, ...], Built] = {}

    def wait(*asked: Asked.args, **named: Asked.kwargs) -> Built:
        with LOCK:
            if asked not in kept:
                kept[asked] = build(*asked, **named)
            return kept[asked]

    return cast(Callable[Asked, Built], cache(wait))
