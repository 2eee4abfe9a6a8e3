"""Destroying a participant's key: entry *ordered*, key, entry *done*. Whoever orders it says what *done* writes."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from consent.queries import KEY_ORDERED, destructions_ordered
from consent.services.acts import lock
from consent.services.seals import sealing
from ledger.services import record
from studies.models import Participant
from vault.services import destroy

_after: list[Callable[[UUID, datetime], None]] = []


def after_destruction(call: Callable[[UUID, datetime], None]) -> None:
    """Have `call` called with the participant and the instant, in the transaction that writes a destruction as done."""
    if call not in _after:
        _after.append(call)


def destroy_key(participant: Participant, *, actor: UUID, done: Callable[[], None], at: datetime) -> None:
    """Destroy a participant's key on the order of `actor`. Safe to repeat, and after a kill at any point.

    `done` runs in the last transaction, with her row locked, and also when the call is repeated. What it records is
    sealed with the key of her study, because hers is gone. Raises NoKey and Unreachable of the vault.
    """
    with transaction.atomic():
        lock(participant)
        if participant.pk not in destructions_ordered():
            record(KEY_ORDERED, actor=actor, subject=sealing(participant), target=participant.pk, payload={}, at=at)
    destroy(participant.pk)
    with transaction.atomic():
        lock(participant)
        done()
        for call in _after:
            call(participant.pk, at)
