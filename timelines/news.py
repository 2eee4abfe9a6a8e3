"""What is new on a timeline, before any seat hears it. Only for the memory of an open room, and never sent as it is."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from timelines import rules
from timelines.models import Cover, Lane, Shape, Thing, Timeline
from timelines.rows import Drawn
from timelines.rules import Seat, Told


@dataclass(frozen=True)
class Facts:
    """One thing as it stands, its words open."""

    thing: UUID
    lane: UUID
    shape: Shape
    cover: Cover
    told: Told
    sequence: int

    def heard(self, seat: Seat) -> dict[str, Any] | None:
        """Give what `seat` hears of it."""
        return rules.heard(
            thing=self.thing, lane=self.lane, shape=self.shape, cover=self.cover, told=self.told,
            sequence=self.sequence, seat=seat,
        )  # fmt: skip


@dataclass(frozen=True)
class News:
    """What came after `since` (excluded) up to `sequence` (included); with `since` 0 everything."""

    timeline: UUID
    since: int
    sequence: int
    life: dict[str, Any]
    lanes: Sequence[dict[str, Any]] | None  # all of them; None when none changed after `since`
    things: Sequence[Facts]
    dropped: Sequence[UUID]
    overwritten: Sequence[tuple[UUID, int]] = ()  # the thing, and the change that stood before; by who had not seen it
    whole: bool = True  # without: numbers only, and who hears it reads the database

    def heard(self, seat: Seat) -> dict[str, Any]:
        """Give the state that `seat` hears."""
        said = [(one, one.heard(seat)) for one in self.things]
        gone = [*self.dropped, *(one.thing for one, heard in said if heard is None)] if self.since else []
        lanes = {} if self.lanes is None else {"lanes": list(self.lanes)}
        return {
            "timeline": str(self.timeline), "since": self.since, "sequence": self.sequence, "life": self.life,
            **lanes, "things": [heard for _one, heard in said if heard is not None],
            "dropped": list(dict.fromkeys(str(pk) for pk in gone)),
        }  # fmt: skip


def facts(thing: Thing, told: Told | None = None) -> Facts:
    """Open a thing, unless it is known what was `told`. Raises KeyDestroyed."""
    told = told or rules.told(str(thing.told))
    return Facts(thing.pk, thing.lane_id, Shape(thing.shape), Cover(thing.cover), told, thing.sequence)


def laned(lane: Lane) -> dict[str, Any]:
    """Give a lane as clients hear it. Raises KeyDestroyed."""
    return {
        "id": str(lane.pk), "topic": lane.topic, "name": lane.name or "", "position": lane.position,
        "colour": lane.colour, "hidden": lane.hidden,
    }  # fmt: skip


def of_batch(drawn: Drawn, *, whole: bool) -> News:
    """Give what a batch made new on a timeline; without `whole` only its numbers. Raises KeyDestroyed."""
    timeline, touched = drawn.timeline, drawn.touched
    there = [facts(one, drawn.said.get(pk)) for pk, one in touched.items() if one is not None] if whole else []
    return News(
        timeline.pk, drawn.before, timeline.sequence, life(timeline) if whole else {},
        [laned(one) for one in drawn.lanes] if whole and (drawn.named or not drawn.before) else None, there,
        [pk for pk, one in touched.items() if one is None], _offered(drawn), whole,
    )  # fmt: skip


def _offered(drawn: Drawn) -> tuple[tuple[UUID, int], ...]:
    """Leave of what was overwritten what both seats still hear: offered again, it would show what she covered since."""
    stay = {pk for pk, one in drawn.touched.items() if one is not None and one.cover == Cover.NONE}
    return tuple((target, sequence) for target, sequence in drawn.overwritten if target in stay)


def life(timeline: Timeline) -> dict[str, Any]:
    """Give the year of birth and the age now, about, as far as she said them. Raises KeyDestroyed."""
    kept: dict[str, Any] = json.loads(str(timeline.life)) if timeline.life else {}
    return kept
