"""What a safety copy needs of the keys: the keyring file, and the one key that opens it sealed to recovery keys.

The sealing is HPKE (RFC 9180, base mode: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM). A part belongs to one
epoch; the part of the next epoch replaces it, and then nothing but the new one opens a keyring of this installation.
"""

import base64
import hashlib
import json
import os
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from vault.keyring import FILE, Keyring
from vault.providers import HandsOut, Refused

HPKE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_VERSION = 1
OTHER_KEY = "This recovery key does not open this part, or the part was changed."
APART = "The keyring and its part do not belong together, or the keyring was changed."


class NeverHandedOut(ValueError):
    """There is nobody to seal a key for, or the keys' keeper never hands one out."""


class NotRestorable(ValueError):
    """The keyring, its part and the recovery key do not belong together, or one of them was changed."""


@dataclass(frozen=True)
class HandedOut:
    """The keys for a safety copy, all of one moment: `keyring` and `part` go into separate files.

    `part` is replaced by that of a later `epoch`; a copy that keeps an older one keeps a destroyed key openable to
    whoever has a recovery key.
    """

    epoch: int
    keyring: bytes
    part: bytes


def new_key() -> tuple[bytes, bytes]:
    """Give a fresh recovery key: its private and its public half, 32 bytes each (RFC 7748)."""
    private = X25519PrivateKey.generate()
    return private.private_bytes_raw(), private.public_key().public_bytes_raw()


def public_half(private: bytes) -> bytes:
    """Give the public half of a recovery key. Raises ValueError when it is none."""
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def name_of(public: bytes) -> str:
    """Give the short name of a recovery key: 16 hexadecimal digits of the SHA-256 of its public half."""
    return hashlib.sha256(public).hexdigest()[:16]


def hand_out(ring: Keyring, recipients: Sequence[bytes]) -> HandedOut:
    """Give the keyring and its sealed key, for the public recovery keys `recipients`.

    Raises NeverHandedOut when there is no recipient or the provider never hands a key out, and ValueError when one is
    no key.
    """
    if not recipients or not hasattr(ring.provider, "key"):
        raise NeverHandedOut("a safety copy of keys needs a recovery key, and a provider that hands keys out")
    with ring.held() as (copy, name, epoch):
        key = cast(HandsOut, ring.provider).key(name)
        sealed = {name_of(each): _sealed(key, each, name) for each in recipients}
    return HandedOut(epoch, copy, json.dumps({"version": _VERSION, "name": name, "sealed": sealed}).encode())


def restore(handed: HandedOut, private: bytes, into: Keyring) -> None:
    """Put a keyring back with a private recovery key. `into` is over an empty folder; its provider keeps the key.

    Raises NotRestorable, and then nothing is left in the folder. FileExistsError when there is a keyring already.
    """
    name, key = open_part(handed.part, private)
    into.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = into.folder / FILE
    if path.exists():
        raise FileExistsError(17, "there is a keyring already", str(path))
    _written(path, handed.keyring)
    new = name not in into.provider.describe().names
    try:
        cast(HandsOut, into.provider).take(name, key)
        whole = into.kek() == name and into.every_key_opens()
    except (Refused, sqlite3.Error):
        whole = False
    if not whole:
        into.close()
        path.unlink()
        if new:
            into.provider.destroy(name)
        raise NotRestorable(APART)


def _written(path: Path, content: bytes) -> None:
    """Write a file for its owner only; it has its name when it is whole, and outlasts a power cut."""
    beside = path.with_name(path.name + ".begun")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.rename(path)
    handle = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def open_part(part: bytes, private: bytes) -> tuple[str, bytes]:
    """Give the name and the 32 bytes of the key sealed in `part`. Raises NotRestorable."""
    try:
        said: dict[str, Any] = json.loads(part)
        if said["version"] != _VERSION:
            raise KeyError("version")
        own, name = X25519PrivateKey.from_private_bytes(private), str(said["name"])
        sealed = base64.b64decode(said["sealed"][name_of(own.public_key().public_bytes_raw())], validate=True)
        return name, HPKE.decrypt(sealed, own, info=_info(name))
    except (InvalidTag, ValueError, KeyError, TypeError, RecursionError):
        raise NotRestorable(OTHER_KEY) from None


def _sealed(key: bytes, public: bytes, name: str) -> str:
    box = HPKE.encrypt(key, X25519PublicKey.from_public_bytes(public), info=_info(name))
    return base64.b64encode(box).decode()


def _info(name: str) -> bytes:
    return b"attune recovery\x1f" + name.encode()
