"""Destroying a participant's key: entry *ordered*, key, entry *done*. Whoever orders it says what *done* writes."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from consent.queries import KEY_ORDERED
from consent.services.acts import lock
from ledger.queries import entries_about
from ledger.services import record
from studies.models import Participant
from vault.services import destroy, has_key


def sealing(participant: Participant) -> UUID:
    """Give whose key seals what is recorded about a participant: her own, or that of her study once hers is gone.

    Hers may be gone before the rows know it: they came back out of a backup that is older than its destruction.
    """
    return participant.pk if has_key(participant.pk) else participant.study_id


def destroy_key(participant: Participant, *, actor: UUID, done: Callable[[], None], at: datetime) -> None:
    """Destroy a participant's key on the order of `actor`. Safe to repeat, and after a kill at any point.

    `done` runs in the last transaction, with her row locked, and also when the call is repeated. What it records is
    sealed with the key of her study, because hers is gone. Raises NoKey and Unreachable of the vault.
    """
    with transaction.atomic():
        lock(participant)
        if not entries_about([participant.pk]).filter(act=KEY_ORDERED).exists():
            record(KEY_ORDERED, actor=actor, subject=participant.pk, target=participant.pk, payload={}, at=at)
    destroy(participant.pk)
    with transaction.atomic():
        lock(participant)
        done()
