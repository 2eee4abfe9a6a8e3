"""Seal, open, sign, verify: what other rooms may ask of the keys. Whoever calls records the act."""

import hashlib
import secrets
from functools import cache
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from vault import rules
from vault.keyring import KeyDestroyed, Keyring, NoKey

__all__ = ["KeyDestroyed", "NoKey", "Tampered", "count", "destroy", "fingerprint", "finish", "make_key", "open_sealed",
           "public_key", "seal", "sign", "verify"]  # fmt: skip

_VERSION = b"\x01"
_NONCE = 12


class Tampered(ValueError):
    """A sealed value does not belong to this place, or was changed."""


@cache
def _keyring(folder: Path) -> Keyring:
    return Keyring(folder)


def _ring() -> Keyring:
    return _keyring(Path(settings.KEYRING))


def make_key(subject: UUID) -> None:
    """Make the data key of `subject` (participant, staff member or study), unless there is one."""
    _ring().make(str(subject))


def seal(text: str, *, subject: UUID, table: str, column: str, row: UUID) -> bytes:
    """Give `text` sealed with the key of `subject` and bound to its place.

    Version byte, 12-byte nonce, AES-256-GCM of the padded UTF-8. Raises NoKey or KeyDestroyed.
    """
    nonce = secrets.token_bytes(_NONCE)
    cipher = AESGCM(_ring().key(str(subject)))
    place = rules.bound_to(table, column, row)
    return _VERSION + nonce + cipher.encrypt(nonce, rules.padded(text.encode()), place)


def open_sealed(sealed: bytes, *, subject: UUID, table: str, column: str, row: UUID) -> str:
    """Give back the text that `seal` was given. Raises NoKey, KeyDestroyed or Tampered."""
    if sealed[:1] != _VERSION:
        raise Tampered(f"{table}.{column} {row}")
    nonce, body = sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :]
    try:
        plain = AESGCM(_ring().key(str(subject))).decrypt(nonce, body, rules.bound_to(table, column, row))
    except InvalidTag:
        raise Tampered(f"{table}.{column} {row}") from None
    return rules.unpadded(plain).decode()


def count() -> tuple[int, int]:
    """Give how many keys this installation keeps, its own two among them, and how many were destroyed."""
    return _ring().count()


def destroy(subject: UUID) -> None:
    """Destroy the key of `subject`; nothing it sealed can be read again, old backups included. Safe to repeat.

    Raises NoKey when this process's keyring never had it.
    """
    _ring().destroy(str(subject))


def finish() -> None:
    """Finish destructions that a kill interrupted; called at start-up."""
    _ring().finish()


def fingerprint(secret: str) -> bytes:
    """Give 32 bytes that stand for `secret` in a unique column: scrypt (RFC 7914) under a key of the keyring.

    Slow on purpose (about 50 ms), and worthless to who holds the database alone.
    """
    _ring().make("fingerprint")
    return hashlib.scrypt(secret.encode(), salt=_ring().key("fingerprint"), n=2**14, r=8, p=1, dklen=32)


def _signing_key() -> Ed25519PrivateKey:
    _ring().make("signing")
    return Ed25519PrivateKey.from_private_bytes(_ring().key("signing"))


def public_key() -> bytes:
    """Give the 32 bytes of the Ed25519 key that verifies what this installation signs (RFC 8032)."""
    return _signing_key().public_key().public_bytes_raw()


def sign(message: bytes) -> bytes:
    """Give the 64-byte Ed25519 signature of `message`."""
    return _signing_key().sign(message)


def verify(message: bytes, signature: bytes, key: bytes) -> bool:
    """Say whether `signature` is that of `message` under the public `key`."""
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except InvalidSignature:
        return False
    return True
