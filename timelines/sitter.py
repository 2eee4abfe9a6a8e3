"""Who sits before a screen, and what that seat may hear: all of it asked in a thread of the database.

A screen that was found welcome is believed for `BELIEVED_FOR` seconds, and longer while `watch.py` finds that nothing
has come by which it is not; then it is looked at again. What it hears goes
through `rules.heard` for its own seat.
"""

from contextlib import suppress
from datetime import datetime
from importlib import import_module
from time import monotonic
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

from channels.db import database_sync_to_async
from django.conf import settings
from django.contrib.auth import get_user
from django.utils import timezone, translation

from accounts import refusals
from accounts.access import Actor, Asks, actor_of, asks
from timelines import queries, reading, rules, seats, services, watch
from timelines.models import Timeline
from timelines.pointing import Pointing
from timelines.rules import Seat

LONGEST_MESSAGE = 8 * 1024
"""Characters of one message."""
BELIEVED_FOR = 1.5
"""Seconds for which what was found is believed. Less than the two that are promised: looking takes its time."""

Message = dict[str, Any]


class Sitter:
    """The seat of one screen: who asks, whether they are still welcome, and what they are told."""

    hers = False
    policy: tuple[str, str]
    scope: Any
    sent: int | None = None
    """Sequence up to which this screen knows everything; None until it asks."""
    welcome_at = float("-inf")  # of the clock of `monotonic`
    who: tuple[Any, UUID] | None = None  # whose bounds count
    facts: tuple[Any, ...] | None = None  # from just before it was last found welcome (`watch.py`)
    language: str

    async def _in_thread(self, work: Any, *args: Any) -> Any:
        return await database_sync_to_async(self._speaking)(work, *args)

    def _speaking(self, work: Any, *args: Any) -> Any:
        with translation.override(self.language):
            return work(*args)

    def _actor(self, at: datetime) -> Actor:
        """Give who asks now, by the session as it is now."""
        engine = import_module(settings.SESSION_ENGINE)
        session = engine.SessionStore(self.key)
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

    @property
    def key(self) -> str:
        """The key of the session."""
        return str(self.scope["session"].session_key)

    def believe(self, since: float) -> None:
        """Take it as found welcome at `since`, of the clock of `monotonic`: nothing has come by which it is not."""
        self.welcome_at = max(self.welcome_at, since)

    @property
    def _seat(self) -> Seat:
        return Seat.HERS if self.hers else Seat.INTERVIEWER

    def _is_fresh(self) -> bool:
        return monotonic() - self.welcome_at < BELIEVED_FOR

    def _welcome(self) -> Timeline:
        """Look whether this seat is still somebody's, and remember it for a moment. Raises Denied."""
        began, asking = monotonic(), self._asks()
        self.timeline = queries.timeline(asking, self.pk)
        self.asking, self.welcome_at = asking, began
        return self.timeline

    def enter(self) -> None:
        """Look whether this seat is somebody's. Raises Denied."""
        self.pointing = Pointing()
        _sequence, self.facts = watch.read([self], timezone.now()).get(self, (0, None))
        timeline, asking = self._welcome(), self.asking
        if self.hers:
            seats.hers(asking, self.scope["cookies"])
        self.who = (asking.actor.link if self.hers else asking.actor.person, self.pk)
        self.told = self._device(timeline, asking.at)
        if not self.hers:
            services.look(timeline, by=asking.actor.id, at=asking.at)

    def answer(self, said: Message) -> list[Message]:
        """Give what is said to a message that is no operation. Raises Denied."""
        timeline = self._welcome()
        if type(said.get("since")) is int:
            if self.sent is None and said["since"] > 0:  # the line is new, what its client knows is not
                self.pointing.known |= queries.heard_of(timeline, self._seat)
            return [self._told(queries.state(timeline, self._seat, said["since"]))]
        if type(said.get("ping")) is int:
            return [{"pong": said["ping"]}]
        return [{"error": str(rules.Malformed.words)}]

    def _pushed(self, state: Message) -> Message:
        """Give a state nobody asked for: it names only what this screen was told of before."""
        return self._told(state | {"dropped": [one for one in state["dropped"] if one in self.pointing.known]})

    def _told(self, state: Message) -> Message:
        self.sent = state["sequence"]
        self.pointing.learn(state)
        return {"state": state}

    def news(self) -> list[Message]:
        """Give what this seat has missed. Raises Denied."""
        timeline = self._welcome()
        news = []
        if self.sent is not None and timeline.sequence > self.sent:
            news.append(self._pushed(queries.state(timeline, self._seat, self.sent)))
        if self.told != (device := self._device(timeline, self.asking.at)):
            self.told = device
            news.append({"device": device})
        return news

    def _device(self, timeline: Timeline, at: datetime) -> Message | None:
        """Give how it stands with her device, on the screen that asks for it."""
        return None


def read(text: str | None) -> Message:
    """Give the message, or an empty one when it is none of ours."""
    if text is None or len(text) > LONGEST_MESSAGE:
        return {}
    with suppress(reading.NotJson):
        said = reading.strictly(text)
        return said if isinstance(said, dict) else {}
    return {}


def language_of(scope: Message) -> str:
    """Give the language that the page states in the address; English when it states none."""
    stated = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("language", [""])[0]
    try:
        return translation.get_supported_language_variant(stated)
    except LookupError:
        return "en"
