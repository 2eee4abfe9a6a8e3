"""HTTP as uvicorn speaks it, with a limit and a clock on the lines before the body."""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from config.bodies import ADDRESS, HEADERS, PATIENCE

_MOST = ADDRESS + 2 * HEADERS
"""Bytes that may come before the body begins: above what config/pool.py answers itself, so that it can."""
_TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
_TOO_SLOW = b"HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"


class Careful(HttpToolsProtocol):
    """Ends a connection whose request line and headers are endless (431), or do not come to their end in time (408)."""

    patience = PATIENCE

    def connection_made(self, transport: Any) -> None:
        """Start the clock."""
        super().connection_made(transport)
        self._before_body = 0
        self._clock: asyncio.TimerHandle | None = self.loop.call_later(self.patience, self._end, _TOO_SLOW)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clock."""
        self._stop_clock()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Count what comes before the body."""
        waiting = self._clock is not None
        super().data_received(data)
        if waiting and self._clock is not None:
            self._before_body += len(data)
            if self._before_body > _MOST:
                self._end(_TOO_LARGE)

    def on_message_begin(self) -> None:
        """Start the clock for a further request of the same connection."""
        super().on_message_begin()
        if self._clock is None:
            self._before_body = 0
            self._clock = self.loop.call_later(self.patience, self._end, _TOO_SLOW)

    def on_headers_complete(self) -> None:
        """Stop the clock: from here on the pool counts."""
        self._stop_clock()
        super().on_headers_complete()

    def _stop_clock(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None

    def _end(self, answer: bytes) -> None:
        if not self.transport.is_closing():
            if self._before_body:  # a browser opens connections in advance: one that said nothing is just closed
                self.transport.write(answer)
            self.transport.close()
