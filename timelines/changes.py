"""One operation on a timeline: looked at, committed, acknowledged."""

import json
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import NotNow
from consent.queries import in_force
from consent.services import NotInForce, require
from ledger.services import opened, record
from studies.models import Participant
from timelines import rules
from timelines.announcements import announce
from timelines.models import Change, Cover, Lane, Operation, Thing, Timeline
from timelines.queries import acknowledgement

KEEPS_IT = "C08"
"""The item of the consent by which a timeline may be kept."""
COLOURS = 8


class NotKept(NotNow):
    """A timeline may not be kept: she chose so, or nothing may be kept of her now. Words for the seat that asks."""


class Resting(NotNow):
    """No sitting is open: the timeline can be looked at, not changed."""


class TakenAway(NotNow):
    """The thing was taken away before this change came."""


class Covered(NotNow):
    """The thing is covered: only her own screen changes it or lifts the cover."""


class SaidBefore(NotNow):
    """An operation's id came before, with another content."""


def apply(
    timeline: Timeline, operation: dict[str, Any], *, hers: bool, by: UUID, at: datetime, alone: bool = False
) -> dict[str, Any]:
    """Commit one operation and give its acknowledgement; an id that came before gives the same one, and no more.

    `by` is the person or the link that sent it: it is not kept, only whether it was `hers`. What she places `alone`,
    before a sitting, is hers until she shares it. Raises a subclass of `rules.Unusable` (422); NotInForce, NotKept,
    Resting, TakenAway, Covered, or SaidBefore, which the register notes (409).
    """
    step = rules.operation(operation)
    try:
        return _apply(timeline, step, hers=hers, by=by, at=at, alone=alone)
    except SaidBefore:  # noted when all the rest is rolled back; once in 15 minutes, so that it fills no disk
        opened("timelines.id_used_twice", actor=by, subject=timeline.participant_id, target=timeline.pk, at=at)
        raise


@transaction.atomic
def _apply(timeline: Timeline, step: rules.Step, *, hers: bool, by: UUID, at: datetime, alone: bool) -> dict[str, Any]:
    if known := _known(timeline, step):
        return known
    _require(timeline.participant, hers, at)
    locked = Timeline.objects.select_for_update().get(pk=timeline.pk)
    if known := _known(timeline, step):
        return known
    if locked.open_since is None and not alone:
        raise Resting(_("This timeline rests. It opens again with the next sitting."))
    _refuse_names(locked, step, by, at)
    locked.sequence += 1
    _Doing(locked, hers=hers, alone=alone).do(step)
    locked.save(update_fields=["sequence", "life"])
    row = Operation.objects.create(
        pk=step.id, timeline=locked, sequence=locked.sequence, kind=step.kind, target=step.target, hers=hers, at=at
    )
    transaction.on_commit(partial(announce, locked.pk, locked.sequence))
    return acknowledgement(row)


class _Doing:
    """What an operation does to the rows of one locked timeline, whose sequence is that of the operation."""

    def __init__(self, timeline: Timeline, *, hers: bool, alone: bool) -> None:
        self.timeline, self.hers, self.alone = timeline, hers, alone

    def do(self, step: rules.Step) -> None:
        """Do it. Raises as `apply`."""
        match step:
            case rules.Put():
                self.put(step)
            case rules.Drop():
                self.drop(step)
            case rules.Covering():
                self.cover(step.target, step.cover)
            case rules.Share():
                self.share(step)
            case rules.LanePut():
                self.lane(step)
            case rules.Life():
                self.life(step)

    def put(self, put: rules.Put) -> None:
        thing = self._found(put.target)
        if thing is None:
            self._refuse_new(put.target)
            cover = Cover.ALONE if self.alone else Cover.NONE
            thing = Thing(pk=put.target, timeline=self.timeline, sealed_for=self.timeline.sealed_for, cover=cover)
        elif thing.cover != Cover.NONE and not self.hers:
            raise Covered(_("This is covered. Only her own screen can change it."))
        lane = self.timeline.lanes.filter(pk=put.lane).first()
        if lane is None:
            raise rules.LaneMissing
        thing.lane, thing.shape, thing.sequence = lane, put.shape, self.timeline.sequence
        thing.told = put.told.as_text()
        thing.save()

    def drop(self, drop: rules.Drop) -> None:
        thing = self._found(drop.target)
        if thing is None:
            return
        if thing.cover != Cover.NONE and not self.hers:
            raise Covered(_("This is covered. Only her own screen can take it away."))
        thing.delete()

    def cover(self, target: UUID, cover: Cover) -> None:
        thing = self._there(target)
        if not self.hers and (thing.cover != Cover.NONE or cover == Cover.NONE):
            raise Covered(_("Only her own screen lifts a cover or changes it."))
        self._cover(thing, cover)

    def share(self, share: rules.Share) -> None:
        thing = self._there(share.target)
        if not self.hers:
            raise Covered(_("Only her own screen lifts a cover or changes it."))
        if thing.cover == Cover.ALONE:
            self._cover(thing, Cover.NONE)

    def lane(self, put: rules.LanePut) -> None:
        lanes = list(self.timeline.lanes.order_by("position", "pk"))
        lane = next((one for one in lanes if one.pk == put.target), None)
        if lane is None:
            lane = self._new_lane(put, len(lanes))
        else:
            lanes.remove(lane)
        lane.name, lane.hidden, lane.sequence = put.name or None, put.hidden, self.timeline.sequence
        lanes.insert(min(put.position, len(lanes)), lane)
        for place, one in enumerate(lanes, start=1):
            one.position = place
        lane.save()
        Lane.objects.bulk_update([one for one in lanes if one is not lane], ["position"])

    def life(self, life: rules.Life) -> None:
        if life.target != self.timeline.pk:
            raise rules.Malformed
        said = {"born": life.born, "age_now": None if life.age_now is None else float(life.age_now)}
        kept = {name: value for name, value in said.items() if value is not None}
        self.timeline.life = json.dumps(kept) if kept else None

    def _cover(self, thing: Thing, cover: Cover) -> None:
        thing.cover, thing.sequence = cover, self.timeline.sequence
        thing.save(update_fields=["cover", "sequence"])

    def _found(self, target: UUID) -> Thing | None:
        """Give the thing, if there is one. Raises Malformed for one of another timeline."""
        thing = Thing.objects.filter(pk=target).first()
        if thing is not None and thing.timeline_id != self.timeline.pk:
            raise rules.Malformed
        return thing

    def _there(self, target: UUID) -> Thing:
        """Give the thing. Raises Malformed when there never was one here, TakenAway when it is gone."""
        thing = self._found(target)
        if thing is None:
            self._refuse_gone(target)
            raise rules.Malformed
        return thing

    def _new_lane(self, put: rules.LanePut, many: int) -> Lane:
        if not put.name or Lane.objects.filter(pk=put.target).exists():
            raise rules.Malformed
        if many >= rules.MOST_LANES:
            raise rules.Full
        timeline = self.timeline
        colour = many % COLOURS + 1
        return Lane(pk=put.target, timeline=timeline, sealed_for=timeline.sealed_for, topic="", colour=colour)

    def _refuse_new(self, target: UUID) -> None:
        self._refuse_gone(target)
        if self.timeline.things.count() >= rules.MOST_THINGS:
            raise rules.Full

    def _refuse_gone(self, target: UUID) -> None:
        if self.timeline.operations.filter(target=target, kind=Change.DROP).exists():
            raise TakenAway(_("This was taken away. Your words are still here on your screen."))


def _refuse_names(timeline: Timeline, step: rules.Step, by: UUID, at: datetime) -> None:
    """Refuse words that may point to somebody, unless it was said that they don't: then that is an act."""
    language = timeline.participant.language
    found = {field: rules.noticed(words, language) for field, words in _words(step).items() if words}
    found = {field: places for field, places in found.items() if places}
    if not found:
        return
    if not step.no_names:  # type: ignore[union-attr]  # only what has words can have names in them
        raise rules.NameNoticed(found)
    record("timelines.no_name", actor=by, subject=timeline.participant_id, target=step.target, payload={}, at=at)


def _words(step: rules.Step) -> dict[str, str]:
    match step:
        case rules.Put():
            return {"label": step.told.label, "when": step.told.when}
        case rules.LanePut():
            return {"name": step.name}
    return {}


def _known(timeline: Timeline, step: rules.Step) -> dict[str, Any] | None:
    """Give the acknowledgement of an operation that was committed before.

    Raises Malformed for one of elsewhere, SaidBefore for one that said something else.
    """
    row = Operation.objects.filter(pk=step.id).first()
    if row is None:
        return None
    if row.timeline_id != timeline.pk:
        raise rules.Malformed
    if not _says_the_same(row, step):
        raise SaidBefore(_("We could not keep this: it was sent in place of something else. Please enter it anew."))
    return acknowledgement(row)


def _says_the_same(row: Operation, step: rules.Step) -> bool:
    """Compare with what is still there: what an operation said and a later one replaced is kept nowhere."""
    if (row.kind, row.target) != (step.kind, step.target):
        return False
    thing = Thing.objects.filter(pk=row.target, timeline=row.timeline_id, sequence=row.sequence).first()
    if thing is None or not isinstance(step, rules.Put):
        return True
    return (thing.lane_id, thing.shape, str(thing.told)) == (step.lane, step.shape, step.told.as_text())


def _require(participant: Participant, hers: bool, at: datetime) -> None:
    try:
        require(participant, KEEPS_IT, at=at)
    except NotInForce:
        chose = in_force(participant, at).valid
        if hers:
            raise NotKept(_not_kept_for_her(chose)) from None
        if chose:
            raise NotKept(_("She chose that no timeline is kept. The talk goes on without one.")) from None
        raise


def _not_kept_for_her(chose: bool) -> str:
    if chose:
        return _("You chose that no timeline is kept. The talk goes on without one.")
    return _("Nothing is kept here now. Your interviewer can tell you how it goes on.")
