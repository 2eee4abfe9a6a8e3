"""The live socket of a timeline: one seat for the interviewer, one for her device.

A client says {"op": …}, {"since": n} or {"ping": n}; it hears {"ack": …}, {"refused": …}, {"state": …}, {"pong": n} or
{"error": words}; the interviewer also {"device": how it stands}. Further kinds of message can be added beside these.
Each seat reads the database for itself, so what one seat may see can differ from what the other may.
"""

import asyncio
import json
import logging
from contextlib import suppress
from datetime import datetime
from importlib import import_module
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.contrib.auth import get_user
from django.utils import timezone, translation

from accounts import refusals
from accounts.access import Actor, Asks, Denied, NotNow, actor_of, asks, policy
from timelines import announcements, queries, reading, rules, seats, services
from timelines.bounds import BOUNDS
from timelines.models import Timeline
from timelines.refusals import refusal
from timelines.rules import Seat

ENDED = 4404
"""Code with which a socket is closed that is not, or no longer, somebody's: the page explains it."""
BROKEN = 1011
"""Code of RFC 6455 for a fault on our side."""
TOO_MUCH = 1008
"""Code of RFC 6455 for who asks too much: messages too fast, or too many sockets."""
NO_TEXT = 1007
"""Code of RFC 6455 for what is no text."""
LONGEST_MESSAGE = 8 * 1024
"""Characters of one message."""
LOOKS_EVERY = 1.5
"""Seconds after which a socket looks by itself whether it is still welcome and has missed something.

Less than the two seconds that are promised: looking takes its time as well.
"""

_log = logging.getLogger(__name__)
Message = dict[str, Any]


class _Seat(AsyncWebsocketConsumer):
    """One screen on a timeline."""

    hers = False
    policy: tuple[str, str]
    sent: int | None = None
    """Sequence up to which this screen knows everything; None until it asks."""

    async def connect(self) -> None:
        """Let in whom the policy lets in, and listen to announcements."""
        self.language = _language(self.scope)
        self.turn, self.watch, self.over = asyncio.Lock(), None, False
        self.loop = asyncio.get_running_loop()
        self.who: tuple[Any, UUID] | None = None  # whose bounds count
        try:
            await self._in_thread(self.enter)
        except Denied:
            await self._in_thread(self._count_refusal)
            await self.close(code=ENDED)
            return
        announcements.listen_here()
        BOUNDS.enter(self.who, self)
        await self.channel_layer.group_add(announcements.group(self.pk), self.channel_name)
        await self.accept()
        self.watch = asyncio.create_task(self._look_now_and_then())

    async def disconnect(self, code: int) -> None:
        """Stop listening."""
        if self.watch is not None:
            self.watch.cancel()
        BOUNDS.go(self.who, self)
        await self.channel_layer.group_discard(announcements.group(self.pk), self.channel_name)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Answer one message; whatever words it has, it is answered and the socket stays open."""
        if bytes_data is not None:
            await self._end(NO_TEXT)
            return
        if not BOUNDS.may_say(self.who):
            await self._end(TOO_MUCH)
            return
        await self._say_what(self.answer, text_data)

    async def look(self, event: Message) -> None:
        """Hear that there is something new."""
        await self._say_what(self.news)

    def make_room(self) -> None:
        """Close for a newer socket of the same actor."""
        self.loop.create_task(self._end(TOO_MUCH))

    async def _look_now_and_then(self) -> None:
        while not self.over:
            await asyncio.sleep(LOOKS_EVERY)
            await self._say_what(self.news)

    async def _end(self, code: int) -> None:
        self.over = True
        with suppress(Exception):  # the client may be gone already
            await self.close(code=code)

    async def _say_what(self, gives: Any, *args: Any) -> None:
        """Say what `gives` gives, in its turn, if this seat is still welcome; close it otherwise.

        After a fault the client comes back and asks by sequence; what it had sent, it sends again.
        """
        async with self.turn:
            if self.over:
                return
            try:
                for message in await self._in_thread(gives, *args):
                    await self._say(message)
            except Denied:
                await self._end(ENDED)
            except Exception as fault:
                _log.warning("a socket broke: %s", type(fault).__name__)
                await self._end(BROKEN)

    async def _say(self, message: Message) -> None:
        await self.send(text_data=json.dumps(message, separators=(",", ":")))

    async def _in_thread(self, work: Any, *args: Any) -> Any:
        return await database_sync_to_async(self._speaking)(work, *args)

    # from here on in a thread of the database

    def _speaking(self, work: Any, *args: Any) -> Any:
        with translation.override(self.language):
            return work(*args)

    def _actor(self, at: datetime) -> Actor:
        """Give who asks now, by the session as it is now."""
        engine = import_module(settings.SESSION_ENGINE)
        session = engine.SessionStore(self.scope["session"].session_key)
        return actor_of(session, get_user(SimpleNamespace(session=session)), at)  # type: ignore[arg-type]

    def _asks(self) -> Asks:
        """Give who asks now. Raises Denied."""
        at = timezone.now()
        return asks(self._actor(at), *self.policy, at)

    def _count_refusal(self) -> None:
        at = timezone.now()
        refusals.count(self._actor(at), self.policy[0], at)

    @property
    def pk(self) -> UUID:
        """The timeline's id, as the address names it."""
        pk: UUID = self.scope["url_route"]["kwargs"]["pk"]
        return pk

    def _timeline(self, asking: Asks) -> Timeline:
        return queries.timeline(asking, self.pk)

    def enter(self) -> None:
        """Look whether this seat is somebody's. Raises Denied."""
        asking = self._asks()
        if self.hers:
            seats.hers(asking, self.scope["cookies"])
        timeline = self._timeline(asking)
        self.who = (asking.actor.link if self.hers else asking.actor.person, self.pk)
        self.told = self._device(timeline, asking.at)
        if not self.hers:
            services.look(timeline, by=asking.actor.id, at=asking.at)

    def answer(self, text: str | None) -> list[Message]:
        """Give what is said to a message. Raises Denied."""
        asking = self._asks()
        timeline = self._timeline(asking)
        said = _read(text)
        if "op" in said:
            return [self._apply(timeline, said["op"], asking)]
        if type(said.get("since")) is int:
            return [self._state(timeline, said["since"])]
        if type(said.get("ping")) is int:
            return [{"pong": said["ping"]}]
        return [{"error": str(rules.Malformed.words)}]

    def _apply(self, timeline: Timeline, said: Any, asking: Asks) -> Message:
        actor = asking.actor
        by = actor.link if self.hers else actor.person
        try:
            return {"ack": services.apply(timeline, said, hers=self.hers, by=by, at=asking.at)}  # type: ignore[arg-type]
        except (rules.Unusable, NotNow) as why:
            name = said.get("id") if isinstance(said, dict) else None
            return {"refused": {"id": name if isinstance(name, str) else None, **refusal(why)}}

    def _state(self, timeline: Timeline, since: int) -> Message:
        state = queries.state(timeline, Seat.HERS if self.hers else Seat.INTERVIEWER, since)
        self.sent = state["sequence"]
        return {"state": state}

    def news(self) -> list[Message]:
        """Give what this seat has missed; it looks by itself every `LOOKS_EVERY` seconds. Raises Denied."""
        asking = self._asks()
        timeline = self._timeline(asking)
        news = []
        if self.sent is not None and timeline.sequence != self.sent:
            news.append(self._state(timeline, self.sent))
        if self.told != (device := self._device(timeline, asking.at)):
            self.told = device
            news.append({"device": device})
        return news

    def _device(self, timeline: Timeline, at: datetime) -> Message | None:
        """Give how it stands with her device, on the screen that asks for it."""
        return None


@policy("timeline", "draw")
class InterviewerSeat(_Seat):
    """The interviewer's screen, by her or his session."""

    def _device(self, timeline: Timeline, at: datetime) -> Message | None:
        device = queries.device_of(timeline, at)
        return {"standing": device.standing, "link": str(device.link) if device.link else None}


@policy("own timeline", "draw")
class HerSeat(_Seat):
    """Her device, by the link it joined with."""

    hers = True


def _read(text: str | None) -> Message:
    """Give the message, or an empty one when it is none of ours."""
    if text is None or len(text) > LONGEST_MESSAGE:
        return {}
    with suppress(reading.NotJson):
        said = reading.strictly(text)
        return said if isinstance(said, dict) else {}
    return {}


def _language(scope: Message) -> str:
    """Give the language that the page states in the address; English when it states none."""
    stated = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("language", [""])[0]
    try:
        return translation.get_supported_language_variant(stated)
    except LookupError:
        return "en"
