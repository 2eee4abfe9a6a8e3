"""Append to the register and sign where it stands, inside the caller's transaction."""

import secrets
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from ledger import merkle, notes, rules
from ledger.models import Checkpoint, Entry, Head, Payload
from vault import services as vault

OPENED_ONCE_IN = timedelta(minutes=15)
"""A person who reads the same thing again within this time writes no second entry."""


def record(act: str, *, actor: UUID, subject: UUID, target: UUID, payload: dict[str, Any], at: datetime) -> Entry:
    """Write one act into the register, in the caller's transaction; sign a checkpoint when one is due.

    Before the first act of a day (UTC) what waits is signed, so that a checkpoint ends with the days before.
    `act` is "<room>.<what happened>"; `payload` holds codes and ids, never words; `subject` has a key in the vault.
    Raises ValueError when `at` has no time zone, no transaction is open, or `act` has another form.
    """
    _refuse(act, at)
    head = Head.objects.select_for_update().get()
    if rules.day_is_over(head.since, at):
        _anchor(head, at)
    salt, content, previous = secrets.token_bytes(32), rules.canonical(payload), bytes(head.digest)
    committed = rules.commitment(salt, at, content)
    names: dict[str, Any] = {"seq": head.size + 1, "act": act, "at": at}
    names |= {"actor": actor, "subject": subject, "target": target}
    digest = rules.digest(**names, committed=committed, previous=previous)
    entry = Entry.objects.create(**names, commitment=committed, previous=previous, digest=digest)
    Payload.objects.create(entry=entry, subject_id=subject, salt=salt.hex(), content=content)
    _move(head, digest, at)
    return entry


def _refuse(act: str, at: datetime) -> None:
    if at.tzinfo is None:
        raise ValueError("`at` needs a time zone")
    if not transaction.get_connection().in_atomic_block:
        raise ValueError("an act and its entry belong into one transaction")
    if not rules.ACT.fullmatch(act):
        raise ValueError("an act is called <room>.<what happened>")


def _move(head: Head, digest: bytes, at: datetime) -> None:
    """Let the head stand at its next entry, and sign it there when that is due."""
    if head.since is None:
        head.since = at
    head.peaks = b"".join(merkle.grown(rules.peaks(bytes(head.peaks)), head.size, digest))
    head.size, head.digest = head.size + 1, digest
    due = rules.due(size=head.size, anchored=head.anchored)
    if due:
        head.anchored, head.since = head.size, None
    head.save(force_update=True)
    if due:
        _sign(head, at)


def _sign(head: Head, at: datetime) -> Checkpoint:
    name, key, root = notes.origin(head.log), vault.public_key(), merkle.root(rules.peaks(bytes(head.peaks)))
    words = notes.text(name, size=head.size, root=root, head=bytes(head.digest), at=at)
    note = notes.signed(words, name, key, vault.sign(words.encode()))
    last = Checkpoint.objects.order_by("number").values_list("number", flat=True).last() or 0
    return Checkpoint.objects.create(number=last + 1, size=head.size, root=root, key=key, at=at, note=note)


@transaction.atomic
def anchor(*, at: datetime) -> Checkpoint:
    """Sign a checkpoint over every entry, those of the caller's transaction included, and give it.

    Without an entry since the last one, and on the same day under the same key, that one is given.
    """
    head = Head.objects.select_for_update().get()
    last = Checkpoint.objects.order_by("number").last()
    if last and last.size == head.size and _still_good(last, at):
        return last
    return _anchor(head, at)


def _anchor(head: Head, at: datetime) -> Checkpoint:
    head.anchored, head.since = head.size, None
    head.save(update_fields=["anchored", "since"])
    return _sign(head, at)


def _still_good(last: Checkpoint, at: datetime) -> bool:
    return rules.day_of(last.at) == rules.day_of(at) and bytes(last.key) == vault.public_key()


@transaction.atomic
def anchor_when_due(*, at: datetime) -> None:
    """Sign a checkpoint when entries wait for one; called once a day, so that none waits longer."""
    if Head.objects.filter(since__isnull=False).exists():
        anchor(at=at)


def own_subject() -> UUID:
    """Give the subject of what the installation itself does to the register; it has a key."""
    log = Head.objects.get().log
    vault.make_key(log)
    return log


_LATELY = "SELECT 1 FROM ledger_entry WHERE act = %s AND actor = %s AND target = %s AND at > %s AND at < %s LIMIT 1"
"""Asked for with every page that opens content: composing it costs more than asking it."""


def _lately(act: str, actor: UUID, target: UUID, at: datetime) -> bool:
    """Say whether it is written shortly before `at`; what a clock that ran ahead wrote for a later day is not."""
    here = transaction.get_connection()
    ids = (actor, target) if here.features.has_native_uuid_field else (actor.hex, target.hex)
    with here.cursor() as cursor:
        between = [here.ops.adapt_datetimefield_value(each) for each in (at - OPENED_ONCE_IN, at + OPENED_ONCE_IN)]
        cursor.execute(_LATELY, [act, *ids, *between])
        return cursor.fetchone() is not None


def opened(act: str, *, actor: UUID, subject: UUID, target: UUID, at: datetime) -> None:
    """Write that `actor` opened `target`, once per person, thing and 15 minutes."""
    if _lately(act, actor, target, at):  # before any transaction: one on SQLite lets nobody else write
        return
    with transaction.atomic():
        Head.objects.select_for_update().get()  # somebody else may be writing the same entry at this moment
        if not _lately(act, actor, target, at):
            record(act, actor=actor, subject=subject, target=target, payload={}, at=at)
