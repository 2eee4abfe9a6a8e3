"""Reads of the register."""

from uuid import UUID

from django.db.models import QuerySet

from ledger import rules
from ledger.models import Entry, Head


def entries_about(subjects: list[UUID]) -> QuerySet[Entry]:
    """Give the entries about any of `subjects`, oldest first. Whoever asks has been let through to the subjects."""
    return Entry.objects.filter(subject__in=subjects).order_by("seq")


def size() -> int:
    """Give the number of entries."""
    return Head.objects.get().size


def first_fault() -> int | None:
    """Give the number of the first entry that breaks the chain, or None when it is whole."""
    head = Head.objects.get()
    names = ("seq", "act", "at", "actor", "subject", "target", "previous", "digest")
    entries = (
        {**{name: _plain(getattr(entry, name)) for name in names}, "committed": bytes(entry.commitment)}
        for entry in Entry.objects.order_by("seq").iterator(chunk_size=1000)
    )
    return rules.first_fault(entries, size=head.size, head=bytes(head.digest))


def _plain(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value
