"""The rows that a batch of operations needs, held until its transaction ends, and written at once.

Those of an open room stay in memory from one batch to the next, their words sealed as they rest: a timeline whose
`sequence` is still the same under its lock has no other rows than those. What is asked each time is written as SQL
(`statements.py`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from consent.queries import Acts
from timelines import statements
from timelines.models import Change, Lane, Operation, Thing, Timeline
from timelines.rules import LanePut, Step, Told

NONE = Acts((), [], {})


@dataclass
class Kept:
    """What one timeline holds, as it was under the lock of the last batch."""

    timeline: Timeline
    stands: tuple[Any, ...]  # what of its row is proof beside the sequence
    lanes: list[Lane] = field(default_factory=list)  # in their order
    things: dict[UUID, Thing] = field(default_factory=dict)
    gone: set[UUID] = field(default_factory=set)  # taken away at some time
    acts: Acts = NONE  # of the participant


@dataclass
class Drawn:
    """One timeline while a batch is done on it."""

    kept: Kept
    before: int
    life_said: bool = False
    named: list[Lane] = field(default_factory=list)  # whose name or hiding changed
    touched: dict[UUID, Thing | None] = field(default_factory=dict)  # by the batch, as it stands; None: taken away
    said: dict[UUID, Told] = field(default_factory=dict)  # what the batch put, open
    new: set[UUID] = field(default_factory=set)  # placed by the batch
    rested: set[UUID] = field(default_factory=set)  # touched by the batch, and there before it
    overwritten: list[tuple[UUID, int]] = field(default_factory=list)  # by who had not seen it: thing and change

    def __post_init__(self) -> None:
        self.timeline, self.lanes, self.things = self.kept.timeline, self.kept.lanes, self.kept.things
        self.gone = self.kept.gone


class Rows:
    """Everything that `steps`, each on the timeline beside it, may touch. Many take no more queries than one.

    The timelines are locked in the order of their ids, so that two batches never wait for each other crosswise. Of
    `kept` that is used of which the locked row proves that it is still so.
    """

    def __init__(self, steps: Iterable[tuple[UUID, Step]], kept: Mapping[UUID, Kept]) -> None:
        pairs = list(steps)
        held = statements.held({pk for pk, _step in pairs})
        known = {pk: one for pk, one in kept.items() if held.get(pk) == (one.timeline.sequence, *one.stands)}
        known |= _read({pk: stands for pk, (_sequence, *stands) in held.items() if pk not in known})
        self.drawn = {pk: Drawn(known[pk], known[pk].timeline.sequence) for pk in held}
        said = statements.said({step.id for _pk, step in pairs})
        self.known = Operation.objects.in_bulk(said) if said else {}
        self._strange = self._elsewhere(pairs)
        self.done: list[Operation] = []

    def _elsewhere(self, pairs: list[tuple[UUID, Step]]) -> set[UUID]:
        """Give those of the targets that are things or lanes of other timelines than the one that is said with them."""
        unknown = {step.target for pk, step in pairs if pk in self.drawn and step.target not in self.drawn[pk].things}
        found = statements.things(unknown) if unknown else set()
        lanes = {step.target for _pk, step in pairs if isinstance(step, LanePut)}
        if lanes:
            found |= set(Lane.objects.filter(pk__in=lanes).values_list("pk", flat=True))
        return found

    def is_elsewhere(self, target: UUID) -> bool:
        """Say whether a target that is nothing of its own timeline is something of another one."""
        return target in self._strange or any(target in one.things for one in self.drawn.values())

    def changed(self) -> list[Drawn]:
        """Give the timelines on which the batch did anything."""
        return [one for one in self.drawn.values() if one.timeline.sequence != one.before]

    def took_away(self) -> bool:
        """Say whether a thing that rested here is gone now."""
        return any(one.touched[pk] is None for one in self.changed() for pk in one.rested)

    def replaced(self) -> bool:
        """Say whether words that rested here may have been replaced, or taken away."""
        return any(one.life_said or one.named or one.rested for one in self.changed())

    def write(self) -> None:
        """Write what the batch changed."""
        changed = self.changed()
        if not changed:
            return
        if lanes := [lane for one in changed if one.named for lane in one.lanes]:  # one that moves, moves others
            statements.name(lanes)
        if lives := [one.timeline for one in changed if one.life_said]:
            statements.live(lives)
        _write_things(changed)
        statements.note(self.done)
        statements.count([(one.timeline.sequence, one.timeline.pk) for one in changed])


def _read(stands: Mapping[UUID, Sequence[Any]]) -> dict[UUID, Kept]:
    """Read the timelines whole. A fixed number of queries."""
    if not stands:
        return {}
    timelines = Timeline.objects.filter(pk__in=stands)
    found = {one.pk: Kept(one, tuple(stands[one.pk])) for one in timelines}
    for lane in Lane.objects.filter(timeline__in=found).order_by("position", "pk"):
        found[lane.timeline_id].lanes.append(lane)
    for thing in Thing.objects.filter(timeline__in=found):
        found[thing.timeline_id].things[thing.pk] = thing
    drops = Operation.objects.filter(timeline__in=found, kind=Change.DROP)
    for pk, target in drops.values_list("timeline", "target"):
        found[pk].gone.add(target)
    return found


def _write_things(changed: list[Drawn]) -> None:
    gone = [pk for one in changed for pk in one.rested if one.touched[pk] is None]
    if gone:
        Thing.objects.filter(pk__in=gone).delete()
    there = [thing for one in changed for thing in one.touched.values() if thing is not None]
    if there:  # the rows of a locked timeline are nobody else's
        statements.place(there)


KEPT: dict[UUID, Kept] = {}
"""The rows of the rooms that are open in this process; who takes one out has it alone, and puts it back once
its changes are committed."""


def taken(timelines: Iterable[UUID]) -> dict[UUID, Kept]:
    """Take out what is kept in memory of some timelines: after a fault it is read anew."""
    found = {pk: KEPT.pop(pk, None) for pk in timelines}
    return {pk: one for pk, one in found.items() if one is not None}
