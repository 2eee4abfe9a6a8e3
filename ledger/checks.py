"""What regular checks found, kept so that a page does not read the whole register to show it."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from ledger import queries, rules
from ledger.models import Check, Entry, Head
from vault import services as vault

CHAIN = "chain"
AT_ONCE = 5_000
"""Entries that a page itself may check; more are left to the work in the background."""


@dataclass(frozen=True)
class Found:
    """What one check found: up to which entry, that entry's digest, the entry with the first fault, a code for more."""

    size: int
    digest: bytes = b""
    fault: int | None = None
    why: str = ""


@dataclass(frozen=True)
class Standing:
    """How the chain stands: `fault` is the first entry that breaks it; `upto` the last one that was checked.

    `now` says that all of it is known to be whole: entries up to `before` were checked `minutes` ago, the others now.
    """

    entries: int
    fault: int | None
    upto: int
    now: bool
    before: int = 0
    minutes: int = 0


def _signed(row: Check) -> bytes:
    said = {"about": row.about, "at": rules.moment(row.at), "digest": bytes(row.digest).hex(), "fault": row.fault}
    return rules.canonical(
        said | {"form": "attune check 1", "seconds": row.seconds, "size": row.size, "why": row.why}
    ).encode()


def last(about: str) -> Check | None:
    """Give the last check of something; None when there is none, or when it was not we who wrote it down."""
    row = Check.objects.filter(pk=about).first()
    good = row is not None and vault.verify(_signed(row), bytes(row.signature), vault.public_key())
    return row if good else None


def keep(about: str, check: Callable[[], Found], *, at: datetime) -> None:
    """Check something and keep what was found, unless the last check was a short while ago."""
    before = last(about)
    if before and not rules.check_due(before.at, before.seconds, at):
        return
    began = time.monotonic()
    found = check()
    note(about, found, at=at, seconds=time.monotonic() - began)


def note(about: str, found: Found, *, at: datetime, seconds: float = 0.0) -> None:
    """Keep what was found, however short a while ago the last check was."""
    row = Check(about=about, at=at, seconds=seconds, size=found.size, digest=found.digest)
    row.fault, row.why = found.fault, found.why
    row.signature = vault.sign(_signed(row))
    row.save()


def chain() -> Found:
    """Check the chain from its first entry to the last."""
    head = Head.objects.get()
    fault = queries.first_fault(head)
    return Found(head.size, bytes(head.digest), fault)


def standing(at: datetime) -> Standing:
    """Say how the chain stands at `at`, from the last check and what was written since: at most `AT_ONCE` are read."""
    head, checked = Head.objects.get(), last(CHAIN)
    fresh = checked is not None and not rules.check_late(checked.at, checked.seconds, at)
    if checked is None or (not fresh and not checked.fault and head.size <= AT_ONCE):
        if head.size > AT_ONCE:
            return Standing(head.size, None, 0, now=False)
        return Standing(head.size, queries.first_fault(head), head.size, now=True)
    minutes = max(0, int((at - checked.at).total_seconds() // 60))  # clocks differ a little
    if checked.fault:
        return Standing(head.size, checked.fault, checked.size, now=False, minutes=minutes)
    if not fresh or head.size - checked.size > AT_ONCE:
        return Standing(head.size, None, checked.size, now=False, minutes=minutes)
    fault = _fault_since(checked, head)
    return Standing(head.size, fault, head.size, now=True, before=checked.size, minutes=minutes)


def _fault_since(checked: Check, head: Head) -> int | None:
    """Give the first entry that breaks the chain after what was checked."""
    kept = Entry.objects.filter(pk=checked.size).values_list("digest", flat=True).first()
    if head.size < checked.size or (checked.size and bytes(kept or b"") != bytes(checked.digest)):
        return min(head.size + 1, checked.size)
    since = queries.entries_up_to(head.size, after=checked.size)
    after = (checked.size, bytes(checked.digest) if checked.size else rules.EMPTY)
    return rules.first_fault(since, size=head.size, head=bytes(head.digest), after=after)
