"""The live socket of a timeline: one seat for the interviewer, one for her device.

A client says {"op": …}, {"sealed": …}, {"since": n}, {"point": …}, {"drag": …} or {"ping": n}; it hears {"ack": …},
{"refused": …}, {"state": …}, {"lost": …}, {"point": …}, {"drag": …}, {"pong": n} or {"error": words}; the interviewer
also {"device": how it stands}. Hers says {"signal": …} and the interviewer's answers {"seen": …}.
Further kinds of message can be added beside these.
"""

import json
from datetime import datetime

from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer

from accounts.access import Denied, policy
from timelines import queries
from timelines.bounds import BOUNDS as BOUNDS  # those that count here
from timelines.lines import Line
from timelines.models import Timeline
from timelines.screens import BROKEN, ENDED, TOO_MUCH, Screen
from timelines.sitter import Message
from timelines.watch import LOOKS_EVERY

__all__ = ["BOUNDS", "BROKEN", "ENDED", "LOOKS_EVERY", "NO_TEXT", "TOO_MUCH", "HerSeat", "InterviewerSeat"]
NO_TEXT = 1007
"""Code of RFC 6455 for what is no text."""


class _Socket(Screen, Line, AsyncWebsocketConsumer):
    """A screen on a socket."""

    async def connect(self) -> None:
        """Let in whom the policy lets in."""
        try:
            await self.come_in()
        except Denied:
            await self.close(code=ENDED)
            return
        try:
            await self.accept()
        except Exception:  # the client has gone meanwhile, and nobody will say so again
            await self.go_out()
            raise StopConsumer from None

    async def disconnect(self, code: int) -> None:
        """Stop listening."""
        await self.go_out()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Answer one message."""
        if bytes_data is not None:
            await self.end(NO_TEXT)
        elif not self.over:
            await self.hear(text_data)

    async def pass_on(self, message: Message) -> None:
        """Send one message as JSON."""
        await self.send(text_data=json.dumps(message, separators=(",", ":")))

    async def hang_up(self, code: int) -> None:
        """Close the socket."""
        await self.close(code=code)


class OfInterviewer:
    """What the interviewer's screen hears besides: how it stands with her device."""

    def _device(self, timeline: Timeline, at: datetime) -> Message | None:
        device = queries.device_of(timeline, at)
        return {"standing": device.standing, "link": str(device.link) if device.link else None}


@policy("timeline", "draw")
class InterviewerSeat(OfInterviewer, _Socket):
    """The interviewer's screen, by her or his session."""


@policy("own timeline", "draw")
class HerSeat(_Socket):
    """Her device, by the link it joined with."""

    hers = True
