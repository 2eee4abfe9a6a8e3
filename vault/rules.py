"""Pure decisions about sealed values: padding that hides lengths, and the name a value is bound to."""

from uuid import UUID

BUCKETS = (32, 128, 512, 2048)
"""Sizes in bytes to which a value is padded; beyond the last, to its next multiple."""

_LENGTH = 4


def padded(plain: bytes) -> bytes:
    """Give `plain` behind its length (4 bytes, big-endian), filled with zeros up to the next bucket."""
    body = len(plain).to_bytes(_LENGTH, "big") + plain
    size = next((bucket for bucket in BUCKETS if len(body) <= bucket), -(-len(body) // BUCKETS[-1]) * BUCKETS[-1])
    return body.ljust(size, b"\0")


def unpadded(body: bytes) -> bytes:
    """Give back what `padded` was given."""
    length = int.from_bytes(body[:_LENGTH], "big")
    return body[_LENGTH : _LENGTH + length]


def bound_to(table: str, column: str, row: UUID) -> bytes:
    """Give the associated data that ties a sealed value to its table, column and row."""
    return f"{table}\x1f{column}\x1f{row}".encode()
