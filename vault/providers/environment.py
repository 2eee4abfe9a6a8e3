"""Key-encryption keys out of one secret of the environment: for tests and the invented study only.

The environment is handed to every child process and is readable in procfs, and a key made from it can be made again:
nothing is ever destroyed for good. `vault.checks` refuses it outside demo mode.
"""

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from vault.providers import Description, wrapping


class Environment:
    """Makes each key from `secret` and its name (HKDF-SHA256, RFC 5869)."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def begin(self, name: str) -> None:
        """Do nothing: a key is made from its name."""

    def wrap(self, name: str, key: bytes, bound: bytes) -> bytes:
        return wrapping.wrap(self._key(name), key, bound)

    def unwrap(self, name: str, wrapped: bytes, bound: bytes) -> bytes:
        return wrapping.unwrap(self._key(name), wrapped, bound)

    def destroy(self, name: str) -> None:
        """Do nothing: whoever has the secret makes the key again. `describe` says so."""

    def describe(self) -> Description:
        return Description("environment", frozenset(), destroys=False)

    def _key(self, name: str) -> bytes:
        info = b"attune epoch\x1f" + name.encode()
        return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(self._secret)
