"""Who keeps the key-encryption keys: one interface, so that a file on a laptop and a key service stand in one place.

A key-encryption key has a name, `<keyring>-<epoch>`; it wraps data keys and never seals content. docs/keys.md says how
another provider plugs in.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol


class NotOpened(Exception):
    """The keys cannot be opened at all. `words` is one plain sentence for the person at the console; start stops."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class NoEpoch(LookupError):
    """The provider keeps no key-encryption key of this name: it was never made, or is destroyed."""


class Refused(ValueError):
    """A wrapped key, or the key-encryption key itself, does not open: changed, misplaced, or of another form."""


class Unreachable(OSError):
    """The provider does not answer now. Nothing is lost: ask again later."""


@dataclass(frozen=True)
class Description:
    """What a provider is: its `kind`, the names it keeps, and whether `destroy` leaves nothing to open a copy with."""

    kind: str
    names: frozenset[str]
    destroys: bool


class Provider(Protocol):
    """Keeps key-encryption keys. Each call may raise Unreachable; calls come from several threads and processes."""

    def begin(self, name: str) -> None:
        """Make the key `name`, unless there is one; when this returns, it outlasts a power cut."""

    def wrap(self, name: str, key: bytes, bound: bytes) -> bytes:
        """Give `key` (32 bytes) sealed with the key `name` and bound to `bound`. Raises NoEpoch."""

    def unwrap(self, name: str, wrapped: bytes, bound: bytes) -> bytes:
        """Give back what `wrap` was given. Raises NoEpoch, or Refused when it does not open."""

    def destroy(self, name: str) -> None:
        """Destroy the key `name` for good. Safe to repeat, also after a kill."""

    def describe(self) -> Description:
        """Say what this provider is and what it keeps."""


class HandsOut(Provider, Protocol):
    """A provider whose keys can be sealed for recovery. A key service that never gives a key away is none."""

    def key(self, name: str) -> bytes:
        """Give the 32 bytes of the key `name`. Raises NoEpoch or Refused."""

    def take(self, name: str, key: bytes) -> None:
        """Keep `key` under `name`, as at a restore. Raises Refused when another one has this name."""


class Reseals(Provider, Protocol):
    """A provider whose keys a passphrase opens. A key service has none."""

    def reseal(self, names: Sequence[str], passphrase: Callable[[], bytes]) -> bool:
        """Seal the keys `names` with another passphrase; False when they are. After a kill, repeat it.

        Raises NoEpoch, or Refused when a key opens with neither the old nor the new one: nothing was changed then.
        """
