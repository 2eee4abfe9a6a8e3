"""A timeline for one sitting: she lets none be kept, so it is sealed with a key of its own that ends with the sitting.

At the close its rows go in the same transaction, and the key is destroyed in the background. The key lies in the
keyring as every other and is destroyed as every other: a safety copy that was made during the sitting holds the rows
and the wrapped key, and only a new epoch makes that copy worthless (docs/keys.md). A lighter key beside the rows, or
one in the memory of one process, would be cheaper and would not keep that promise, or would be lost at a restart.
"""

from datetime import datetime, timedelta
from functools import partial
from uuid import UUID, uuid4

from django.db import transaction

from consent.services import sealing
from ledger.services import record
from studies.models import Participant
from timelines import gone
from timelines.announcements import announce
from timelines.models import BriefKey, Timeline
from vault import services as vault

FORGOTTEN_AFTER = timedelta(hours=24)
"""After so long the timeline of a sitting that nobody has closed goes as well."""


def make_key(participant: Participant, *, at: datetime) -> UUID:
    """Make a key for one sitting and give its name, in the caller's transaction."""
    key = BriefKey.objects.create(pk=uuid4(), participant=participant, made_at=at).pk
    vault.make_key(key)
    _record("key_made", participant, key, at)
    return key


@transaction.atomic
def let_go(timeline: Timeline, *, at: datetime) -> None:
    """Delete a timeline whole, as part of the caller's transaction; a key of its own is destroyed after it."""
    key, pk = timeline.sealed_for, timeline.pk
    list(Timeline.objects.select_for_update().filter(pk=pk))  # before its links, which go first
    timeline.delete()
    if BriefKey.objects.filter(pk=key, spent_at__isnull=True).update(spent_at=at):
        transaction.on_commit(partial(_send, key), robust=True)
    transaction.on_commit(gone.at_once)
    transaction.on_commit(partial(announce, pk))


def spent() -> list[UUID]:
    """Give the keys that are still to be destroyed."""
    return list(BriefKey.objects.filter(spent_at__isnull=False).order_by("spent_at").values_list("pk", flat=True))


def destroy(key: UUID, at: datetime) -> None:
    """Destroy a spent key, and write that it is done. Safe to repeat. Raises what `vault.services.destroy` raises."""
    row = BriefKey.objects.select_related("participant").filter(pk=key, spent_at__isnull=False).first()
    if row is None:
        return
    vault.destroy(key)
    with transaction.atomic():
        if BriefKey.objects.filter(pk=key).delete()[0]:
            _record("key_destroyed", row.participant, key, at)


def forgotten(at: datetime) -> list[Timeline]:
    """Give the timelines of sittings that nobody has closed for a day; what is kept is not among them."""
    rows = Timeline.objects.filter(open_since__lte=at - FORGOTTEN_AFTER).order_by("open_since")
    return [row for row in rows if not row.is_kept]


def _send(key: UUID) -> None:
    from timelines.tasks import destroy_key  # tasks stand above

    destroy_key.delay(str(key))


def _record(what: str, participant: Participant, key: UUID, at: datetime) -> None:
    """Write it under her key; under that of her study once hers is destroyed."""
    record(f"timelines.{what}", actor=participant.pk, subject=sealing(participant), target=key, payload={}, at=at)
