"""The addresses of event streams: long answers, so they run on the loop beside the sockets, in no page's thread."""

import re
from collections.abc import Callable
from typing import Any

from accounts.access import Denied
from config import headers
from config.joining import found
from config.origins import is_ours
from config.pool import plain_page

_STREAM = re.compile(rb"/live/[0-9a-f-]{36}/(hers/)?events/")
EVENTS = "text/event-stream; charset=utf-8"


def is_stream(scope: dict[str, Any]) -> bool:
    """Say whether a connection asks for one."""
    path = scope.get("raw_path", scope["path"].encode()).split(b"?")[0]
    return scope["method"] == "GET" and _STREAM.fullmatch(path) is not None


class Streams:
    """Runs `program` for who asks from a page of this site; who is denied gets `page(404)`, like everybody else."""

    def __init__(self, program: Any, page: Callable[[int], str]) -> None:
        self.program, self.page = program, page

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        https = scope.get("scheme") == "https"

        async def sending(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message = message | {"headers": [*headers.raw(EVENTS, https=https), (b"x-accel-buffering", b"no")]}
            await send(message)

        said = {name: value.decode("latin-1") for name, value in scope["headers"]}
        try:
            if said.get(b"sec-fetch-site", "same-origin") != "same-origin":
                raise Denied
            if not is_ours(said.get(b"host", "")) or not found(scope["path"], said[b"host"], secure=https):
                raise Denied
            await self.program(scope, receive, sending)
        except Denied:
            await send({"type": "http.response.start", "status": 404, "headers": plain_page(scope)})
            await send({"type": "http.response.body", "body": self.page(404).encode()})
