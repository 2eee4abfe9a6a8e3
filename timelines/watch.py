"""Whether something came by which a screen may be no longer welcome: asked once for all screens of a process.

Whatever a look through the door depends on is read here as bare facts. While those of a screen are what they were just
before it was last found welcome, it still is. Otherwise it looks through the door itself, as when it came in.
"""

import asyncio
import logging
from collections.abc import Collection
from datetime import datetime
from time import monotonic
from typing import Any, Protocol
from uuid import UUID
from weakref import WeakKeyDictionary

from channels.db import database_sync_to_async
from django.utils import timezone

from accounts.queries import facts_of_sessions
from consent.queries import proofs
from studies.queries import facts_of_cases
from timelines.models import ShareLink, Timeline
from timelines.queries import ASKS_FOR, HERE_FOR
from timelines.rooms import ROOMS

LOOKS_EVERY = 1.2
"""Seconds between two looks for facts; with what a screen is believed for, less than the two that are promised."""
SOON = 0.1
"""Seconds in which a screen hears what is committed; who has not looks for it."""
Facts = tuple[Any, ...]
_log = logging.getLogger(__name__)


class Watched(Protocol):
    """A screen, as far as it is watched."""

    pk: UUID
    sent: int | None
    facts: Facts | None
    key: str
    loop: asyncio.AbstractEventLoop
    over: bool

    def believe(self, since: float) -> None: ...
    def look(self) -> None: ...
    def notice(self) -> None: ...


def read(screens: Collection[Any], at: datetime) -> dict[Any, tuple[int, Facts]]:
    """Give for each screen whose timeline is there its sequence and its facts. A fixed number of queries."""
    rows = Timeline.objects.filter(pk__in={one.pk for one in screens}).values_list(
        "pk", "participant", "sequence", "open_since", "sealed_for", "participant__study", "participant__centre"
    )
    timelines = {pk: (her, sequence, facts) for pk, her, sequence, *facts in rows}
    sessions = facts_of_sessions({one.key for one in screens}, at)
    acts = proofs([her for her, _sequence, _facts in timelines.values()])
    people = {facts[0] for facts in sessions.values() if facts[0]}
    team, cases, days = facts_of_cases(people, acts, at)
    links = _links(timelines, at)
    found: dict[Any, tuple[int, Facts]] = {}
    for one in screens:
        if one.pk in timelines and (session := sessions.get(one.key)):
            her, sequence, facts = timelines[one.pk]
            of_people = session, team.get(session[0]), cases.get(her), acts[her], days
            found[one] = sequence, (her, *facts, *of_people, links.get(one.pk))
    return found


def _links(timelines: Collection[UUID], at: datetime) -> dict[UUID, list[Facts]]:
    found: dict[UUID, list[Facts]] = {}
    rows = ShareLink.objects.filter(timeline__in=timelines).order_by("pk").values_list(
        "timeline", "joined_at", "confirmed_at", "joinable_until", "pk", "closed_at", "alone", "digits", "tries"
    )  # fmt: skip
    for timeline, joined, confirmed, until, *others in rows:
        standing = joined and joined > at - ASKS_FOR, confirmed and confirmed > at - HERE_FOR, until > at
        found.setdefault(timeline, []).append((joined, confirmed, until, *standing, *others))
    return found


class Watch:
    """Looks for all screens of this process, on the running loop, as long as there are any."""

    def __init__(self) -> None:
        self._rounds: asyncio.Task[None] | None = None

    def attend(self) -> None:
        """Watch exactly as long as a screen is connected here. Safe to repeat."""
        if ROOMS.are_open() and (self._rounds is None or self._rounds.done()):
            self._rounds = asyncio.create_task(self._go_round())
        elif not ROOMS.are_open() and self._rounds is not None:
            self._rounds.cancel()
            self._rounds = None

    async def _go_round(self) -> None:
        while True:
            await asyncio.sleep(LOOKS_EVERY)
            screens = [one for one in ROOMS.screens() if one.loop is asyncio.get_running_loop()]
            for one in screens:
                one.notice()
            try:
                await self._round(screens)
            except Exception as fault:
                _log.warning("a look for all failed: %s", type(fault).__name__)
                for one in screens:
                    one.look()

    async def _round(self, screens: list[Any]) -> None:
        began = monotonic()
        found = await database_sync_to_async(read)(screens, timezone.now())
        for one in screens:
            sequence, facts = found.get(one, (0, None))
            if facts is not None and facts == one.facts:
                one.believe(began)
            else:
                one.facts = facts  # from before it looks: what comes between the two is another fact next time
                one.look()
        behind = [one for one in screens if one in found and _is_behind(one, found[one][0])]
        if behind:
            await asyncio.sleep(SOON)
        for one in behind:
            if _is_behind(one, found[one][0]):
                one.look()


def _is_behind(screen: Watched, sequence: int) -> bool:
    return not screen.over and screen.sent is not None and screen.sent < sequence


_watches: WeakKeyDictionary[asyncio.AbstractEventLoop, Watch] = WeakKeyDictionary()


def attend() -> None:
    """Watch, on the running loop, exactly as long as a screen is connected here. Safe to repeat."""
    _watches.setdefault(asyncio.get_running_loop(), Watch()).attend()
