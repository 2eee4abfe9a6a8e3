"""One screen on a timeline, whatever line it is on: what it says, and what it hears.

Whether it is still welcome is looked at again also while nobody says anything (`watch.py`). What it hears comes from
the memory of the open room where that has it, else from the database.
"""

import asyncio
import logging
from abc import abstractmethod
from collections import deque
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

from django.utils import timezone, translation

from accounts.access import Denied, NotNow
from timelines import announcements, elsewhere, letterbox, queries, rules, turns, watch
from timelines.attending import Attending
from timelines.bounds import BOUNDS
from timelines.changes import Outcome
from timelines.pointing import pointed
from timelines.refusals import given_back, refusal
from timelines.rooms import ROOMS, Room
from timelines.signals import signalled
from timelines.sitter import Message, Sitter, language_of, read

ENDED = 4404
"""Code with which a socket is closed that is not, or no longer, somebody's: the page explains it."""
BROKEN = 1011
"""Code of RFC 6455 for a fault on our side."""
TOO_MUCH = 1008
"""Code of RFC 6455 for who asks too much: messages too fast, or too many sockets."""

_log = logging.getLogger(__name__)


class Screen(Attending, Sitter):
    """One screen; a consumer lends it its line: `pass_on(message)` and `hang_up(code)`."""

    over = False

    @abstractmethod
    async def pass_on(self, message: Message) -> None:
        """Send one message over the line."""

    @abstractmethod
    async def hang_up(self, code: int) -> None:
        """Close the line."""

    async def come_in(self) -> None:
        """Let in whom the policy lets in, and listen. Raises Denied."""
        self.language = language_of(self.scope)
        self.loop = asyncio.get_running_loop()
        self.turn, self.waits, self.idle = asyncio.Lock(), asyncio.Event(), asyncio.Event()
        self.idle.set()
        self.outgoing: deque[Message] = deque()
        self.stale, self.pending = False, 0
        self.hands: set[asyncio.Task[None]] = set()
        try:
            await self._in_thread(self.enter)
        except Denied:
            await self._in_thread(self._count_refusal)
            raise
        announcements.listen_here()
        BOUNDS.enter(self.who, self)
        self.room: Room = ROOMS.enter(self.pk, self)
        await elsewhere.attend(self.pk)
        watch.attend()
        self._begin(self._write())

    async def go_out(self) -> None:
        """Stop listening. Safe to repeat."""
        self.over = True
        for hand in list(getattr(self, "hands", [])):
            if hand is not asyncio.current_task():
                hand.cancel()
        ROOMS.leave(self.pk, self)
        BOUNDS.go(self.who, self)
        watch.attend()
        await elsewhere.attend(self.pk)

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        hand = self.loop.create_task(work)
        self.hands.add(hand)
        hand.add_done_callback(self.hands.discard)

    # what comes

    async def hear(self, text: str | None) -> None:
        """Answer one message; whatever words it has, it is answered and the line stays open."""
        self.heard()
        said = read(text)
        if (what := pointed(said)) is not None:
            await self._point(what)
        elif not BOUNDS.may_say(self.who):
            await self.end(TOO_MUCH)
        elif (signal := signalled(said, hers=self.hers)) is not None:
            await self._safely(self._signal, signal)
        elif "op" in said:
            await self._safely(self._operate, said["op"])
        elif "sealed" in said:
            await self._safely(self._operate_sealed, said["sealed"])
        else:
            await self._safely(self._answer, said)

    def look(self) -> None:
        """Hear that anything may be otherwise now: this screen looks for itself."""
        self._begin(self._safely(self._catch_up))

    def announced(self, message: Message) -> None:
        """Hear what another process says: where the other seat points, what it signals, or that something is new."""
        if message["type"] in {"light", "signal"}:
            if message["hers"] != self.hers:
                self._from_the_other(message)
            return
        for target, sequence in message["lost"]:
            self.overwritten(target, sequence)
        if message["sequence"] is None:
            self.look()
        else:
            self._begin(self._safely(self._read_for_all, message["sequence"]))

    def _from_the_other(self, message: Message) -> None:
        if message["type"] == "light":
            self.pointed({"point": {"target": message["target"]}})
        else:
            self.tell(message["message"])

    def make_room(self) -> None:
        """Close for a newer line of the same actor."""
        self._begin(self.end(TOO_MUCH))

    async def _point(self, what: Message) -> None:
        may = BOUNDS.may_point(self.who)
        if may is None:
            await self.end(TOO_MUCH)
        elif may and self._is_fresh() and self.pointing.knows(what):
            self.room.point(what, hers=self.hers)
            if "point" in what:  # ages of a drag are what she tells: they stay in this process
                announcements.send_point(self.pk, what["point"]["target"], hers=self.hers)

    async def _signal(self, message: Message) -> None:
        if not self._is_fresh():
            async with self.turn:
                await self._in_thread(self._welcome)
        announcements.send_signal(self.pk, message, hers=self.hers)

    async def _operate(self, said: Any, *, opened: bool = False) -> None:
        if not self._is_fresh():
            async with self.turn:
                await self._in_thread(self._welcome)
        by = self.asking.actor.link if self.hers else self.asking.actor.person
        at = timezone.now()
        try:
            who: dict[str, Any] = {"hers": self.hers, "by": by, "language": self.language}
            wanted = turns.wanted(self.timeline, said, at=at, **who)
        except rules.Unusable as why:
            with translation.override(self.language):
                self.tell(self._refused(said, why, opened=opened))
            return
        self.pending += 1
        self.idle.clear()
        turns.TURNS.soon(wanted, lambda outcome: self._settled(said, outcome, opened=opened))

    async def _operate_sealed(self, sealed: Any) -> None:
        async with self.turn:
            await self._in_thread(self._welcome)  # the room's key may be gone by now
        with translation.override(self.language):
            try:
                said = letterbox.unsealed(self.timeline, sealed)
            except (rules.Unusable, NotNow) as why:
                self.tell(self._refused(sealed, why))
                return
        await self._operate(said, opened=True)

    def _refused(self, said: Any, why: rules.Unusable | NotNow, *, opened: bool = False) -> Message:
        """Give the refusal of an operation; with what it was when it came as a letter, which only we could open."""
        name = said.get("id") if isinstance(said, dict) else None
        back = given_back(said, why, hers=self.hers) if opened else {}
        return {"refused": {"id": name if isinstance(name, str) else None, **refusal(why), **back}}

    def _settled(self, said: Any, outcome: Outcome, *, opened: bool = False) -> None:
        self.pending -= 1
        if not self.pending:
            self.idle.set()
        if self.over:
            return
        if isinstance(outcome, dict):
            self.tell({"ack": outcome})
        elif isinstance(outcome, rules.Unusable | NotNow):
            with translation.override(self.language):
                self.tell(self._refused(said, outcome, opened=opened))
        else:
            _log.warning("a screen broke: %s", type(outcome).__name__)
            self._stop()
            self._begin(self._hang_up(BROKEN))

    async def _answer(self, said: Message) -> None:
        if type(said.get("ping")) is int and "since" not in said and self._is_fresh():
            self.tell({"pong": said["ping"]})
            return
        if type(said.get("since")) is int:
            await self.idle.wait()  # what it said before comes first
        async with self.turn:
            for message in await self._in_thread(self.answer, said):
                self.tell(message)

    # what goes

    def tell(self, message: Message) -> None:
        """Let a message go out after those that wait; none once this screen was told to go."""
        self.outgoing.append(message)
        self.waits.set()

    def stir(self) -> None:
        """Hear that the room knows something new; what comes until it is told is told together."""
        self.stale = True
        self.waits.set()

    def overwritten(self, target: Any, sequence: int) -> None:
        """Tell that a change of this timeline was put under another by who had not seen it: ids and numbers only."""
        if str(target) in self.pointing.known:
            self.tell({"lost": {"target": str(target), "sequence": sequence}})

    def pointed(self, what: Message) -> None:
        """Tell where the other seat points, if this seat hears of that thing."""
        if self.pointing.take(what):
            self.waits.set()

    async def _write(self) -> None:
        while not self.over:
            await self.waits.wait()
            self.waits.clear()
            await self._safely(self._empty)

    async def _empty(self) -> None:
        while not self.over and (self.outgoing or self.stale or self.pointing.waits):
            while self.outgoing:
                await self.pass_on(self.outgoing.popleft())
            if self.stale:
                self.stale = False
                await self._say_news()
            elif (what := self.pointing.next()) is not None:
                await self.pass_on(what)

    async def _say_news(self) -> None:
        if self.sent is None:
            return
        if self._is_fresh():
            async with self.turn:  # only then is it known what this screen knows
                if self.room.sequence is not None and self.room.sequence <= self.sent:
                    return
                if (news := self.room.since(self.sent)) is not None:
                    self.tell(self._pushed(news.heard(self._seat)))  # after an older one that waits to go out
                    return
        await self._catch_up()

    async def _catch_up(self) -> None:
        async with self.turn:
            for message in await self._in_thread(self.news):
                self.tell(message)

    async def _read_for_all(self, sequence: int) -> None:
        """Read the database once for all screens of this process."""
        await self.room.read_up_to(sequence, self._read)
        self.stir()

    async def _read(self, since: int) -> Any:
        return await self._in_thread(queries.news, self.pk, since)

    async def _safely(self, does: Any, *args: Any) -> None:
        """Do it if this screen is still welcome; hang up otherwise.

        After a fault the client comes back and asks by sequence; what it had sent, it sends again.
        """
        if self.over:
            return
        try:
            await does(*args)
        except Denied:
            await self.end(ENDED)
        except Exception as fault:
            _log.warning("a screen broke: %s", type(fault).__name__)
            await self.end(BROKEN)

    async def end(self, code: int) -> None:
        """Hang up, and take and tell nothing more."""
        if not self.over:
            self._stop()
            await self._hang_up(code)

    def _stop(self) -> None:
        self.over = True
        self.outgoing.clear()
        ROOMS.leave(self.pk, self)

    async def _hang_up(self, code: int) -> None:
        with suppress(Exception):  # the client may be gone already
            await self.hang_up(code)
