"""What is said of a fault that nobody caught: its class and where it happened, never what it said.

An exception's message, its locals and the arguments of its frames may quote somebody's words. Every hook by which
Python tells of a fault on its own leads here, and so does Django's own report.
"""

import asyncio
import logging
import sys
import threading
from types import TracebackType
from typing import Any

from django.http import HttpRequest

from config.logs import places

_log = logging.getLogger(__name__)


def take_over() -> None:
    """Lead what nobody caught, in any thread, and what Python cannot raise, to a line without values."""
    sys.excepthook = _nobody_caught
    sys.unraisablehook = lambda told: _say("cannot be raised", told.exc_type, told.exc_traceback)
    threading.excepthook = _in_a_thread


def take_over_loop(loop: asyncio.AbstractEventLoop) -> None:
    """Do the same for what tasks of `loop` end with; asyncio's own line would quote the exception. Safe to repeat."""
    loop.set_exception_handler(_in_the_loop)


class Reporter:
    """Django's report of an exception (DEFAULT_EXCEPTION_REPORTER), for whichever handler asks for one."""

    def __init__(
        self, request: HttpRequest | None, kind: type[BaseException] | None, fault: BaseException | None,
        trace: TracebackType | None, is_email: bool = False,
    ) -> None:  # fmt: skip
        self.kind, self.trace = kind, trace

    def get_traceback_text(self) -> str:
        """Give the class and the places."""
        return places(self.kind, self.trace)

    get_traceback_html = get_traceback_text


def _nobody_caught(kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        _say("nobody caught", kind, trace)


def _in_a_thread(told: threading.ExceptHookArgs) -> None:
    if told.exc_type is not SystemExit:
        _say("a thread ended by", told.exc_type, told.exc_traceback)


def _in_the_loop(loop: asyncio.AbstractEventLoop, told: dict[str, Any]) -> None:
    fault = told.get("exception")
    if fault is None:
        _log.error("a task ended in disorder")
    else:
        tell("a task ended by", fault)


def tell(what: str, fault: BaseException) -> None:
    """Write one line about a fault that was caught: `what`, a constant, and its class; then the places."""
    _say(what, type(fault), fault.__traceback__)


def _say(what: str, kind: type[BaseException] | None, trace: TracebackType | None) -> None:
    _log.error("%s %s", what, kind.__name__ if kind else "something else", exc_info=_bare(kind, trace))


def _bare(kind: type[BaseException] | None, trace: TracebackType | None) -> Any:
    """Give an exc_info that holds no exception: whoever formats it finds nothing to quote."""
    return (kind, None, trace) if kind else None
