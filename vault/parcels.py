"""Parcels: a stream of bytes sealed to recovery keys, in which a flip, a cut, a swap and another order are noticed.

A parcel is `attune parcel`, the form (1 byte), the length of the head (4 bytes, big-endian), the head, and chunks. The
head is JSON: what the parcel says of itself, and for each recovery key the parcel's own key sealed by HPKE (RFC 9180).
A chunk is AES-256-GCM of 65,536 bytes, the last one of fewer or as many; its nonce is its number (11 bytes) and a byte
that is 1 in the last one only (the STREAM construction: Hoang, Reyhanitabar, Rogaway, Vizár 2015); its associated data
is the SHA-256 of all before the first chunk. The key is used for one parcel, so no nonce comes twice.
"""

import base64
import hashlib
import json
import secrets
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from vault.recovery import HPKE, name_of

_MAGIC, _FORM = b"attune parcel", 1
_START = struct.Struct(">13sBI")
_CHUNK, _TAG, _LONGEST_HEAD = 2**16, 16, 2**16
NO_PARCEL = "This is no backup of Attune, or its first bytes were changed."
LATER = "This was made by a later version of Attune: use that version, or a newer one."
OTHER_KEY = "This recovery key does not open this backup, or the backup was changed."
BENT = "This was changed or cut after it was made."


class Bent(ValueError):
    """A parcel that is none, was changed, or is for somebody else. `words` say so in one sentence."""

    def __init__(self, words: str = BENT) -> None:
        super().__init__(words)
        self.words = words


@dataclass(frozen=True)
class Head:
    """What a parcel says of itself, readable by everybody; it is proven only once the parcel opens."""

    about: Mapping[str, str]
    to: Mapping[str, str]
    digest: bytes


def seal(
    pieces: Iterable[bytes], about: Mapping[str, str], recipients: Sequence[bytes]
) -> tuple[bytes, Iterator[bytes]]:
    """Give the key of a new parcel, and the parcel in pieces while it takes in `pieces`.

    Raises ValueError when there is no recipient, or one of them is no X25519 key.
    """
    if not recipients:
        raise ValueError("a parcel needs a recovery key")
    key = secrets.token_bytes(32)
    to = {name_of(each): _sealed(key, each, about) for each in recipients}
    head = _canonical({"about": dict(about), "to": to})
    start = _START.pack(_MAGIC, _FORM, len(head)) + head
    return key, _written(pieces, key, start)


def _written(pieces: Iterable[bytes], key: bytes, start: bytes) -> Iterator[bytes]:
    yield start
    cipher, bound, number = AESGCM(key), hashlib.sha256(start).digest(), 0
    waiting = bytearray()
    for piece in pieces:
        waiting += piece
        while len(waiting) > _CHUNK:  # a full one waits: it may be the last
            yield cipher.encrypt(_nonce(number, last=False), bytes(waiting[:_CHUNK]), bound)
            del waiting[:_CHUNK]
            number += 1
    yield cipher.encrypt(_nonce(number, last=True), bytes(waiting), bound)


def read_head(file: BinaryIO) -> Head:
    """Give the head of a parcel and leave `file` at its first chunk. Raises Bent."""
    start = file.read(_START.size)
    if len(start) < _START.size or not start.startswith(_MAGIC):
        raise Bent(NO_PARCEL)
    _magic, form, length = _START.unpack(start)
    if form != _FORM:
        raise Bent(LATER if form > _FORM else NO_PARCEL)
    if length > _LONGEST_HEAD:
        raise Bent(NO_PARCEL)
    head = file.read(length)
    try:
        said = json.loads(head)
        about, to = dict(said["about"]), dict(said["to"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Bent(NO_PARCEL) from None
    return Head(about, to, hashlib.sha256(start + head).digest())


def key_of(head: Head, private: bytes) -> bytes:
    """Give the parcel's key with a private recovery key. Raises Bent when it is for another one, or was changed."""
    try:
        own = X25519PrivateKey.from_private_bytes(private)
        sealed = base64.b64decode(head.to[name_of(own.public_key().public_bytes_raw())], validate=True)
        return HPKE.decrypt(sealed, own, info=_info(head.about))
    except (InvalidTag, ValueError, KeyError, TypeError):
        raise Bent(OTHER_KEY) from None


def chunks(file: BinaryIO, head: Head, key: bytes) -> Iterator[bytes]:
    """Give what is inside, in pieces. Nothing is proven of the whole until the last piece was given. Raises Bent."""
    cipher, number, block = AESGCM(key), 0, file.read(_CHUNK + _TAG)
    while block:
        after = file.read(_CHUNK + _TAG)
        try:
            yield cipher.decrypt(_nonce(number, last=not after), block, head.digest)
        except InvalidTag:
            raise Bent from None
        number, block = number + 1, after
    if not number:
        raise Bent


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _sealed(key: bytes, public: bytes, about: Mapping[str, str]) -> str:
    return base64.b64encode(HPKE.encrypt(key, X25519PublicKey.from_public_bytes(public), info=_info(about))).decode()


def _info(about: Mapping[str, str]) -> bytes:
    return b"attune parcel\x1f" + _canonical(dict(about))


def _canonical(content: object) -> bytes:
    return json.dumps(content, sort_keys=True, separators=(",", ":")).encode()
