"""Seal, open, sign, verify: what other rooms may ask of the keys. Whoever calls records the act."""

import hashlib
import secrets
from collections.abc import Callable, Sequence
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from vault import copies, recovery, rules
from vault.copies import Copy, recovered
from vault.keyring import KeyDestroyed, Keyring, NoKey
from vault.letters import Unreadable, new_room, open_letter
from vault.parcels import Bent, chunks, key_of, read_head
from vault.parcels import seal as seal_parcel
from vault.providers import Description, NoEpoch, NotOpened, Refused, Unreachable, wrapping
from vault.providers.chosen import keyring, keyring_in, lies_beside, standing_in
from vault.recovery import HandedOut, NeverHandedOut, NotRestorable, public_half
from vault.starting import RESTORING, alone, change_passphrase, start

__all__ = [
    "Bent", "Copy", "HandedOut", "KeyDestroyed", "NeverHandedOut", "NoEpoch", "NoKey", "NotOpened", "NotRestorable",
    "RESTORING", "Refused", "Tampered", "Unreachable", "Unreadable", "after_an_epoch", "alone", "change_passphrase",
    "chunks", "copied", "count", "describe", "destroy", "destroyed", "epoch", "every_key_opens", "fingerprint",
    "finish", "hand_out", "has_key", "key_of", "keyring_in", "lies_beside", "make_key", "new_recovery_key", "new_room",
    "open_letter", "open_sealed", "opened", "public_half", "public_key", "public_key_of", "read_head", "recovered",
    "restore", "rotate", "seal", "seal_parcel", "sign", "standing_in", "start", "unwrap", "verify", "wrap",
]  # fmt: skip

_FORM = b"\x01"
"""Of a sealed value. A later form gets the next byte; values of this one stay readable."""
_NONCE = 12
_after_an_epoch: list[Callable[[], None]] = []


class Tampered(ValueError):
    """A sealed value does not belong to this place, or was changed."""


def make_key(subject: UUID) -> None:
    """Make the data key of `subject` (participant, staff member or study), unless there is one."""
    keyring().make(str(subject))


def seal(text: str, *, subject: UUID, table: str, column: str, row: UUID) -> bytes:
    """Give `text` sealed with the key of `subject` and bound to its place.

    Form byte, 12-byte nonce, AES-256-GCM of the padded UTF-8. Raises NoKey or KeyDestroyed.
    """
    nonce = secrets.token_bytes(_NONCE)
    cipher = AESGCM(keyring().key(str(subject)))
    place = rules.bound_to(table, column, row)
    return _FORM + nonce + cipher.encrypt(nonce, rules.padded(text.encode()), place)


def open_sealed(sealed: bytes, *, subject: UUID, table: str, column: str, row: UUID) -> str:
    """Give back the text that `seal` was given. Raises NoKey, KeyDestroyed or Tampered."""
    return opened(keyring(), sealed, subject=subject, table=table, column=column, row=row)


def opened(ring: Keyring, sealed: bytes, *, subject: UUID, table: str, column: str, row: UUID) -> str:
    """Give what `open_sealed` gives, with the keys of `ring`: a keyring out of a safety copy, for instance."""
    if sealed[:1] != _FORM:
        raise Tampered(f"{table}.{column} {row}")
    nonce, body = sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :]
    try:
        plain = AESGCM(ring.key(str(subject))).decrypt(nonce, body, rules.bound_to(table, column, row))
    except InvalidTag:
        raise Tampered(f"{table}.{column} {row}") from None
    return rules.unpadded(plain).decode()


def wrap(key: bytes, *, subject: UUID, purpose: str) -> bytes:
    """Give `key`, or another short secret, wrapped with the key of `subject` for one `purpose` such as "accounts.totp".

    Form byte, 12-byte nonce, AES-256-GCM under a key of its own (HKDF-SHA256, RFC 5869). Raises NoKey or KeyDestroyed.
    """
    return _FORM + wrapping.wrap(_key_for(subject, purpose), key, f"{purpose}\x1f{subject}".encode())


def unwrap(wrapped: bytes, *, subject: UUID, purpose: str) -> bytes:
    """Give back what `wrap` was given. Raises NoKey, KeyDestroyed or Tampered."""
    if wrapped[:1] != _FORM:
        raise Tampered(f"{purpose} {subject}")
    try:
        return wrapping.unwrap(_key_for(subject, purpose), wrapped[1:], f"{purpose}\x1f{subject}".encode())
    except Refused:
        raise Tampered(f"{purpose} {subject}") from None


def _key_for(subject: UUID, purpose: str) -> bytes:
    info = b"attune wrap\x1f" + purpose.encode()
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(keyring().key(str(subject)))


def has_key(subject: UUID) -> bool:
    """Say whether the key of `subject` is kept."""
    return keyring().has(str(subject))


def destroyed() -> set[UUID]:
    """Give the subjects whose key this keyring had and destroyed."""
    return {UUID(name) for name in keyring().destroyed() if len(name) == 36}  # the own ones have short names


def count() -> tuple[int, int]:
    """Give how many keys this installation keeps, its own two among them, and how many were destroyed."""
    return keyring().count()


def describe() -> Description:
    """Say who keeps the key-encryption keys, which they are, and whether destroying them is for good."""
    return keyring().provider.describe()


def epoch() -> int:
    """Give the number of the current epoch: each destruction and each rotation begins the next."""
    return keyring().epoch()


def destroy(subject: UUID) -> None:
    """Destroy the key of `subject`; nothing it sealed can be read again, old backups included. Safe to repeat.

    All other keys are wrapped under a new epoch and each is opened before the old epoch is destroyed. Raises NoKey when
    this process's keyring never had it, and Unreachable when the keys' keeper does not answer: then repeat it.
    """
    keyring().destroy(str(subject))
    _tell_of_an_epoch()


def rotate(to: int) -> None:
    """Wrap all keys under epoch `to`, or a later one, and destroy the epochs before. Safe to repeat: it goes on."""
    keyring().rotate(to)
    _tell_of_an_epoch()


def finish() -> None:
    """Finish destructions and rotations that a kill interrupted; called at start-up and every day."""
    keyring().finish()
    _tell_of_an_epoch()


def after_an_epoch(call: Callable[[], None]) -> None:
    """Have `call` called whenever an epoch may have ended in this process. It raises nothing, and may find no news."""
    if call not in _after_an_epoch:
        _after_an_epoch.append(call)


def _tell_of_an_epoch() -> None:
    for call in _after_an_epoch:
        call()


def every_key_opens() -> bool:
    """Say whether every key that is kept can be opened."""
    return keyring().every_key_opens()


def new_recovery_key() -> tuple[bytes, bytes]:
    """Give a fresh recovery key: its private and its public half, 32 bytes each (X25519, RFC 7748)."""
    return recovery.new_key()


def hand_out(recipients: Sequence[bytes]) -> HandedOut:
    """Give the keyring file and the key that opens it sealed to public recovery keys, both of one moment.

    For a safety copy. Its `part` has to be replaced by the part of each later epoch. Raises NeverHandedOut without
    a recipient, or when the keys' keeper never hands a key out.
    """
    return recovery.hand_out(keyring(), recipients)


def restore(handed: HandedOut, private: bytes, *, folder: Path, epochs: Path) -> None:
    """Put a handed-out keyring into the empty `folder`, and what opens it into `epochs`, sealed as this program's is.

    Raises NotRestorable when the three do not belong together, and FileExistsError when there is a keyring already.
    """
    recovery.restore(handed, private, keyring_in(folder, epochs))


def copied(image: bytes) -> Copy:
    """Give a keyring out of a safety copy, in memory, opened as this installation's is. Raises NotRestorable."""
    return copies.checked(image, keyring().provider)


def public_key_of(ring: Keyring) -> bytes:
    """Give the 32 bytes of the key that verifies what is signed with the signing key that `ring` keeps."""
    return Ed25519PrivateKey.from_private_bytes(ring.key("signing")).public_key().public_bytes_raw()


def fingerprint(secret: str) -> bytes:
    """Give 32 bytes that stand for `secret` in a unique column: scrypt (RFC 7914) under a key of the keyring.

    Slow on purpose (about 50 ms), and worthless to who holds the database alone.
    """
    keyring().make("fingerprint")
    return hashlib.scrypt(secret.encode(), salt=keyring().key("fingerprint"), n=2**14, r=8, p=1, dklen=32)


def _signing_key() -> Ed25519PrivateKey:
    keyring().make("signing")
    return Ed25519PrivateKey.from_private_bytes(keyring().key("signing"))


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
