"""A keyring out of a safety copy, read in memory: it lies in no file, and changes nothing."""

import sqlite3
from collections.abc import Collection
from pathlib import Path

from vault.keyring import Keyring
from vault.providers import Description, NoEpoch, Provider, Refused, wrapping
from vault.recovery import APART, HandedOut, NotRestorable, open_part


class Copy(Keyring):
    """The keyring in `image`, opened with the key-encryption keys of `provider`."""

    def __init__(self, image: bytes, provider: Provider) -> None:
        super().__init__(Path("/dev/null/nowhere"), provider)
        self._image = image

    def names(self) -> set[str]:
        """Give the names of the keys that are kept."""
        return {name for (name,) in self._ring().execute("SELECT name FROM wrapped").fetchall()}

    def without(self, names: Collection[str]) -> "Copy":
        """Give a copy in which the keys of these names are destroyed; no epoch begins or ends."""
        ring = Copy(self._ring().serialize(), self.provider)
        with ring._writing() as rows:
            gone = [(name,) for name in names]
            rows.executemany("DELETE FROM wrapped WHERE name = ?", gone)
            rows.executemany("INSERT OR IGNORE INTO destroyed VALUES (?)", gone)
        return ring

    def _connect(self) -> sqlite3.Connection:
        if not self._image:
            raise sqlite3.DatabaseError("no keyring")
        ring = sqlite3.connect(":memory:", isolation_level=None)
        ring.deserialize(self._image)
        return ring


class _OneKey:
    """A provider that has one key-encryption key, in memory."""

    def __init__(self, name: str, key: bytes) -> None:
        self.name, self._key = name, key

    def begin(self, name: str) -> None:
        raise NoEpoch(name)

    def wrap(self, name: str, key: bytes, bound: bytes) -> bytes:
        return wrapping.wrap(self._of(name), key, bound)

    def unwrap(self, name: str, wrapped: bytes, bound: bytes) -> bytes:
        return wrapping.unwrap(self._of(name), wrapped, bound)

    def destroy(self, name: str) -> None:
        raise NoEpoch(name)

    def describe(self) -> Description:
        return Description("one key in memory", frozenset({self.name}), destroys=False)

    def _of(self, name: str) -> bytes:
        if name != self.name:
            raise NoEpoch(name)
        return self._key


def recovered(handed: HandedOut, private: bytes) -> Copy:
    """Give a handed-out keyring, opened with a private recovery key. Raises NotRestorable."""
    name, key = open_part(handed.part, private)
    return checked(handed.keyring, _OneKey(name, key), name)


def checked(image: bytes, provider: Provider, name: str = "") -> Copy:
    """Give the keyring in `image` when every key in it opens, and `name` is its current key-encryption key.

    Raises NotRestorable.
    """
    ring = Copy(image, provider)
    try:
        whole = ring.kek() == (name or ring.kek()) and ring.every_key_opens()
    except (Refused, NoEpoch, sqlite3.Error, TypeError):
        whole = False
    if not whole:
        raise NotRestorable(APART)
    return ring
