"""HTTP and WebSocket as uvicorn speaks them: with a limit and a clock on what comes before a body, and with the headers
of every other answer on what no program sees."""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from config import headers
from config.bodies import ADDRESS, HEADERS, PATIENCE

_MOST = ADDRESS + 2 * HEADERS
"""Bytes that may come before the body begins: above what config/pool.py answers itself, so that it can."""
_PLAIN = "text/plain; charset=utf-8"


def _last_words(status: str, words: str = "", *, https: bool = False) -> bytes:
    """Give an answer after which the connection ends."""
    said = [*headers.raw(_PLAIN, https=https), (b"content-length", str(len(words)).encode()), (b"connection", b"close")]
    lines = [f"HTTP/1.1 {status}".encode(), *(name + b": " + value for name, value in said), b"", words.encode()]
    return b"\r\n".join(lines)


class Careful(HttpToolsProtocol):
    """Ends a connection whose request line and headers are endless (431), or do not come to their end in time (408)."""

    patience = PATIENCE

    def connection_made(self, transport: Any) -> None:
        """Start the clock."""
        super().connection_made(transport)
        self._before_body = 0
        self._clock: asyncio.TimerHandle | None = self.loop.call_later(self.patience, self._end, "408 Request Timeout")

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
                self._end("431 Request Header Fields Too Large")

    def on_message_begin(self) -> None:
        """Start the clock for a further request of the same connection."""
        super().on_message_begin()
        if self._clock is None:
            self._before_body = 0
            self._clock = self.loop.call_later(self.patience, self._end, "408 Request Timeout")

    def on_headers_complete(self) -> None:
        """Stop the clock: from here on the pool counts."""
        self._stop_clock()
        super().on_headers_complete()

    def _stop_clock(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None

    def _end(self, status: str) -> None:
        if not self.transport.is_closing():
            if self._before_body:  # a browser opens connections in advance: one that said nothing is just closed
                self.transport.write(_last_words(status, https=self.scheme == "https"))
            self.transport.close()

    def send_400_response(self, msg: str) -> None:
        """Say that this is no request, and close."""
        self.transport.write(_last_words("400 Bad Request", msg, https=self.scheme == "https"))
        self.transport.close()


class Sockets(WebSocketsSansIOProtocol):
    """WebSocket (RFC 6455) whose refusals are closed like every other answer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        send = self.conn.send_response

        def send_closed(response: Any) -> None:
            if response.status_code != 101:
                for name, value in headers.raw(_PLAIN, https=self.scheme == "wss"):
                    if name.decode() in response.headers:
                        del response.headers[name.decode()]
                    response.headers[name.decode()] = value.decode()
            send(response)

        self.conn.send_response = send_closed  # type: ignore[method-assign]
