"""Key-encryption keys in files, each sealed with a passphrase: for a laptop and for a server without a key service.

A file is 83 bytes: form (1), Argon2id memory in KiB (4, big-endian), passes (1), lanes (1), salt (16), nonce (12), and
AES-256-GCM of the 32-byte key with the file's name and all before the nonce as associated data. The passphrase is
stretched by Argon2id (RFC 9106, section 4, second recommended option) once per process and salt.
"""

import os
import secrets
import struct
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from vault.providers import Description, NoEpoch, Refused, wrapping

_HEAD, _LENGTH = struct.Struct(">BIBB16s"), 83
_FORM = 1
_LARGEST_MEMORY = 2**20  # KiB: a changed byte must not ask for all the memory there is
_END = ".epoch"
_NEXT = ".next"  # behind the name of a file that is about to take its place
TAG = "CACHEDIR.TAG"
_TAG_WORDS = """Signature: 8a477f597d28d172789f06886806bc55
# Keys that must never lie in a safety copy. See docs/keys.md.
"""  # https://bford.info/cachedir/: programs for safety copies leave such a folder out


@dataclass(frozen=True)
class Cost:
    """What one guess at the passphrase costs: memory in KiB, passes over it, lanes."""

    memory: int = 2**16
    passes: int = 3
    lanes: int = 4


class SealedFiles:
    """One file per key-encryption key in `folder` (mode 0700, files 0600); `passphrase` is asked when it is needed."""

    def __init__(self, folder: Path, passphrase: Callable[[], bytes], cost: Cost | None = None) -> None:
        self.folder, self._passphrase, self._cost = folder, passphrase, cost or Cost()
        self._stretched: dict[bytes, bytes] = {}  # what opens and seals the files of one head; in memory only
        self._one_at_a_time = threading.Lock()

    def begin(self, name: str) -> None:
        if self._whole(name):
            self.key(name)
        else:  # a file cut short was never said to be there: nothing is wrapped with it
            self._write(name, secrets.token_bytes(32), self._path(name))

    def wrap(self, name: str, key: bytes, bound: bytes) -> bytes:
        return wrapping.wrap(self.key(name), key, bound)

    def unwrap(self, name: str, wrapped: bytes, bound: bytes) -> bytes:
        return wrapping.unwrap(self.key(name), wrapped, bound)

    def destroy(self, name: str) -> None:
        for path in (self._next(name), self._path(name)):  # what a killed change of passphrase left goes first
            if path.exists():
                with path.open("r+b") as file:
                    _write_over(file)
                path.unlink(missing_ok=True)
                self._sync_folder()

    def describe(self) -> Description:
        names = frozenset(path.name.removesuffix(_END) for path in self.folder.glob(f"*{_END}"))
        return Description("sealed files", names, destroys=True)

    def key(self, name: str) -> bytes:
        """Give the key `name`. It is read anew each time: what another process destroyed opens nothing at once."""
        return self._key_in(f"{self.folder}/{name}{_END}", name)

    def _key_in(self, path: Path | str, name: str) -> bytes:
        try:
            body = _bytes_of(path)
        except FileNotFoundError:
            raise NoEpoch(name) from None
        head, sealed = body[: _HEAD.size], body[_HEAD.size :]
        if len(body) != _LENGTH or body[0] != _FORM:
            raise Refused(name)
        return wrapping.unwrap(self._stretch(name, head), sealed, _bound(name, head))

    def take(self, name: str, key: bytes) -> None:
        """Keep a key that came back from recovery. Raises Refused when another one has this name."""
        if not self._whole(name):  # one cut short is what a kill left of this
            self._write(name, key, self._path(name))
        elif self.key(name) != key:
            raise Refused(name)

    def reseal(self, names: Sequence[str], passphrase: Callable[[], bytes]) -> bool:
        """Seal the keys `names` with another passphrase, and go on with that one; False when they are sealed so.

        Each new file is proven to open before it takes the place of the old one, at once, and the old one is written
        over. After a kill each key opens with one of the two, the last one of `names` with the new one only when all
        do: repeat it. Raises NoEpoch, or Refused when a key opens with neither, and then nothing was changed.
        """
        there, after = (SealedFiles(self.folder, passphrase, self._cost) for _ in range(2))
        whole = [name for name in names if self._whole(name) or name == names[-1]]  # others were never begun
        left = [name for name in whole if not there._opens(name)]
        for name in left:
            after._write(name, self.key(name), self._next(name))
        for name in left:
            self._put_next(name)
        self._passphrase, self._stretched = passphrase, (after if left else there)._stretched
        return bool(left)

    def _whole(self, name: str) -> bool:
        path = self._path(name)
        return path.exists() and path.stat().st_size == _LENGTH

    def _opens(self, name: str) -> bool:
        try:
            return len(self.key(name)) == 32
        except Refused:
            return False

    def _put_next(self, name: str) -> None:
        with self._path(name).open("r+b") as old:
            self._next(name).replace(self._path(name))
            self._sync_folder()
            _write_over(old)

    def _next(self, name: str) -> Path:
        return self.folder / f"{name}{_END}{_NEXT}"

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}{_END}"

    def _write(self, name: str, key: bytes, path: Path) -> None:
        self._make_folder()
        head = next(iter(self._stretched), None) or self._fresh_head()
        body = head + wrapping.wrap(self._stretch(name, head), key, _bound(name, head))
        # in place, not by a second name: a copy left by a kill would outlive the key
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        self._sync_folder()
        if self._key_in(path, name) != key:
            raise Refused(name)

    def _fresh_head(self) -> bytes:
        cost = self._cost
        return _HEAD.pack(_FORM, cost.memory, cost.passes, cost.lanes, secrets.token_bytes(16))

    def _stretch(self, name: str, head: bytes) -> bytes:
        with self._one_at_a_time:
            if head not in self._stretched:
                _form, memory, passes, lanes, salt = _HEAD.unpack(head)
                if not 8 * lanes <= memory <= _LARGEST_MEMORY or not passes or not lanes:
                    raise Refused(name)
                stretch = Argon2id(salt=salt, length=32, iterations=passes, lanes=lanes, memory_cost=memory)
                self._stretched[head] = stretch.derive(self._passphrase())
            return self._stretched[head]

    def _make_folder(self) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (self.folder / TAG).write_text(_TAG_WORDS, encoding="utf-8")

    def _sync_folder(self) -> None:
        folder = os.open(self.folder, os.O_RDONLY)  # the name, too, must outlast a power cut
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _bytes_of(path: Path | str) -> bytes:
    """Give what a small file holds; it is asked for with every word that is sealed, so by the shortest way."""
    handle = os.open(path, os.O_RDONLY)
    try:
        return os.read(handle, _LENGTH + 1)
    finally:
        os.close(handle)


def _write_over(file: IO[bytes]) -> None:
    file.write(secrets.token_bytes(_LENGTH))
    file.flush()
    os.fsync(file.fileno())


def _bound(name: str, head: bytes) -> bytes:
    return b"attune epoch\x1f" + name.encode() + b"\x1f" + head
