"""Letters sealed to an open room, and opened by who holds its private half only."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from vault.letters import Unreadable, new_room, open_letter

NONCE = bytes(12)


def sealed(public: bytes, words: bytes, about: bytes) -> dict[str, bytes]:
    """Seal as a browser does."""
    key = ec.generate_private_key(ec.SECP256R1())
    shared = key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public))
    secret = HKDF(algorithm=SHA256(), length=32, salt=bytes(32), info=b"attune letter").derive(shared)
    once = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return {"once": once, "nonce": NONCE, "body": AESGCM(secret).encrypt(NONCE, words, about)}


def test_a_letter_is_opened_with_the_private_half_only_and_only_for_what_it_is_about() -> None:
    (private, public), (other, _) = new_room(), new_room()
    letter = sealed(public, b"canary words", b"this room")
    assert open_letter(private, **letter, about=b"this room") == b"canary words"
    assert (len(private), len(public)) == (32, 65)
    for wrong in (
        {"private": other}, {"about": b"that room"}, {"once": b"\x04" + bytes(64)}, {"once": b""},
        {"body": letter["body"][:-1]}, {"nonce": bytes(11) + b"\x01"}, {"nonce": b""},
    ):  # fmt: skip
        given = {"private": private, **letter, "about": b"this room", **wrong}
        with pytest.raises(Unreadable, match="^$"):
            open_letter(given.pop("private"), **given)
