"""Log lines without values: an exception shows its class and where it happened, never what it said."""

import copy
import logging
import traceback
from types import TracebackType
from typing import Any

_QUOTING = {"exc", "traceback", "return_value", "args", "kwargs"}
"""What Celery hands to its log lines that may quote somebody's words."""


class WithoutValues(logging.Formatter):
    """Formats an exception as class names and places; messages and source lines may quote somebody's words."""

    def format(self, record: logging.LogRecord) -> str:
        """Give the line; where it would quote an exception it names its class."""
        plain = copy.copy(record)
        plain.exc_text = None  # what another formatter has made of the exception
        plain.args = _without_values(record.args)
        return super().format(plain)

    def formatException(  # noqa: N802 - the name is logging's
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        if ei[0] is None:
            return ""
        frames = traceback.extract_tb(ei[2])
        places = [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        return "\n".join([ei[0].__name__, *places])


def _without_values(args: Any) -> Any:
    if isinstance(args, dict):
        return {name: "" if name in _QUOTING else value for name, value in args.items()}
    return tuple(type(each).__name__ if isinstance(each, BaseException) else each for each in args or ())
