"""Pure parts of the register: canonical bytes, commitments, the chain, and when a checkpoint is due."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from ledger import merkle

FORM = 1
"""The version of an entry's form; docs/ledger.md says what each version holds."""

EMPTY = bytes(32)
"""What the first entry follows."""

ENTRIES = 50
"""A checkpoint is due when so many entries have none yet."""

ACT = re.compile(r"[a-z_]{1,29}\.[a-z0-9_]{1,30}")


def canonical(content: Mapping[str, Any]) -> str:
    """Give `content` as JSON with sorted keys, no spaces and no escapes: the same bytes for the same content."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def moment(at: datetime) -> str:
    """Give an instant in UTC, to the microsecond: 2026-06-09T10:00:00.000000Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def day_of(at: datetime) -> str:
    """Give the day of an instant in UTC: 2026-06-09."""
    return at.astimezone(UTC).strftime("%Y-%m-%d")


def commitment(salt: bytes, at: datetime, payload: str) -> bytes:
    """Give the SHA-256 of the 32-byte `salt`, the instant, a line feed and the canonical `payload`."""
    return hashlib.sha256(salt + f"{moment(at)}\n{payload}".encode()).digest()


def body(
    *, seq: int, act: str, at: datetime, actor: UUID, subject: UUID, target: UUID, committed: bytes, previous: bytes
) -> str:
    """Give the entry as it is hashed, exported and proven: canonical JSON, with the day and not the hour."""
    return canonical({
        "act": act, "actor": str(actor), "commitment": committed.hex(), "day": day_of(at), "previous": previous.hex(),
        "seq": seq, "subject": str(subject), "target": str(target), "v": FORM,
    })  # fmt: skip


def digest(**names: Any) -> bytes:
    """Give the leaf hash (RFC 9162, section 2.1.1) of the entry that `body` gives for the same arguments."""
    return merkle.leaf_hash(body(**names).encode())


def peaks(joined: bytes) -> merkle.Peaks:
    """Give the peaks out of the row that keeps them one behind the other."""
    return tuple(joined[start : start + 32] for start in range(0, len(joined), 32))


def due(*, size: int, anchored: int) -> bool:
    """Say whether a register of `size`, whose last checkpoint holds `anchored` entries, needs another one."""
    return size - anchored >= ENTRIES


def day_is_over(since: datetime | None, at: datetime) -> bool:
    """Say whether the day (UTC) of the oldest entry that no checkpoint holds, written at `since`, is over at `at`."""
    return since is not None and since.astimezone(UTC).date() < at.astimezone(UTC).date()


CHECK_EVERY, CHECK_LATE = timedelta(minutes=4), timedelta(minutes=15)
CHECK_SHARE = 20
"""A check that took a second is not repeated for this many seconds: checks take a twentieth of one core at most."""


def check_due(last: datetime, seconds: float, at: datetime) -> bool:
    """Say whether what was checked at `last`, which took so many seconds, is to be checked again at `at`.

    A check of a later day was made under a clock that ran ahead, and says nothing.
    """
    return abs(at - last) >= max(CHECK_EVERY, timedelta(seconds=CHECK_SHARE * seconds))


def check_late(last: datetime, seconds: float, at: datetime) -> bool:
    """Say whether a check was expected since, and did not come."""
    return abs(at - last) >= max(CHECK_LATE, 3 * timedelta(seconds=CHECK_SHARE * seconds))


def first_fault(
    entries: Iterable[Mapping[str, Any]],
    *,
    size: int,
    head: bytes,
    roots: Mapping[int, bytes] | None = None,
    after: tuple[int, bytes] = (0, EMPTY),
) -> int | None:
    """Give the number of the first entry that breaks the chain, `size + 1` when its end is missing, or None.

    `entries` are mappings with the arguments of `digest` and `digest` itself, in the order of `seq`; `roots` are those
    of checkpoints, by their sizes. An entry at which a root differs breaks the chain, too. `after` is the number and
    the digest of an entry up to which the chain is known; roots are then not looked at.
    """
    peaks: merkle.Peaks = ()
    previous, expected, roots = after[1], after[0] + 1, {} if after[0] else roots or {}
    for entry in entries:
        content = {name: value for name, value in entry.items() if name != "digest"}
        if entry["seq"] != expected or entry["previous"] != previous or digest(**content) != entry["digest"]:
            return expected
        if roots:
            peaks = merkle.grown(peaks, expected - 1, entry["digest"])
        if expected in roots and roots[expected] != merkle.root(peaks):
            return expected
        previous, expected = entry["digest"], expected + 1
    return None if (expected - 1, previous) == (size, head) else expected
