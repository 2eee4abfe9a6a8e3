"""The keyring of before: key-encryption keys lay open beside it. It is moved once, and its files are removed."""

import os
import secrets
import sqlite3
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from vault.providers import NoEpoch, Refused

_NONCE = 12


def files(folder: Path) -> list[Path]:
    """Give the files of the open key-encryption keys in a keyring's `folder`."""
    return sorted(folder.glob("epoch-*"))


def keys(folder: Path, ring: sqlite3.Connection) -> tuple[int, dict[str, bytes]]:
    """Give the last epoch of before and every data key, opened. Raises NoEpoch or Refused: then nothing is moved."""
    found, last = {}, 0
    for name, epoch, wrapped in ring.execute("SELECT name, epoch, key FROM wrapped").fetchall():
        try:
            cipher = AESGCM((folder / f"epoch-{epoch}").read_bytes())
            found[name] = cipher.decrypt(wrapped[:_NONCE], wrapped[_NONCE:], f"{name}\x1f{epoch}".encode())
        except FileNotFoundError:
            raise NoEpoch(f"epoch-{epoch}") from None
        except (InvalidTag, ValueError):
            raise Refused(f"epoch-{epoch}") from None
        last = max(last, epoch)
    return last, found


def remove(folder: Path) -> None:
    """Overwrite and remove the files. Safe to repeat."""
    for path in files(folder):
        with path.open("r+b") as file:
            file.write(secrets.token_bytes(32))
            file.flush()
            os.fsync(file.fileno())
        path.unlink(missing_ok=True)
