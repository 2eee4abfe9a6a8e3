"""Log lines without values: an exception shows its class and where it happened, never what it said.

One record is one line (places of an exception follow, indented); what others send cannot begin a line of its own.
"""

import copy
import logging
import re
import traceback
from types import TracebackType
from typing import Any
from uuid import UUID

OURS = ("config", "accounts", "audit", "checkins", "consent", "demo", "interviews", "ledger", "printing", "studies",
        "timelines", "today", "transcripts", "upkeep", "vault")  # fmt: skip
"""Loggers whose values stand in our own code, where a test reads each of them (tests/architecture/test_quiet.py)."""

_SAID_OF_TASKS = {"name", "id", "runtime"}
"""What Celery may say of a task by name; its arguments, result and exception may quote somebody's words."""
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class WithoutValues(logging.Formatter):
    """Formats a record by its constant words; of values only numbers, ids and class names, of a request its route."""

    def format(self, record: logging.LogRecord) -> str:
        """Give the line; where it would quote an exception or a request it names class or route."""
        plain = copy.copy(record)
        plain.exc_text = plain.stack_info = None  # what another formatter has made of the exception
        plain.args = _without_values(record)
        if hasattr(record, "request"):
            plain.msg, plain.args = _of_request(record), ()
        return super().format(plain)

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the name is logging's
        return _CONTROLS.sub(lambda found: found[0].encode("unicode_escape").decode(), super().formatMessage(record))

    def formatException(  # noqa: N802 - the name is logging's
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        return places(ei[0], ei[2])


def places(kind: type[BaseException] | None, trace: TracebackType | None) -> str:
    """Give the class of an exception and the place of each of its frames, one a line; empty without a class."""
    if kind is None:
        return ""
    frames = traceback.StackSummary.extract(traceback.walk_tb(trace), lookup_lines=False)
    return "\n".join([kind.__name__, *(f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames)])


def _of_request(record: logging.LogRecord) -> str:
    """Give status and route of a request; its path and its host are what somebody typed."""
    match = getattr(record.request, "resolver_match", None)  # type: ignore[attr-defined]
    return f"{getattr(record, 'status_code', '')} {match.view_name if match else 'no route'}".strip()


def _without_values(record: logging.LogRecord) -> Any:
    ours = record.name.split(".")[0] in OURS
    if isinstance(record.args, dict):
        return {name: value if name in _SAID_OF_TASKS else _plain(value, ours) for name, value in record.args.items()}
    return tuple(_plain(each, ours) for each in record.args or ())


def _plain(value: Any, ours: bool) -> Any:
    """Give what may be said of a value: numbers and ids as they are, exceptions by class, words only when ours."""
    if isinstance(value, BaseException):
        return type(value).__name__
    if isinstance(value, int | float | UUID | type(None)) or (ours and isinstance(value, str)):
        return value
    return "…"
