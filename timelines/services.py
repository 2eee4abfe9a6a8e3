"""Verbs: begin a timeline, let it be drawn on or rest, apply one operation; those of her link are in `links`."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from ledger.services import opened
from studies.models import Participant
from timelines import letterbox
from timelines.changes import KEEPS_IT, Covered, NotKept, Resting, SaidBefore, TakenAway
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
from timelines.models import Lane, Timeline, Topic
from timelines.turns import apply

__all__ = [
    "KEEPS_IT", "Covered", "Invitation", "NobodyAsks", "NotKept", "Resting", "SaidBefore", "Secrets", "TakenAway",
    "apply", "close_for_drawing", "close_links", "confirm", "invitation", "join", "let_go", "look", "open_for_drawing",
    "open_link", "refuse", "start",
]  # fmt: skip


@transaction.atomic
def start(participant: Participant, *, at: datetime) -> Timeline:
    """Begin her timeline with the lanes of the study's template. Safe to repeat."""
    begun = {"created_at": at, "sealed_for": participant.pk}
    timeline, new = Timeline.objects.get_or_create(participant=participant, defaults=begun)
    if new:
        Lane.objects.bulk_create(
            Lane(timeline=timeline, sealed_for=participant.pk, topic=topic, position=place, colour=(place - 1) % 8 + 1)
            for place, topic in enumerate(Topic, start=1)
        )
    return timeline


@transaction.atomic
def open_for_drawing(timeline: Timeline, *, at: datetime) -> None:
    """Let both seats draw, from the beginning of a sitting. Safe to repeat."""
    held = Timeline.objects.select_for_update().get(pk=timeline.pk)
    held.open_since = held.open_since or at
    letterbox.lay(held)
    held.save(update_fields=["open_since", "room_key", "room_public"])


@transaction.atomic
def close_for_drawing(timeline: Timeline, *, at: datetime) -> None:
    """Let the timeline rest at the end of a sitting: nobody changes it, and her links close. Safe to repeat.

    What a device still keeps sealed to the room can be read by nobody from then on.
    """
    Timeline.objects.filter(pk=timeline.pk).update(open_since=None, room_key=None, room_public=None)
    close_links(timeline, at=at)


def look(timeline: Timeline, *, by: UUID, at: datetime) -> None:
    """Write that one of the staff opened the timeline, once per 15 minutes."""
    opened("timelines.opened", actor=by, subject=timeline.participant_id, target=timeline.pk, at=at)
