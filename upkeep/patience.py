"""Looks into folders that may hang, such as a share that is away: a page waits a moment, and no second thread does."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYet
from typing import Any, TypeVar

T = TypeVar("T")
SECONDS = 2.0
_guard = threading.Lock()
_looks: dict[str, Future[Any]] = {}


class Hangs(OSError):
    """A folder does not answer."""


def look(what: str, do: Callable[[], T]) -> T:
    """Give what `do` gives, called in a thread of its own; while one look for `what` goes on, that one is waited for.

    `do` asks no database. Raises Hangs after `SECONDS`, and whatever `do` raises.
    """
    with _guard:
        found = _looks.get(what)
        if found is None or found.done():
            found = _looks[what] = Future()
            threading.Thread(target=_run, args=[found, do], name=f"look at {what}", daemon=True).start()
    try:
        return found.result(SECONDS)
    except NotYet:
        raise Hangs from None


def _run(found: Future[T], do: Callable[[], T]) -> None:
    try:
        found.set_result(do())
    except Exception as failed:
        found.set_exception(failed)
