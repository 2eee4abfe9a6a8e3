"""Whether what came back is what was: counts, register, keys, values. It reads what stands in place of the database."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.management import call_command
from django.db import connection

from consent.queries import destructions_done, destructions_ordered
from ledger import queries as ledger
from studies.models import Participant
from upkeep import snapshots
from upkeep.finishing import tried
from upkeep.models import Rotation
from upkeep.queries import destroyed_by_staff
from vault import services as vault
from vault.fields import EncryptedText

LATER = "This backup was made by a later version of Attune, or in the other mode: use that one."
EARLIER = "This backup was made by an earlier version of Attune. Make a new one, then prove that."
COUNTS = "The tables hold other numbers of rows than the backup says."
REGISTER = "The register does not come back as it was signed."
OLD_KEYRING = "This keyring is older than the register: it still has a key whose destruction is written down as done."
UNREADABLE = "Somebody who takes part has no value that can be read."
NO_END = "Rows and keys fit, but the restore cannot be finished with them."
LOST = "The keyring lacks the key of somebody who takes part, and nobody had it destroyed."


class NotProven(Exception):
    """What came back is not what was. `words` say what is wrong, in one sentence without an id."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


@dataclass(frozen=True)
class Proof:
    """How much was proven: entries of the register; participants whose values open, and whose do not any more."""

    entries: int
    readable: int
    gone: int


def state() -> dict[str, Any]:
    """Give what a manifest says of the database: rows by table, steps gone through, and the register."""
    return {"counts": snapshots.counts(), "steps": snapshots.steps(), "ledger": _register()}


def _register() -> dict[str, Any]:
    """Give the register's name, size, last digest and root, and its last checkpoint, as the head says them."""
    last = ledger.last_checkpoint()
    return {**ledger.head_says(), "checkpoint": last.note if last else ""}


def prove(says: dict[str, Any], ring: vault.Copy, at: datetime) -> Proof:
    """Prove what stands in place of the database against a manifest, with the keys of `ring`. Raises NotProven.

    The restore is also tried to its end, at the instant `at`, and taken back.
    """
    if snapshots.unknown(says["steps"]):
        raise NotProven(LATER)
    if snapshots.counts() != says["counts"] or snapshots.steps() != sorted(says["steps"]):
        raise NotProven(COUNTS)
    if not snapshots.is_up_to_date():
        if connection.vendor != "sqlite":
            raise NotProven(EARLIER)
        call_command("migrate", verbosity=0, skip_checks=True)
    proof = proven(says, ring)
    try:
        tried(ring, UUID(says["about"]["id"]), at)
    except (vault.KeyDestroyed, vault.NoKey):
        raise NotProven(NO_END) from None
    return proof


def proven(says: dict[str, Any], ring: vault.Copy) -> Proof:
    """Prove register, keys and values of a database of this version's form. Raises NotProven."""
    if _register() != says["ledger"] or ledger.first_fault() is not None:
        raise NotProven(REGISTER)
    kept, done = _people(ring.names()), destructions_done() | destroyed_by_staff()
    rotated = Rotation.objects.filter(done_at__isnull=False, epoch__gt=ring.epoch())
    if done & kept or rotated.exists() or ring.epoch() < says["epoch"]:
        raise NotProven(OLD_KEYRING)
    everybody = set(Participant.objects.values_list("pk", flat=True))
    ordered = destructions_ordered()
    if not everybody - kept <= _people(ring.destroyed()) | ordered:
        raise NotProven(LOST)
    live = (everybody & kept) - ordered
    if not live <= _readable(ring):
        raise NotProven(UNREADABLE)
    return Proof(says["ledger"]["size"], len(live), len(everybody - kept))


def _people(names: set[str]) -> set[UUID]:
    """Give whose keys these are; the installation's own have short names."""
    return {UUID(name) for name in names if len(name) == 36}


def _readable(ring: vault.Copy) -> set[UUID]:
    """Give whose values open, one of each in each column."""
    found: set[tuple[UUID, str]] = set()
    for column, place, sealed in _values():
        subject = place["subject"]
        if (subject, column) in found:
            continue
        try:
            vault.opened(ring, sealed, **place)
        except (vault.KeyDestroyed, vault.NoKey):
            continue
        except vault.Tampered:
            raise NotProven(UNREADABLE) from None
        found.add((subject, column))
    return {subject for subject, _column in found}


def _values() -> Iterator[tuple[str, dict[str, Any], bytes]]:
    """Give every sealed value with its column and its place, as it rests."""
    for model in apps.get_models():
        fields = [field for field in model._meta.fields if isinstance(field, EncryptedText)]
        for row in model._default_manager.iterator(chunk_size=500) if fields else []:
            for field in fields:
                if (sealed := row.__dict__[field.attname]) is not None:
                    yield str(field), field.place(row), bytes(sealed)
