"""Checkpoints as signed notes: pure, after c2sp.org/tlog-checkpoint and c2sp.org/signed-note."""

import hashlib
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from ledger.rules import day_of

_ED25519 = b"\1"  # the signature type that signed-note assigns to it


def origin(log: UUID) -> str:
    """Give the name of a register: the first line of its checkpoints, and the name of its key."""
    return f"attune/{log}"


def text(name: str, *, size: int, root: bytes, head: bytes, at: datetime) -> str:
    """Give what is signed: origin, size, root, and in two extension lines the last entry's digest and the UTC day."""
    return f"{name}\n{size}\n{b64encode(root).decode()}\nhead {head.hex()}\nday {day_of(at)}\n"


def key_id(name: str, key: bytes) -> bytes:
    """Give the four bytes by which a signature names its Ed25519 `key`."""
    return hashlib.sha256(name.encode() + b"\n" + _ED25519 + key).digest()[:4]


def spelled(name: str, key: bytes) -> str:
    """Give a public key in one line, as verifiers of notes take it."""
    return f"{name}+{key_id(name, key).hex()}+{b64encode(_ED25519 + key).decode()}"


def signed(words: str, name: str, key: bytes, signature: bytes) -> str:
    """Give the whole note: the text, an empty line, and one signature line."""
    return f"{words}\n\N{EM DASH} {name} {b64encode(key_id(name, key) + signature).decode()}\n"


@dataclass(frozen=True)
class Read:
    """A note taken apart: what was signed, in whose name, and the signature, which is not checked yet."""

    origin: str
    size: int
    root: bytes
    text: str
    signature: bytes


def read(note: str) -> Read:
    """Take a note apart that `signed` gave. Raises ValueError when it has another form."""
    words, _empty, line = note.partition("\n\n")
    name, size, root, _head, _day = words.split("\n")
    dash, signer, sealed = line.removesuffix("\n").split(" ")
    raw = b64decode(sealed, validate=True)
    if (dash, signer) != ("\N{EM DASH}", name) or len(raw) != 68 or not size.isdecimal():
        raise ValueError("not a checkpoint")
    return Read(name, int(size), b64decode(root, validate=True), f"{words}\n", raw[4:])


def receipt(entry: str, seq: int, proof: Sequence[bytes], note: str) -> str:
    """Give a proof that the entry numbered `seq` is under a checkpoint (c2sp.org/tlog-proof).

    The extra data is the entry's own bytes.
    """
    path = "".join(f"{b64encode(step).decode()}\n" for step in proof)
    return f"c2sp.org/tlog-proof@v1\nextra {b64encode(entry.encode()).decode()}\nindex {seq - 1}\n{path}\n{note}"
