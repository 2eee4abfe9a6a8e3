"""The keyring: one wrapped data key per subject, in a file of its own apart from the database.

Each data key (AES-256-GCM) is wrapped by the key-encryption key of the current epoch. Destroying a subject's key wraps
all others anew under the next epoch and removes the old key-encryption key, so that a keyring out of an old backup
opens nothing of hers.
"""

import os
import secrets
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_SCHEMA = """
CREATE TABLE IF NOT EXISTS wrapped (name TEXT PRIMARY KEY, epoch INTEGER NOT NULL, key BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS destroyed (name TEXT PRIMARY KEY);
"""
_NONCE = 12


class NoKey(LookupError):
    """There is no key of this name."""


class KeyDestroyed(LookupError):
    """The key of this name was destroyed; what it sealed stays closed for good."""


class Keyring:
    """The keys of one installation, in `folder`: `keyring.sqlite3` and one `epoch-<n>` file (mode 0600)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._own = threading.local()

    def make(self, name: str) -> None:
        """Make a key called `name`, unless there is one. Raises KeyDestroyed when there was one."""
        with self._writing() as ring:
            self._refuse_destroyed(ring, name)
            if ring.execute("SELECT 1 FROM wrapped WHERE name = ?", (name,)).fetchone() is None:
                epoch = self._current_epoch(ring)
                wrapped = self._wrap(epoch, name, secrets.token_bytes(32))
                ring.execute("INSERT INTO wrapped VALUES (?, ?, ?)", (name, epoch, wrapped))

    def key(self, name: str) -> bytes:
        """Give the 32 bytes of the key called `name`. Raises NoKey or KeyDestroyed."""
        for _ in range(3):
            row = self._ring().execute("SELECT epoch, key FROM wrapped WHERE name = ?", (name,)).fetchone()
            if row is None:
                self._refuse_destroyed(self._ring(), name)
                raise NoKey(name)
            with suppress(FileNotFoundError, InvalidTag):  # its epoch may end between reading the row and the file
                return self._unwrap(row[0], name, row[1])
        raise NoKey(name)

    def count(self) -> tuple[int, int]:
        """Give how many keys are kept, and how many were destroyed."""
        kept = self._ring().execute("SELECT count(*) FROM wrapped").fetchone()
        gone = self._ring().execute("SELECT count(*) FROM destroyed").fetchone()
        return kept[0], gone[0]

    def destroy(self, name: str) -> None:
        """Destroy the key called `name` and begin a new epoch. Safe to repeat, and after a kill at any point.

        Raises NoKey when this keyring never had it: a process over another folder must not call that a destruction.
        """
        with self._writing() as ring:
            if ring.execute("SELECT 1 FROM wrapped WHERE name = ?", (name,)).fetchone() is not None:
                self._rotate_without(ring, name)
            elif ring.execute("SELECT 1 FROM destroyed WHERE name = ?", (name,)).fetchone() is None:
                raise NoKey(name)
        self.finish()

    def _rotate_without(self, ring: sqlite3.Connection, name: str) -> None:
        """Wrap every key but `name` anew under the next epoch."""
        old = self._current_epoch(ring)
        self._write_epoch(old + 1)
        for other, epoch, wrapped in ring.execute("SELECT name, epoch, key FROM wrapped").fetchall():
            if other != name:
                anew = self._wrap(old + 1, other, self._unwrap(epoch, other, wrapped))
                ring.execute("UPDATE wrapped SET epoch = ?, key = ? WHERE name = ?", (old + 1, anew, other))
        ring.execute("DELETE FROM wrapped WHERE name = ?", (name,))
        ring.execute("INSERT OR IGNORE INTO destroyed VALUES (?)", (name,))

    def finish(self) -> None:
        """Remove the files of epochs that no key is wrapped under any more, as after a kill in `destroy`."""
        with self._writing() as ring:
            needed = {row[0] for row in ring.execute("SELECT DISTINCT epoch FROM wrapped")} | {
                self._current_epoch(ring)
            }
            for path in self.folder.glob("epoch-*"):
                if int(path.name.removeprefix("epoch-")) not in needed:
                    path.write_bytes(secrets.token_bytes(32))
                    path.unlink()

    def _ring(self) -> sqlite3.Connection:
        ring: sqlite3.Connection | None = getattr(self._own, "ring", None)
        if ring is None or self._own.folder != self.folder:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            ring = sqlite3.connect(self.folder / "keyring.sqlite3", timeout=20, isolation_level=None)
            (self.folder / "keyring.sqlite3").chmod(0o600)
            ring.executescript("PRAGMA secure_delete = ON; PRAGMA synchronous = FULL;" + _SCHEMA)
            self._own.ring, self._own.folder = ring, self.folder
        return ring

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        ring = self._ring()
        ring.execute("BEGIN IMMEDIATE")
        try:
            yield ring
        except BaseException:
            ring.execute("ROLLBACK")
            raise
        ring.execute("COMMIT")

    def _refuse_destroyed(self, ring: sqlite3.Connection, name: str) -> None:
        if ring.execute("SELECT 1 FROM destroyed WHERE name = ?", (name,)).fetchone():
            raise KeyDestroyed(name)

    def _current_epoch(self, ring: sqlite3.Connection) -> int:
        epoch = ring.execute("SELECT max(epoch) FROM wrapped").fetchone()[0]
        if epoch is None:
            epoch = max((int(p.name.removeprefix("epoch-")) for p in self.folder.glob("epoch-*")), default=0)
            if epoch == 0:
                epoch = 1
                self._write_epoch(epoch)
        return int(epoch)

    def _epoch_file(self, epoch: int) -> Path:
        return self.folder / f"epoch-{epoch}"

    def _write_epoch(self, epoch: int) -> None:
        handle = os.open(self._epoch_file(epoch), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(32))
            file.flush()
            os.fsync(file.fileno())
        folder = os.open(self.folder, os.O_RDONLY)  # the file's name too must outlast a power cut before keys need it
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _wrap(self, epoch: int, name: str, key: bytes) -> bytes:
        nonce = secrets.token_bytes(_NONCE)
        return nonce + AESGCM(self._epoch_file(epoch).read_bytes()).encrypt(nonce, key, f"{name}\x1f{epoch}".encode())

    def _unwrap(self, epoch: int, name: str, wrapped: bytes) -> bytes:
        cipher = AESGCM(self._epoch_file(epoch).read_bytes())
        return cipher.decrypt(wrapped[:_NONCE], wrapped[_NONCE:], f"{name}\x1f{epoch}".encode())
