"""Append to the register, inside the caller's transaction."""

import secrets
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from ledger import rules
from ledger.models import Entry, Head, Payload

OPENED_ONCE_IN = timedelta(minutes=15)
"""A person who reads the same thing again within this time writes no second entry."""


def record(act: str, *, actor: UUID, subject: UUID, target: UUID, payload: dict[str, Any], at: datetime) -> Entry:
    """Write one act into the register, in the caller's transaction.

    `act` is "<room>.<what happened>"; `payload` holds codes and ids, never words; `subject` has a key in the vault.
    Raises ValueError when `at` has no time zone or no transaction is open.
    """
    if at.tzinfo is None:
        raise ValueError("`at` needs a time zone")
    if not transaction.get_connection().in_atomic_block:
        raise ValueError("an act and its entry belong into one transaction")
    head = Head.objects.select_for_update().get()
    salt, body, previous = secrets.token_bytes(32), rules.canonical(payload), bytes(head.digest)
    committed = rules.commitment(salt, body)
    names: dict[str, Any] = {"seq": head.size + 1, "act": act, "at": at}
    names |= {"actor": actor, "subject": subject, "target": target}
    digest = rules.digest(**names, committed=committed, previous=previous)
    entry = Entry.objects.create(**names, commitment=committed, previous=previous, digest=digest)
    Payload.objects.create(entry=entry, subject_id=subject, salt=salt.hex(), content=body)
    Head.objects.filter(pk=head.pk).update(size=entry.seq, digest=digest)
    return entry


@transaction.atomic
def opened(act: str, *, actor: UUID, subject: UUID, target: UUID, at: datetime) -> None:
    """Write that `actor` opened `target`, once per person, thing and 15 minutes."""
    lately = Entry.objects.filter(act=act, actor=actor, target=target, at__gt=at - OPENED_ONCE_IN)
    if lately.exists():
        return
    Head.objects.select_for_update().get()  # somebody else may be writing the same entry at this moment
    if not lately.all().exists():
        record(act, actor=actor, subject=subject, target=target, payload={}, at=at)
