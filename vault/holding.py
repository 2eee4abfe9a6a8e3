"""Who works with the keys right now: processes that serve or work hold them together, a change of passphrase alone.

The kernel keeps the lock on the keyring's folder (flock(2)) and lets go of it when a process ends, however it ends.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vault.providers import NotOpened

IN_USE = "Attune is running. Stop it, its workers too, then type the same again. Nothing was changed."
CHANGING = "The passphrase of the keys is being changed. Start again in a moment."
_held: dict[Path, int] = {}


def together(folder: Path) -> None:
    """Hold the keys in `folder` until this process ends. Raises NotOpened while the passphrase is being changed."""
    if folder not in _held:
        _held[folder] = _locked(folder, fcntl.LOCK_SH, CHANGING)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the keys in `folder` as the only one. Raises NotOpened when any process serves or works with them."""
    handle = _locked(folder, fcntl.LOCK_EX, IN_USE)
    try:
        yield
    finally:
        os.close(handle)


def _locked(folder: Path, how: int, otherwise: str) -> int:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, how | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        raise NotOpened(otherwise) from None
    return handle
