"""The addresses of event streams: long answers, so they run on the loop beside the sockets, in no page's thread."""

import re
from collections.abc import Callable
from typing import Any

from accounts.access import Denied
from config import headers
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
        async def sending(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message = message | {"headers": [*headers.raw(EVENTS), (b"x-accel-buffering", b"no")]}
            await send(message)

        said = dict(scope["headers"])
        try:
            if said.get(b"sec-fetch-site", b"same-origin") != b"same-origin":
                raise Denied
            await self.program(scope, receive, sending)
        except Denied:
            await send({"type": "http.response.start", "status": 404, "headers": plain_page()})
            await send({"type": "http.response.body", "body": self.page(404).encode()})
