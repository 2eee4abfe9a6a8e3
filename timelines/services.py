"""Verbs: begin a timeline, let it be drawn on or rest, apply one operation; those of her link are in `links`."""

from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import NotNow
from consent.queries import in_force
from consent.services import NotInForce, require
from ledger.services import opened
from studies.models import Participant
from timelines import rules
from timelines.announcements import announce
from timelines.links import (
    Invitation,
    NobodyAsks,
    Secrets,
    close_links,
    confirm,
    invitation,
    join,
    let_go,
    open_link,
    refuse,
)
from timelines.models import Change, Lane, Operation, Thing, Timeline, Topic
from timelines.queries import acknowledgement

__all__ = [
    "Invitation", "NobodyAsks", "NotKept", "Resting", "SaidBefore", "Secrets", "TakenAway", "apply",
    "close_for_drawing", "close_links", "confirm", "invitation", "join", "let_go", "look", "open_for_drawing",
    "open_link", "refuse", "start",
]  # fmt: skip

KEEPS_IT = "C08"
"""The item of the consent by which a timeline may be kept."""


class NotKept(NotNow):
    """A timeline may not be kept: she chose so, or nothing may be kept of her now. Words for the seat that asks."""


class SaidBefore(NotNow):
    """An operation's id came before, with another content."""


class Resting(NotNow):
    """No sitting is open: the timeline can be looked at, not changed."""


class TakenAway(NotNow):
    """The thing was taken away before this change came."""


@transaction.atomic
def start(participant: Participant, *, at: datetime) -> Timeline:
    """Begin her timeline with the lanes of the study's template. Safe to repeat."""
    timeline, new = Timeline.objects.get_or_create(participant=participant, defaults={"created_at": at})
    if new:
        Lane.objects.bulk_create(
            Lane(timeline=timeline, participant=participant, topic=topic, position=place, colour=place)
            for place, topic in enumerate(Topic, start=1)
        )
    return timeline


def open_for_drawing(timeline: Timeline, *, at: datetime) -> None:
    """Let both seats draw, from the beginning of a sitting. Safe to repeat."""
    Timeline.objects.filter(pk=timeline.pk, open_since__isnull=True).update(open_since=at)


@transaction.atomic
def close_for_drawing(timeline: Timeline, *, at: datetime) -> None:
    """Let the timeline rest at the end of a sitting: nobody changes it, and her links close. Safe to repeat."""
    Timeline.objects.filter(pk=timeline.pk).update(open_since=None)
    close_links(timeline, at=at)


def look(timeline: Timeline, *, by: UUID, at: datetime) -> None:
    """Write that one of the staff opened the timeline, once per 15 minutes."""
    opened("timelines.opened", actor=by, subject=timeline.participant_id, target=timeline.pk, at=at)


def apply(timeline: Timeline, operation: dict[str, Any], *, hers: bool, by: UUID, at: datetime) -> dict[str, Any]:
    """Commit one operation and give its acknowledgement; an id that came before gives the same one, and no more.

    `by` is the person or the link that sent it: it is not kept, only whether it was `hers`. Raises a subclass of
    `rules.Unusable` (422); NotInForce, NotKept, Resting, TakenAway, or SaidBefore, which the register notes (409).
    """
    change = rules.operation(operation)
    try:
        return _apply(timeline, change, hers, by, at)
    except SaidBefore:  # noted when all the rest is rolled back; once in 15 minutes, so that it fills no disk
        opened("timelines.id_used_twice", actor=by, subject=timeline.participant_id, target=timeline.pk, at=at)
        raise


@transaction.atomic
def _apply(timeline: Timeline, change: rules.Put | rules.Drop, hers: bool, by: UUID, at: datetime) -> dict[str, Any]:
    if known := _known(timeline, change):
        return known
    _require(timeline.participant, hers, at)
    locked = Timeline.objects.select_for_update().get(pk=timeline.pk)
    if known := _known(timeline, change):
        return known
    if locked.open_since is None:
        raise Resting(_("This timeline rests. It opens again with the next sitting."))
    locked.sequence += 1
    _put(locked, change) if isinstance(change, rules.Put) else locked.things.filter(pk=change.thing).delete()
    locked.save(update_fields=["sequence"])
    row = Operation.objects.create(
        pk=change.id, timeline=locked, sequence=locked.sequence, kind=change.kind, thing=change.thing, hers=hers, at=at
    )
    transaction.on_commit(partial(announce, locked.pk, locked.sequence))
    return acknowledgement(row)


def _known(timeline: Timeline, change: rules.Put | rules.Drop) -> dict[str, Any] | None:
    """Give the acknowledgement of an operation that was committed before.

    Raises Malformed for one of elsewhere, SaidBefore for one that said something else.
    """
    row = Operation.objects.filter(pk=change.id).first()
    if row is None:
        return None
    if row.timeline_id != timeline.pk:
        raise rules.Malformed
    if not _says_the_same(row, change):
        raise SaidBefore(_("We could not keep this: it was sent in place of something else. Please enter it anew."))
    return acknowledgement(row)


def _says_the_same(row: Operation, change: rules.Put | rules.Drop) -> bool:
    """Compare with what is still there: what an operation said and a later one replaced is kept nowhere."""
    if (row.kind, row.thing) != (change.kind, change.thing):
        return False
    thing = Thing.objects.filter(pk=row.thing, timeline=row.timeline_id, sequence=row.sequence).first()
    if thing is None or isinstance(change, rules.Drop):
        return True
    stands = (thing.lane_id, thing.shape, thing.from_age, thing.to_age, thing.label)
    return stands == (change.lane, change.shape, change.from_age, change.to_age, change.label)


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


def _put(timeline: Timeline, put: rules.Put) -> None:
    thing = Thing.objects.filter(pk=put.thing).first()
    if thing is None:
        _refuse_new(timeline, put)
        thing = Thing(pk=put.thing, timeline=timeline, participant_id=timeline.participant_id)
    elif thing.timeline_id != timeline.pk:
        raise rules.Malformed
    lane = timeline.lanes.filter(pk=put.lane).first()
    if lane is None:
        raise rules.LaneMissing
    thing.lane, thing.shape, thing.sequence = lane, put.shape, timeline.sequence
    thing.from_age, thing.to_age, thing.label = put.from_age, put.to_age, put.label
    thing.save()


def _refuse_new(timeline: Timeline, put: rules.Put) -> None:
    if timeline.operations.filter(thing=put.thing, kind=Change.DROP).exists():
        raise TakenAway(_("This was taken away. Your words are still here on your screen."))
    if timeline.things.count() >= rules.MOST_THINGS:
        raise rules.Full
