"""What is inside a backup: named members in a row, then a manifest over them, then its signature. Pure.

A member is byte 1, the length of its name (2 bytes, big-endian), the name, and pieces, each byte 2 and its length (4
bytes); byte 0 ends the row. The manifest is JSON and holds the SHA-256 of each member before it.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from vault.services import Bent

Member = tuple[str, Iterable[bytes]]
MANIFEST, SIGNATURE = "manifest", "signature"
FORM = 1
"""Of the manifest; docs/backups.md says what it holds."""
_END, _MEMBER, _PIECE = b"\0", b"\1", b"\2"


def packed(
    members: Iterable[Member], manifest: Callable[[dict[str, str]], bytes], sign: Callable[[bytes], bytes]
) -> Iterator[bytes]:
    """Give the members in a row; `manifest` is asked at the end, with the digest of each member by its name."""
    digests: dict[str, str] = {}
    for name, pieces in members:
        yield from _member(name, pieces, digests)
    whole = manifest(digests)
    yield from _member(MANIFEST, [whole], {})
    yield from _member(SIGNATURE, [sign(signed(whole))], {})
    yield _END


def signed(manifest: bytes) -> bytes:
    """Give what is signed of a manifest."""
    return b"attune backup\x1f" + manifest


def written(content: dict[str, Any]) -> bytes:
    """Give a manifest as bytes."""
    return json.dumps({"form": FORM, **content}, sort_keys=True, separators=(",", ":")).encode()


def _member(name: str, pieces: Iterable[bytes], digests: dict[str, str]) -> Iterator[bytes]:
    digest, said = hashlib.sha256(), name.encode()
    yield _MEMBER + len(said).to_bytes(2, "big") + said
    for piece in pieces:
        digest.update(piece)
        yield _PIECE + len(piece).to_bytes(4, "big") + piece
    digests[name] = digest.hexdigest()


class _Row:
    """Bytes that come in pieces, taken by length."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._held = pieces, bytearray()

    def take(self, length: int) -> bytes:
        while len(self._held) < length:
            more = next(self._pieces, None)
            if more is None:
                raise Bent
            self._held += more
        taken = bytes(self._held[:length])
        del self._held[:length]
        return taken

    def end(self) -> None:
        if self._held or next(self._pieces, None) is not None:
            raise Bent


def unpacked(pieces: Iterator[bytes]) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Give each member with its pieces, which are taken before the next member is. Raises Bent, also at the end."""
    row = _Row(pieces)
    kind = row.take(1)
    while kind == _MEMBER:
        name = row.take(int.from_bytes(row.take(2), "big")).decode()
        after: list[bytes] = []
        member = _pieces(row, after)
        yield name, member
        for _ in member:
            pass
        kind = after[0]
    if kind != _END:
        raise Bent
    row.end()


def _pieces(row: _Row, after: list[bytes]) -> Iterator[bytes]:
    while (kind := row.take(1)) == _PIECE:
        yield row.take(int.from_bytes(row.take(4), "big"))
    after.append(kind)
