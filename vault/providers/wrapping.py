"""Wrapping of one key with another: nonce (12 bytes), then AES-256-GCM of the key bound to its associated data."""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from vault.providers import Refused

_NONCE = 12


def wrap(outer: bytes, key: bytes, bound: bytes) -> bytes:
    """Give `key` sealed with the 32 bytes of `outer`."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(outer).encrypt(nonce, key, bound)


def unwrap(outer: bytes, wrapped: bytes, bound: bytes) -> bytes:
    """Give back what `wrap` was given. Raises Refused when it does not open."""
    try:
        return AESGCM(outer).decrypt(wrapped[:_NONCE], wrapped[_NONCE:], bound)
    except (InvalidTag, ValueError):
        raise Refused("a wrapped key does not open") from None
