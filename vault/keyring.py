"""The keyring: one wrapped data key per subject, in a file of its own apart from the database.

Each data key (32 bytes) is wrapped by the key-encryption key of the current epoch, which a provider keeps. Destroying a
subject's key begins a new epoch: her row goes at once, all others are wrapped anew, each is opened, and only then is
the old key-encryption key destroyed, so that a keyring out of an old backup opens nothing of hers. Every step is
committed by itself and can be repeated; `finish` goes on where a kill came.
"""

import os
import secrets
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from vault import former, ring_file
from vault.providers import NoEpoch, Provider, Refused, Reseals

FILE = "keyring.sqlite3"
_FORM = b"\x01"  # of a wrapped key: the byte, then what the provider gave
_AT_ONCE = 100
"""Keys wrapped anew in one transaction: whoever wants to make a key waits no longer than for these."""


class NoKey(LookupError):
    """There is no key of this name."""


class KeyDestroyed(LookupError):
    """The key of this name was destroyed; what it sealed stays closed for good."""


class Keyring:
    """The keys of one installation: `folder` holds them wrapped (mode 0600), `provider` holds what wraps them."""

    def __init__(self, folder: Path, provider: Provider) -> None:
        self.folder, self.provider = folder, provider
        self._own = threading.local()

    def make(self, name: str) -> None:
        """Make a key called `name`, unless there is one. Raises KeyDestroyed when there was one."""
        with self._writing() as ring:
            _refuse_destroyed(ring, name)
            if ring_file.row(ring, name) is None:
                epoch = ring_file.epoch(ring)
                if epoch == 0:
                    epoch = self._begin(ring)
                wrapped = self._wrap(name, epoch, secrets.token_bytes(32))
                ring.execute("INSERT INTO wrapped VALUES (?, ?, ?)", (name, epoch, wrapped))

    def key(self, name: str) -> bytes:
        """Give the 32 bytes of the key called `name`. Raises NoKey or KeyDestroyed, and what the provider raises."""
        ring, before = self._ring(), None
        while True:
            row = ring_file.row(ring, name)
            if row is None:
                _refuse_destroyed(ring, name)
                raise NoKey(name)
            try:
                return self._unwrap(name, *row)
            except (NoEpoch, Refused):  # its epoch may end between reading the row and asking: the row is new then
                if row == before:
                    raise
                before = row

    def has(self, name: str) -> bool:
        """Say whether a key of this name is kept."""
        return ring_file.row(self._ring(), name) is not None

    def destroyed(self) -> set[str]:
        """Give the names of the keys that were destroyed."""
        return {name for (name,) in self._ring().execute("SELECT name FROM destroyed").fetchall()}

    def count(self) -> tuple[int, int]:
        """Give how many keys are kept, and how many were destroyed."""
        kept = self._ring().execute("SELECT count(*) FROM wrapped").fetchone()
        gone = self._ring().execute("SELECT count(*) FROM destroyed").fetchone()
        return kept[0], gone[0]

    def id(self) -> str:
        """Give what names this keyring among all that a provider may serve: 16 hexadecimal digits."""
        ring = self._ring()
        if self._own.id is None:
            self._own.id = ring.execute("SELECT id FROM ring").fetchone()[0]
        found: str = self._own.id
        return found

    def is_there(self) -> bool:
        """Say whether the file of this keyring lies in its folder; asking makes none."""
        return (self.folder / FILE).exists()

    def epoch(self) -> int:
        """Give the number of the current epoch; 0 before the first key."""
        return ring_file.epoch(self._ring())

    def destroy(self, name: str) -> None:
        """Destroy the key called `name` and begin a new epoch. Safe to repeat, and after a kill at any point.

        Raises NoKey when this keyring never had it: a process over another folder must not call that a destruction.
        When the provider fails on the way, her key opens nothing any more and the call has to be repeated.
        """
        with self._writing() as ring:
            if ring_file.row(ring, name) is not None:
                self._begin(ring)
                ring.execute("DELETE FROM wrapped WHERE name = ?", (name,))
                ring.execute("INSERT INTO destroyed VALUES (?)", (name,))
            elif not ring_file.is_destroyed(ring, name):
                raise NoKey(name)
        self.finish()

    def rotate(self, to: int) -> None:
        """Wrap all keys under an epoch of at least `to` and destroy those before. Safe to repeat: it then goes on."""
        with self._writing() as ring:
            if ring_file.epoch(ring) < to:
                self._begin(ring)
        self.finish()

    def finish(self) -> None:
        """Do what is left of a destruction or rotation: wrap, open, and destroy the epochs before the current one."""
        over = False
        while not over:
            while self._move_some():
                pass
            with self._writing() as ring:
                over = self._end_old_epochs(ring)
        former.remove(self.folder)

    def reseal(self, passphrase: Callable[[], bytes]) -> bool:
        """Seal with another passphrase, the current epoch last; False when that is done. As `Reseals.reseal`."""
        with self._writing() as ring:
            current, named = self._kek(ring_file.epoch(ring)), self.provider.describe().names
            own = {name for name in named if name.startswith(self._kek(""))} - {current}
            names = [*sorted(own), current] if ring_file.epoch(ring) else []
            return cast(Reseals, self.provider).reseal(names, passphrase)

    def prove(self) -> None:
        """Prove that the current key-encryption key wraps and opens. Raises NoEpoch or Refused."""
        epoch = ring_file.epoch(self._ring())
        if epoch:
            bound = f"{self.id()}\x1fproof".encode()
            proof = self.provider.wrap(self._kek(epoch), bytes(32), bound)
            self.provider.unwrap(self._kek(epoch), proof, bound)

    def every_key_opens(self) -> bool:
        """Say whether each key that is kept opens; a destruction may run beside it."""
        names = [name for (name,) in self._ring().execute("SELECT name FROM wrapped").fetchall()]
        try:
            return all(self._opens(name) for name in names)
        except (NoEpoch, Refused):
            return False

    def _opens(self, name: str) -> bool:
        try:
            return len(self.key(name)) == 32
        except KeyDestroyed:  # since the names were read
            return True

    @contextmanager
    def held(self) -> Iterator[tuple[bytes, str, int]]:
        """Give the keyring file as bytes, with the name of the one key that opens it and its epoch.

        Nothing changes as long as the block lasts: file and key belong together.
        """
        self.finish()
        with self._writing() as ring:
            epoch = ring_file.epoch(ring)
            if ring.execute("SELECT 1 FROM wrapped WHERE epoch <> ?", (epoch,)).fetchone():
                raise NoEpoch(self._kek(epoch))
            yield ring.serialize(), self._kek(epoch), epoch

    def _begin(self, ring: sqlite3.Connection) -> int:
        """Begin the next epoch, once it is proven that the current one opens."""
        self.prove()
        epoch = ring_file.epoch(ring) + 1
        self.provider.begin(self._kek(epoch))
        ring.execute("UPDATE ring SET epoch = ?", (epoch,))
        return epoch

    def _move_some(self) -> bool:
        """Wrap some keys anew under the current epoch, each proven to open; say whether there were any."""
        with self._writing() as ring:
            epoch = ring_file.epoch(ring)
            chosen = "SELECT name, epoch, key FROM wrapped WHERE epoch < ? ORDER BY name LIMIT ?"
            rows = ring.execute(chosen, (epoch, _AT_ONCE)).fetchall()
            for name, old, wrapped in rows:
                key = self._unwrap(name, old, wrapped)
                anew = self._wrap(name, epoch, key)
                if self._unwrap(name, epoch, anew) != key:
                    raise Refused(self._kek(epoch))
                ring.execute("UPDATE wrapped SET epoch = ?, key = ? WHERE name = ?", (epoch, anew, name))
        return bool(rows)

    def _end_old_epochs(self, ring: sqlite3.Connection) -> bool:
        """Destroy the key-encryption keys before the current one, when what rests opens without them.

        Gives False when somebody has begun another epoch meanwhile. A key above the current epoch is left: it is of a
        beginning that a kill undid, or this keyring is an old copy.
        """
        epoch = ring_file.epoch(ring)
        numbers = (name.removeprefix(self._kek("")) for name in self.provider.describe().names)
        old = sorted(int(number) for number in numbers if number.isdecimal() and int(number) < epoch)
        rows = ring.execute("SELECT name, epoch, key FROM wrapped").fetchall() if old else []
        if any(each < epoch for _name, each, _key in rows):
            return False
        for row in rows:
            self._unwrap(*row)
        for number in old:
            self.provider.destroy(self._kek(number))
        return True

    def _wrap(self, name: str, epoch: int, key: bytes) -> bytes:
        return _FORM + self.provider.wrap(self._kek(epoch), key, self._bound(name, epoch))

    def _unwrap(self, name: str, epoch: int, wrapped: bytes) -> bytes:
        if wrapped[:1] != _FORM:
            raise Refused(self._kek(epoch))
        return self.provider.unwrap(self._kek(epoch), wrapped[1:], self._bound(name, epoch))

    def kek(self) -> str:
        """Give the name of the key-encryption key of the current epoch."""
        return self._kek(self.epoch())

    def close(self) -> None:
        """Let go of the file, in this thread."""
        if getattr(self._own, "process", None) == os.getpid():
            self._own.ring.close()
            self._own.process = None

    def _kek(self, epoch: int | str) -> str:
        return f"{self.id()}-{epoch}"

    def _bound(self, name: str, epoch: int) -> bytes:
        return f"{self.id()}\x1f{name}\x1f{epoch}".encode()

    def _ring(self) -> sqlite3.Connection:
        if getattr(self._own, "process", None) != os.getpid():  # a connection must not be carried into a child
            self._own.ring, self._own.process, self._own.id = self._connect(), os.getpid(), None
            self._make_ready(self._own.ring)
        ring: sqlite3.Connection = self._own.ring
        return ring

    def _connect(self) -> sqlite3.Connection:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        ring = sqlite3.connect(self.folder / FILE, timeout=20, isolation_level=None)
        (self.folder / FILE).chmod(0o600)
        return ring

    def _make_ready(self, ring: sqlite3.Connection) -> None:
        try:
            ring.executescript("PRAGMA secure_delete = ON; PRAGMA synchronous = FULL;")
            if ring.execute("PRAGMA user_version").fetchone()[0] == 0:
                with ring_file.transaction(ring):
                    self._prepare(ring)
        except BaseException:
            self.close()
            raise

    def _prepare(self, ring: sqlite3.Connection) -> None:
        """Make the tables; move the keys of a keyring of before, all in one transaction or not at all."""
        if ring.execute("PRAGMA user_version").fetchone()[0]:
            return  # another thread or process was first
        for table in ring_file.TABLES:
            ring.execute(table)
        last, keys = former.keys(self.folder, ring)
        ring.execute("INSERT INTO ring VALUES (1, ?, ?)", (secrets.token_hex(8), last))
        if keys:
            epoch = last + 1
            self.provider.begin(self._kek(epoch))
            ring.execute("UPDATE ring SET epoch = ?", (epoch,))
            for name, key in keys.items():
                wrapped = self._wrap(name, epoch, key)
                ring.execute("UPDATE wrapped SET epoch = ?, key = ? WHERE name = ?", (epoch, wrapped, name))
        ring.execute(f"PRAGMA user_version = {ring_file.SCHEMA}")

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        ring = self._ring()
        with ring_file.transaction(ring):
            yield ring


def _refuse_destroyed(ring: sqlite3.Connection, name: str) -> None:
    if ring_file.is_destroyed(ring, name):
        raise KeyDestroyed(name)
