"""Runs a WSGI program behind an ASGI server, in a fixed pool of threads, with bodies in memory only."""

import asyncio
import io
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any
from urllib.parse import unquote_to_bytes

from config import headers
from config.bodies import ADDRESS, HEADERS, LINE, PATIENCE, READ_ON, WHOLE, Limit, fields, limit_of

_CARRY_A_BODY = {"POST", "PUT", "PATCH"}


def plain_page(scope: dict[str, Any]) -> list[tuple[bytes, bytes]]:
    """Give the headers of a page that is answered outside Django; the connection ends with it."""
    https = scope.get("scheme") == "https"
    return [*headers.raw("text/html; charset=utf-8", https=https), (b"connection", b"close")]


class Refused(Exception):
    """A request that is answered with `status` before the program sees it; up to `read_on` bytes are thrown away."""

    def __init__(self, status: int, read_on: int = 0) -> None:
        super().__init__(status)
        self.status, self.read_on = status, read_on


class Gone(Exception):
    """The browser went away in the middle."""


class Pages:
    """An ASGI program for `http` scopes that answers with what the WSGI `program` says.

    A request over the limits of its address (`limits`, by default those of config/bodies.py) is answered with 413, 414,
    431 or 400, and `page(status)`, before the program sees anything; so is one that is slow (408), does not say
    whether it has a body (411), or says another length than it has (400).
    """

    def __init__(
        self, program: Callable[..., Any], *, threads: int, page: Callable[[int], str],
        limits: Callable[[bytes], Limit] = limit_of, patience: float = PATIENCE,
    ) -> None:  # fmt: skip
        self.program, self.page, self.limits, self.patience = program, page, limits, patience
        self.pool = ThreadPoolExecutor(threads, thread_name_prefix="page")

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        try:
            body = await self._body(scope, receive)
        except Refused as refused:
            await self._refuse(refused, scope, receive, send)
        except Gone:
            return
        else:
            loop = asyncio.get_running_loop()
            await _answer(send, *await loop.run_in_executor(self.pool, self._run, scope, body))

    async def _body(self, scope: dict[str, Any], receive: Any) -> bytes:
        """Give the whole body. Raises Refused or Gone."""
        path = scope.get("raw_path", scope["path"].encode()).split(b"?")[0]
        limit, said = self.limits(path), _said(scope)
        if said is not None and said > limit.body:
            raise Refused(413, READ_ON * limit.body if said <= READ_ON * limit.body else 0)
        try:
            body = await asyncio.wait_for(self._read(receive, limit.body), WHOLE)
        except TimeoutError:
            raise Refused(408) from None
        if said is not None and said != len(body):
            raise Refused(400)
        if fields(_header(scope, b"content-type") or b"", body) > limit.fields:
            raise Refused(400)
        return body

    async def _read(self, receive: Any, most: int) -> bytes:
        """Read up to `most` bytes, waiting for each part only so long. Raises Refused, Gone or TimeoutError."""
        parts: list[bytes] = []
        size, more = 0, True
        while more:
            message = await asyncio.wait_for(receive(), self.patience)
            if message["type"] == "http.disconnect":
                raise Gone
            part = message.get("body", b"")
            size, more = size + len(part), message.get("more_body", False)
            if size > most:
                raise Refused(413, READ_ON * most - size if more else 0)
            parts.append(part)
        return b"".join(parts)

    async def _refuse(self, refused: Refused, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Answer at once; then throw away what still comes, within bounds, or a browser would show a cut connection."""
        page = self.page(refused.status).encode()
        said = [*plain_page(scope), (b"content-length", str(len(page)).encode())]
        await send({"type": "http.response.start", "status": refused.status, "headers": said})
        await send({"type": "http.response.body", "body": page, "more_body": True})
        with suppress(TimeoutError):
            await asyncio.wait_for(_throw_away(receive, refused.read_on), self.patience)
        await send({"type": "http.response.body", "body": b""})

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


def _header(scope: dict[str, Any], wanted: bytes) -> bytes | None:
    return next((value for name, value in scope["headers"] if name == wanted), None)


def _said(scope: dict[str, Any]) -> int | None:
    """Give the length that a request says it has; None when it comes in pieces. Raises Refused."""
    if len(scope.get("raw_path", b"")) + len(scope["query_string"]) > ADDRESS:
        raise Refused(414)
    sizes = [len(name) + len(value) for name, value in scope["headers"]]
    if max(sizes, default=0) > LINE or sum(sizes) > HEADERS:
        raise Refused(431)
    said = _header(scope, b"content-length")
    if said is not None:
        if not said.isdigit() or len(said) > 18:
            raise Refused(400)
        return int(said)
    if _header(scope, b"transfer-encoding") is not None:
        return None
    if scope["method"] in _CARRY_A_BODY:
        raise Refused(411)
    return 0


async def _throw_away(receive: Any, most: int) -> None:
    """Read and forget up to `most` bytes."""
    while most > 0:
        message = await receive()
        most -= len(message.get("body", b""))
        if message["type"] == "http.disconnect" or not message.get("more_body", False):
            return


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
    return environ | _by_name(scope["headers"]) | {"CONTENT_LENGTH": str(len(body))}


def _by_name(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Give headers by the names that they have in an environment, but for what is said of the body's length."""
    found: dict[str, str] = {}
    for raw, value in headers:
        name = raw.decode("latin-1").upper().replace("-", "_")
        if name in {"CONTENT_LENGTH", "TRANSFER_ENCODING"} or b"_" in raw:
            continue
        key, text = name if name == "CONTENT_TYPE" else f"HTTP_{name}", value.decode("latin-1")
        found[key] = f"{found[key]}{'; ' if key == 'HTTP_COOKIE' else ','}{text}" if key in found else text
    return found
