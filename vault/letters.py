"""Letters that anybody can seal to an open room, and only this program can open.

ECDH on P-256 with a key of one use (SP 800-56A, 5.7.1.2), HKDF-SHA256 (RFC 5869), AES-256-GCM (SP 800-38D): what
browsers have too (WebCrypto, W3C).
"""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

_CURVE = ec.SECP256R1()
_INFO = b"attune letter"


class Unreadable(ValueError):
    """A letter is not one to this room, or was changed. Says nothing of what stands in it."""


def new_room() -> tuple[bytes, bytes]:
    """Give a fresh pair for a room: the private number (32 bytes), and the public point (65 bytes, uncompressed)."""
    key = ec.generate_private_key(_CURVE)
    public = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return key.private_numbers().private_value.to_bytes(32, "big"), public


def open_letter(private: bytes, *, once: bytes, nonce: bytes, body: bytes, about: bytes) -> bytes:
    """Give what was sealed: `once` is the sender's public point, `about` what it is bound to. Raises Unreadable."""
    key = ec.derive_private_key(int.from_bytes(private, "big"), _CURVE)
    try:
        shared = key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, once))
        secret = HKDF(algorithm=SHA256(), length=32, salt=None, info=_INFO).derive(shared)
        return AESGCM(secret).decrypt(nonce, body, about)
    except (InvalidTag, ValueError):
        raise Unreadable from None
