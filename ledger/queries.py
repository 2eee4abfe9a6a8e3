"""Reads of the register."""

from base64 import b64encode
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from ledger import merkle, notes, rules
from ledger.models import Checkpoint, Entry, Head
from vault.services import public_key

NAMES = ("seq", "act", "at", "actor", "subject", "target", "commitment", "previous", "digest")


@dataclass(frozen=True)
class Tail:
    """What an outsider could not yet notice missing: entries after the last checkpoint, and since when, in hours."""

    entries: int
    hours: int


def entries_about(subjects: list[UUID]) -> QuerySet[Entry]:
    """Give the entries about any of `subjects`, oldest first. Whoever asks has been let through to the subjects."""
    return Entry.objects.filter(subject__in=subjects).order_by("seq")


def is_written() -> bool:
    """Say whether there is an entry; no while the database has no register yet."""
    return Entry._meta.db_table in connection.introspection.table_names() and Entry.objects.exists()


def size() -> int:
    """Give the number of entries."""
    return Head.objects.get().size


def head_says() -> dict[str, Any]:
    """Give where the register stands: its name, size, root (base64) and last digest (hexadecimal)."""
    head = Head.objects.get()
    root = b64encode(merkle.root(rules.peaks(bytes(head.peaks)))).decode()
    return {"name": notes.origin(head.log), "size": head.size, "root": root, "head": bytes(head.digest).hex()}


def targets_of(act: str) -> set[UUID]:
    """Give what the entries of one act are about."""
    return set(Entry.objects.filter(act=act).values_list("target", flat=True))


def actor_of(seq: int) -> UUID:
    """Give who did what entry `seq` says."""
    actor: UUID = Entry.objects.values_list("actor", flat=True).get(seq=seq)
    return actor


def actors_of(act: str, subjects: Collection[UUID]) -> dict[UUID, UUID]:
    """Give who did one act about these subjects, by what it was done to."""
    return dict(Entry.objects.filter(act=act, subject__in=subjects).values_list("target", "actor"))


def last_of(act: str, subject: UUID, target: UUID) -> tuple[UUID, datetime] | None:
    """Give who did one act about a subject to `target` the last time, and when; None when nobody did."""
    rows = Entry.objects.filter(act=act, subject=subject, target=target)
    return rows.order_by("-seq").values_list("actor", "at").first()


def acts_of(act: str, subject: UUID, actor: UUID | None = None) -> list[datetime]:
    """Give when `act` was done about `subject`, by `actor` or by anybody, oldest first."""
    found = Entry.objects.filter(act=act, subject=subject, **({"actor": actor} if actor else {}))
    return list(found.order_by("seq").values_list("at", flat=True))


def done_by(act: str, subject: UUID, since: datetime) -> list[tuple[UUID, datetime]]:
    """Give who did `act` about `subject` from `since` (included) on, with the instant, oldest first."""
    found = Entry.objects.filter(act=act, subject=subject, at__gte=since)
    return list(found.order_by("seq").values_list("actor", "at"))


def tail(at: datetime) -> Tail:
    """Give what stands after the last checkpoint at the instant `at`; whole hours, rounded down."""
    head = Head.objects.get()
    hours = int((at - head.since).total_seconds() // 3600) if head.since else 0
    return Tail(head.size - head.anchored, max(0, hours))


def by_then(began: datetime) -> tuple[int, int]:
    """Give how many entries there were when a day began, and how many of them were not signed then.

    What was done on the day before and is written only after the first act of this day counts for the next one.
    """
    signed = Checkpoint.objects.filter(at__lt=began).order_by("-number").values_list("size", flat=True).first() or 0
    since = Entry.objects.filter(seq__gt=signed, at__gte=began, at__lt=began + timedelta(days=1)).order_by("seq")
    first = since.values_list("seq", flat=True).first()
    written = first - 1 if first else size()
    return written, written - signed


def last_before(began: datetime) -> Checkpoint | None:
    """Give the checkpoint that holds what was written before a day (UTC) began; the first one of several.

    None when none was signed. It is the same one from the first act of that day on.
    """
    written, _waiting = by_then(began)
    return Checkpoint.objects.filter(size__lte=written).order_by("-size", "number").first()


def key() -> str:
    """Give the public key of this register in one line, for whoever will check it elsewhere."""
    return key_of(Head.objects.get().log, public_key())


def key_of(log: UUID, public: bytes) -> str:
    """Give the public key of the register called `log` in one line, as `key` does."""
    return notes.spelled(notes.origin(log), public)


def last_checkpoint() -> Checkpoint | None:
    """Give the newest checkpoint."""
    return Checkpoint.objects.order_by("number").last()


def first_fault(head: Head | None = None) -> int | None:
    """Give the number of the first entry that breaks the chain up to `head`, or None when it is whole.

    Entries are held against each other, against the head and against the roots of all checkpoints. What is written
    while it is checked is left to the next check.
    """
    head = head or Head.objects.get()
    roots = {at: bytes(root) for at, root in Checkpoint.objects.values_list("size", "root")}
    fault = rules.first_fault(entries_up_to(head.size), size=head.size, head=bytes(head.digest), roots=roots)
    beyond = Entry.objects.filter(seq__gt=Head.objects.values("size")[:1])  # one statement: it sees one moment
    return fault if fault is not None else beyond.order_by("seq").values_list("seq", flat=True).first()


def entries_up_to(last: int, after: int = 0) -> Iterator[dict[str, Any]]:
    """Give the entries behind number `after` up to number `last`, in order; few at a time in memory."""
    rows = Entry.objects.filter(seq__gt=after, seq__lte=last).order_by("seq").values_list(*NAMES)
    for row in rows.iterator(chunk_size=1000):
        entry = {name: _plain(value) for name, value in zip(NAMES, row, strict=True)}
        entry["committed"] = entry.pop("commitment")
        yield entry


def _plain(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value


def receipt(seq: int) -> str | None:
    """Give the proof that entry `seq` is under the newest checkpoint (c2sp.org/tlog-proof); None when it is not.

    Reads the digest of every entry under it, 32 bytes each.
    """
    last = last_checkpoint()
    if last is None or not 0 < seq <= last.size:
        return None
    digests = Entry.objects.filter(seq__lte=last.size).order_by("seq").values_list("digest", flat=True)
    leaves = [bytes(each) for each in digests.iterator(chunk_size=5000)]
    (entry,) = Entry.objects.filter(seq=seq).values(*NAMES)
    entry = {name: _plain(value) for name, value in entry.items() if name != "digest"}
    body = rules.body(committed=entry.pop("commitment"), **entry)
    return notes.receipt(body, seq, merkle.inclusion_proof(seq - 1, leaves), last.note)


def latest(act: str = "") -> datetime | None:
    """Give when the last entry was written, or the last one of `act`; None when there is none."""
    entries = Entry.objects.filter(act=act) if act else Entry.objects.all()
    return entries.order_by("-seq").values_list("at", flat=True).first()
