"""The rows that a batch of operations needs, read at once and held until its transaction ends, and written at once."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Count

from timelines.models import Change, Lane, Operation, Thing, Timeline
from timelines.rules import LanePut, Step


@dataclass
class Drawn:
    """One timeline while a batch is done on it."""

    timeline: Timeline
    before: int
    lanes: list[Lane] = field(default_factory=list)  # in their order
    gone: set[UUID] = field(default_factory=set)  # of what the batch names, taken away at some time
    things: int = 0
    life_said: bool = False
    named: list[Lane] = field(default_factory=list)  # whose name or hiding changed
    touched: dict[UUID, Thing | None] = field(default_factory=dict)  # by the batch, as it stands; None: taken away
    overwritten: list[tuple[UUID, int]] = field(default_factory=list)  # by who had not seen it: thing and change


class Rows:
    """Everything that `steps`, each on the timeline beside it, may touch. A fixed number of queries, whatever comes.

    The timelines are locked in the order of their ids, so that two batches never wait for each other crosswise.
    """

    def __init__(self, steps: Iterable[tuple[UUID, Step]]) -> None:
        pairs = list(steps)
        timelines, targets = {pk for pk, _step in pairs}, {step.target for _pk, step in pairs}
        held = Timeline.objects.select_for_update()
        self.drawn = {one.pk: Drawn(one, one.sequence) for one in held.filter(pk__in=timelines).order_by("pk")}
        self.known = Operation.objects.in_bulk({step.id for _pk, step in pairs})
        self.things = Thing.objects.in_bulk(targets)
        elsewhere = Lane.objects.filter(pk__in=targets).exclude(timeline__in=timelines)
        names_lanes = any(isinstance(step, LanePut) for _pk, step in pairs)
        self.foreign_lanes = set(elsewhere.values_list("pk", flat=True)) if names_lanes else set()
        for lane in Lane.objects.filter(timeline__in=timelines).order_by("position", "pk"):
            self.drawn[lane.timeline_id].lanes.append(lane)
        if not targets <= set(self.things):  # something new, or something that is gone
            self._read_what_was(timelines, targets)
        self.done: list[Operation] = []
        self._there = set(self.things)

    def _read_what_was(self, timelines: set[UUID], targets: set[UUID]) -> None:
        drops = Operation.objects.filter(timeline__in=timelines, target__in=targets, kind=Change.DROP)
        for pk, target in drops.values_list("timeline", "target"):
            self.drawn[pk].gone.add(target)
        counted = Thing.objects.filter(timeline__in=timelines).values_list("timeline").annotate(Count("pk"))
        for pk, many in counted:
            self.drawn[pk].things = many

    def changed(self) -> list[Drawn]:
        """Give the timelines on which the batch did anything."""
        return [one for one in self.drawn.values() if one.timeline.sequence != one.before]

    def took_away(self) -> bool:
        """Say whether a thing that rested here is gone now."""
        return any(pk in self._there for one in self.changed() for pk, thing in one.touched.items() if thing is None)

    def replaced(self) -> bool:
        """Say whether words that rested here may have been replaced, or taken away."""
        return any(one.life_said or one.named or not self._there.isdisjoint(one.touched) for one in self.changed())

    def write(self) -> None:
        """Write what the batch changed."""
        changed = self.changed()
        if not changed:
            return
        self._write_lanes(changed)
        self._write_things(changed)
        Operation.objects.bulk_create(self.done)
        if len(changed) == 1:
            changed[0].timeline.save(update_fields=["sequence"])
        else:
            Timeline.objects.bulk_update([one.timeline for one in changed], ["sequence"])
        for one in changed:
            if one.life_said:
                one.timeline.save(update_fields=["life"])

    def _write_lanes(self, changed: list[Drawn]) -> None:
        for lane in {lane.pk: lane for one in changed for lane in one.named}.values():
            lane.save()
        moved = [lane for one in changed if one.named for lane in one.lanes]
        Lane.objects.bulk_update(moved, ["position"])

    def _write_things(self, changed: list[Drawn]) -> None:
        touched = {pk: thing for one in changed for pk, thing in one.touched.items()}
        gone = [pk for pk, thing in touched.items() if thing is None and pk in self._there]
        if gone:
            Thing.objects.filter(pk__in=gone).delete()
        there = [thing for thing in touched.values() if thing is not None]
        if there:  # sealed columns change by being saved; the rows of a locked timeline are nobody else's
            fields = ["lane", "shape", "cover", "told", "sequence"]
            Thing.objects.bulk_create(there, update_conflicts=True, unique_fields=["id"], update_fields=fields)
