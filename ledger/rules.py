"""Pure parts of the register: canonical bytes, commitments, and the chain."""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

EMPTY = bytes(32)
"""What the first entry follows."""


def canonical(content: dict[str, Any]) -> str:
    """Give `content` as JSON with sorted keys, no spaces and no escapes: the same bytes for the same content."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def commitment(salt: bytes, payload: str) -> bytes:
    """Give the SHA-256 of the 32-byte `salt` followed by the canonical `payload`."""
    return hashlib.sha256(salt + payload.encode()).digest()


def digest(
    *, seq: int, act: str, at: datetime, actor: UUID, subject: UUID, target: UUID, committed: bytes, previous: bytes
) -> bytes:
    """Give the SHA-256 of 0x00 and the entry's canonical JSON (leaf hash after RFC 9162, section 2.1.1)."""
    entry = canonical({
        "act": act, "actor": str(actor), "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        "commitment": committed.hex(), "previous": previous.hex(), "seq": seq, "subject": str(subject),
        "target": str(target),
    })  # fmt: skip
    return hashlib.sha256(b"\0" + entry.encode()).digest()


def first_fault(entries: Iterable[dict[str, Any]], *, size: int, head: bytes) -> int | None:
    """Give the number of the first entry that breaks the chain, `size + 1` when its end is missing, or None.

    `entries` are mappings with the arguments of `digest` and `digest` itself, in the order of `seq`.
    """
    previous, expected = EMPTY, 1
    for entry in entries:
        content = {name: value for name, value in entry.items() if name != "digest"}
        if entry["seq"] != expected or entry["previous"] != previous or digest(**content) != entry["digest"]:
            return expected
        previous, expected = entry["digest"], expected + 1
    return None if (expected - 1, previous) == (size, head) else expected
