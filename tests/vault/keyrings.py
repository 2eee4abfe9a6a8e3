"""Keyrings of tests: the real files, with a passphrase that is stretched little, and a provider that fails on order."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from vault.keyring import Keyring
from vault.providers import Description, Provider
from vault.providers.sealed_files import Cost, SealedFiles

PASSPHRASE = b"an invented passphrase"
NEW = b"another invented passphrase"
CHEAP = Cost(memory=32, passes=1, lanes=1)


def stretch_little(monkeypatch: Any) -> None:
    """Let the program's own keyrings of this test cost little, too."""
    monkeypatch.setattr("vault.providers.sealed_files.Cost", lambda: CHEAP)


def files(folder: Path, words: bytes = PASSPHRASE) -> SealedFiles:
    """Give a provider over `folder`, as a process of its own would have it."""
    return SealedFiles(folder, lambda: words, CHEAP)


def ring_in(folder: Path, provider: Provider | None = None, names: Iterable[str] = ()) -> Keyring:
    """Give a keyring in `folder`/keyring, its key-encryption keys in `folder`/epochs, a key for each of `names`."""
    ring = Keyring(folder / "keyring", provider or files(folder / "epochs"))
    for name in names:
        ring.make(name)
    return ring


def epochs_in(folder: Path) -> list[int]:
    """Give the numbers of the key-encryption keys that lie in `folder`/epochs."""
    return sorted(int(path.stem.partition("-")[2]) for path in (folder / "epochs").glob("*.epoch"))


class Watched:
    """A provider that tells `before` the name of each call, and then does what the real one does.

    `before` may wait, raise, or kill: a slow key service, one that is down, and a power cut.
    """

    def __init__(self, real: Any, before: Callable[[str], None]) -> None:
        self.real, self.before = real, before

    def begin(self, name: str) -> None:
        self.before("begin")
        self.real.begin(name)

    def wrap(self, name: str, key: bytes, bound: bytes) -> bytes:
        self.before("wrap")
        return self.real.wrap(name, key, bound)

    def unwrap(self, name: str, wrapped: bytes, bound: bytes) -> bytes:
        self.before("unwrap")
        return self.real.unwrap(name, wrapped, bound)

    def destroy(self, name: str) -> None:
        self.before("destroy")
        self.real.destroy(name)

    def describe(self) -> Description:
        self.before("describe")
        return self.real.describe()
