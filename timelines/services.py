"""Verbs: begin a timeline, let it be drawn on or rest, apply one operation; those of her link are in `links`."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from consent.services import lock, standing
from ledger.services import opened
from studies.models import Participant
from timelines import brief, letterbox
from timelines.changes import KEEPS_IT, Covered, NotKept, Resting, SaidBefore, TakenAway
from timelines.letterbox import public_of, unsealed
from timelines.links import (
    Invitation,
    NobodyAsks,
    Secrets,
    close_alone,
    close_links,
    confirm,
    invitation,
    join,
    let_go,
    open_alone,
    open_link,
    refuse,
)
from timelines.models import Cover, Lane, Thing, Timeline, Topic
from timelines.reading import strictly
from timelines.rules import Unusable, noticed
from timelines.seats import hers as of_device
from timelines.seats import only as for_devices
from timelines.turns import apply

__all__ = [
    "KEEPS_IT", "Covered", "Invitation", "NobodyAsks", "NotKept", "Resting", "SaidBefore", "Secrets", "TakenAway",
    "Unusable", "apply", "bookmark", "close_alone", "close_for_drawing", "close_links", "confirm", "for_devices",
    "invitation", "join", "let_go", "look", "noticed", "of_device", "open_alone", "open_for_drawing",
    "open_link", "public_of", "refuse", "start", "strictly", "unsealed",
]  # fmt: skip


@transaction.atomic
def start(participant: Participant, *, at: datetime) -> Timeline:
    """Begin her timeline with the lanes of the study's template. Safe to repeat.

    When she lets none be kept, it is sealed with a key of its own and goes with the sitting. What she changed her mind
    about is not carried over: neither a kept one whose keeping she no longer wants, nor one that was not to be kept,
    unless it is being drawn on: that goes on, and goes, until the sitting ends.
    """
    lock(participant)
    now = standing(participant, at)
    kept = KEEPS_IT in now.items or not now.valid
    found = Timeline.objects.filter(participant=participant).first()
    if found is not None and (not now.valid or found.is_kept is kept or (not found.is_kept and found.open_since)):
        return found
    if found is not None:
        brief.let_go(found, at=at)
    return _begun(participant, participant.pk if kept else brief.make_key(participant, at=at), at)


def _begun(participant: Participant, key: UUID, at: datetime) -> Timeline:
    timeline = Timeline.objects.create(participant=participant, sealed_for=key, created_at=at)
    Lane.objects.bulk_create(
        Lane(timeline=timeline, sealed_for=key, topic=topic, position=place, colour=(place - 1) % 8 + 1)
        for place, topic in enumerate(Topic, start=1)
    )
    return timeline


@transaction.atomic
def open_for_drawing(timeline: Timeline, *, at: datetime) -> None:
    """Let both seats draw, from the beginning of a sitting; who prepared alone does so no longer. Safe to repeat."""
    held = Timeline.objects.select_for_update().get(pk=timeline.pk)
    if held.open_since is None:
        close_alone(held, at=at)
    held.open_since = held.open_since or at
    letterbox.lay(held)
    held.save(update_fields=["open_since", "room_key", "room_public"])


@transaction.atomic
def close_for_drawing(timeline: Timeline, *, at: datetime, why: str = "end") -> None:
    """Let the timeline rest at the end of a sitting: nobody changes it, and her links close. Safe to repeat.

    What a device still keeps sealed to the room can be read by nobody from then on. One that is not to be kept goes
    here: its rows at once, its key in the background.
    """
    Timeline.objects.filter(pk=timeline.pk).update(open_since=None, room_key=None, room_public=None)
    close_links(timeline, at=at, why=why)
    if not timeline.is_kept:
        brief.let_go(timeline, at=at)


@transaction.atomic
def bookmark(participant: Participant, thing: UUID | None, *, at: datetime) -> None:
    """Let her timeline open at a calm place next time: a thing that both see, or none. Anything else is none."""
    lock(participant)
    both_see = Thing.objects.filter(timeline__participant=participant, cover=Cover.NONE)
    calm = both_see.filter(pk=thing).values_list("pk", flat=True).first() if thing else None
    Timeline.objects.filter(participant=participant).update(calm_place=calm)


def look(timeline: Timeline, *, by: UUID, at: datetime) -> None:
    """Write that one of the staff opened the timeline, once per 15 minutes."""
    opened("timelines.opened", actor=by, subject=timeline.participant_id, target=timeline.pk, at=at)
