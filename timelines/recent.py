"""What an open room knows of what is new: of each thing only how it stands now. In memory only."""

from collections.abc import Sequence
from itertools import takewhile
from typing import Any
from uuid import UUID

from timelines.news import Facts, News

REMEMBERS = 200
"""Things, there and gone; who has missed more reads the database."""


class Recent:
    """Everything that came after `since` (excluded), as it stands: a word that does not stand any more is let go."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Let go of everything."""
        self.timeline: UUID | None = None
        self.since = 0
        self.sequence: int | None = None  # up to which everything is known
        self.things: dict[UUID, Facts] = {}  # by the numbers of their changes
        self.gone: dict[UUID, int] = {}  # with the number up to which that was told
        self.lanes: Sequence[dict[str, Any]] | None = None
        self.lanes_at = 0
        self.life: dict[str, Any] = {}

    def hear(self, news: News) -> None:
        """Take what is new. After a gap only that counts; of what comes as numbers alone nothing is known."""
        if self.sequence is not None and (news.since > self.sequence or not news.whole):
            self.forget()
        if not news.whole:
            return
        if self.sequence is None:
            self.since = news.since
        self.timeline, self.sequence, self.life = news.timeline, news.sequence, news.life
        if news.lanes is not None:
            self.lanes, self.lanes_at = news.lanes, news.sequence
        self._take(news)
        self._forget_the_oldest()

    def _take(self, news: News) -> None:
        for one in sorted(news.things, key=lambda one: one.sequence):
            self.things.pop(one.thing, None)
            self.things[one.thing] = one
        for pk in news.dropped:
            self.things.pop(pk, None)
            self.gone.pop(pk, None)
            self.gone[pk] = news.sequence

    def _forget_the_oldest(self) -> None:
        while len(self.things) + len(self.gone) > REMEMBERS:
            thing, gone = next(iter(self.things.values()), None), next(iter(self.gone.items()), None)
            if thing is not None and (gone is None or thing.sequence <= gone[1]):
                del self.things[thing.thing]
                self.since = max(self.since, thing.sequence)
            elif gone is not None:
                del self.gone[gone[0]]
                self.since = max(self.since, gone[1])

    def after(self, sequence: int) -> News | None:
        """Give what is new for who knows everything up to `sequence`; None when the database has to be read."""
        if self.timeline is None or not max(1, self.since) <= sequence < (self.sequence or 0):
            return None
        things = list(takewhile(lambda one: one.sequence > sequence, reversed(self.things.values())))
        gone = [pk for pk, at in takewhile(lambda one: one[1] > sequence, reversed(self.gone.items()))]
        lanes = self.lanes if self.lanes_at > sequence else None
        return News(self.timeline, sequence, self.sequence or 0, self.life, lanes, things[::-1], gone[::-1])
