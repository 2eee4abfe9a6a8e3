"""Runs a WSGI program behind an ASGI server, in a fixed pool of threads, with bodies in memory only."""

import asyncio
import io
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import unquote_to_bytes

_READ_ON = 8  # bodies up to so many times the limit are read and thrown away, so that browsers show the answer
_PLAIN_PAGE = [
    (b"content-type", b"text/html; charset=utf-8"),
    (b"content-security-policy", b"default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
                                 b"form-action 'none'; frame-ancestors 'none'"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
    (b"connection", b"close"),
]  # fmt: skip


class TooLarge(Exception):
    """The body is larger than the limit."""


class Pages:
    """An ASGI program for `http` scopes that answers with what the WSGI `program` says.

    Bodies over `largest_body` bytes are answered with 413 and the page `too_large` before the program sees anything.
    """

    def __init__(
        self, program: Callable[..., Any], *, threads: int, largest_body: int, too_large: Callable[[], str]
    ) -> None:
        self.program, self.largest_body, self.too_large = program, largest_body, too_large
        self.pool = ThreadPoolExecutor(threads, thread_name_prefix="page")

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        try:
            body = await self._body(scope, receive)
        except TooLarge:
            await _answer(send, 413, _PLAIN_PAGE, [self.too_large().encode()])
            return
        if body is not None:
            loop = asyncio.get_running_loop()
            await _answer(send, *await loop.run_in_executor(self.pool, self._run, scope, body))

    async def _body(self, scope: dict[str, Any], receive: Any) -> bytes | None:
        """Give the whole body, or None when the browser went away. Raises TooLarge."""
        said = next(
            (int(value) for name, value in scope["headers"] if name == b"content-length" and value.isdigit()), 0
        )
        if said > _READ_ON * self.largest_body:
            raise TooLarge
        parts: list[bytes] = []
        size, more = 0, True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return None
            part = message.get("body", b"")
            size, more = size + len(part), message.get("more_body", False)
            if size > _READ_ON * self.largest_body:
                raise TooLarge
            if size <= self.largest_body:
                parts.append(part)
            else:
                parts.clear()
        if size > self.largest_body:
            raise TooLarge
        return b"".join(parts)

    def _run(self, scope: dict[str, Any], body: bytes) -> tuple[int, list[tuple[bytes, bytes]], list[bytes]]:
        """Run the program in this thread. Gives status, headers and the parts of the answer."""
        said: dict[str, Any] = {}

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
            said["status"] = int(status.split(" ", 1)[0])
            said["headers"] = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]

        answer = self.program(_environ(scope, body), start)
        try:
            parts = list(answer)
        finally:
            if hasattr(answer, "close"):
                answer.close()
        return said["status"], said["headers"], parts


async def _answer(send: Any, status: int, headers: list[tuple[bytes, bytes]], parts: list[bytes]) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    for part in parts:
        await send({"type": "http.response.body", "body": part, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


def _environ(scope: dict[str, Any], body: bytes) -> dict[str, Any]:
    """Give the WSGI environment of an ASGI scope (PEP 3333); a chunked body gets its length."""
    server = scope.get("server") or ("localhost", 80)
    client = scope.get("client") or ("", 0)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"], "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope.get("raw_path", scope["path"].encode()).split(b"?")[0]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": server[0], "SERVER_PORT": str(server[1]), "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": client[0], "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"), "wsgi.input": io.BytesIO(body), "wsgi.errors": sys.stderr,
        "wsgi.multithread": True, "wsgi.multiprocess": False, "wsgi.run_once": False,
    }  # fmt: skip
    for raw, value in scope["headers"]:
        name = raw.decode("latin-1").upper().replace("-", "_")
        if name in {"CONTENT_LENGTH", "TRANSFER_ENCODING"} or "_" in raw.decode("latin-1"):
            continue
        key = name if name == "CONTENT_TYPE" else f"HTTP_{name}"
        text = value.decode("latin-1")
        environ[key] = f"{environ[key]}{'; ' if key == 'HTTP_COOKIE' else ','}{text}" if key in environ else text
    environ["CONTENT_LENGTH"] = str(len(body))
    return environ
