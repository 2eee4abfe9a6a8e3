"""The live stream of a timeline, where sockets are blocked: the same messages in the same order, as server-sent events.

What a client says goes by `POST …/operations/`. Each message is one event (HTML, 9.2); every `BEATS_EVERY` seconds
there is {"beat": n}, so that a dead line is noticed; {"closed": code} comes last, with the code that closes a socket.
"""

import asyncio
import json
import re
from urllib.parse import parse_qs

from channels.exceptions import StopConsumer

from accounts.access import policy
from timelines.consumers import OfInterviewer
from timelines.lines import Line
from timelines.screens import Screen
from timelines.sitter import Message

BEATS_EVERY = 5
"""Seconds."""


class _Stream(Screen, Line):
    """A screen on a stream of events."""

    async def http_request(self, message: Message) -> None:
        """Let in whom the policy lets in, and begin with what was missed since `?since=`. Raises Denied."""
        await self.come_in()
        await self.send({"type": "http.response.start", "status": 200, "headers": []})
        self._begin(self._beat())
        since = parse_qs(self.scope["query_string"].decode("latin-1")).get("since", [""])[0]
        await self.hear(json.dumps({"since": int(since) if re.fullmatch(r"[0-9]{1,18}", since) else 0}))

    async def http_disconnect(self, message: Message) -> None:
        """Stop listening: the line's end leads out."""
        raise StopConsumer

    async def pass_on(self, message: Message) -> None:
        """Send one message as an event."""
        event = f"data: {json.dumps(message, separators=(',', ':'))}\n\n".encode()
        await self.send({"type": "http.response.body", "body": event, "more_body": True})

    async def hang_up(self, code: int) -> None:
        """End the stream, and say why."""
        await self.pass_on({"closed": code})
        await self.send({"type": "http.response.body", "body": b""})

    async def _beat(self) -> None:
        beat = 0
        while not self.over:
            await asyncio.sleep(BEATS_EVERY)
            beat += 1
            self.tell({"beat": beat})


@policy("timeline", "draw")
class InterviewerStream(OfInterviewer, _Stream):
    """The interviewer's screen, by her or his session."""


@policy("own timeline", "draw")
class HerStream(_Stream):
    """Her device, by the link it joined with."""

    hers = True
