"""Log lines without values: an exception shows its class and where it happened, never what it said."""

import logging
import traceback
from types import TracebackType


class WithoutValues(logging.Formatter):
    """Formats an exception as class names and places; messages and source lines may quote somebody's words."""

    def formatException(  # noqa: N802 - the name is logging's
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        if ei[0] is None:
            return ""
        frames = traceback.extract_tb(ei[2])
        places = [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        return "\n".join([ei[0].__name__, *places])
