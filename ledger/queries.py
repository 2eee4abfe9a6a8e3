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
    """Give the number of the first entry that breaks the chain, or None when it is whole.

    What is written while it is checked is left to the next check.
    """
    head = Head.objects.get()
    names = ("seq", "act", "at", "actor", "subject", "target", "previous", "digest")
    entries = (
        {**{name: _plain(getattr(entry, name)) for name in names}, "committed": bytes(entry.commitment)}
        for entry in Entry.objects.filter(seq__lte=head.size).order_by("seq").iterator(chunk_size=1000)
    )
    fault = rules.first_fault(entries, size=head.size, head=bytes(head.digest))
    beyond = Entry.objects.filter(seq__gt=Head.objects.values("size")[:1])  # one statement: it sees one moment
    return fault if fault is not None else beyond.order_by("seq").values_list("seq", flat=True).first()


def _plain(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value
