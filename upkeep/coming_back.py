"""What is read of a backup and its part, and whether it would come back: proven beside the database."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psycopg
from django.db import DatabaseError, connection

from upkeep import bundles, folder, snapshots
from upkeep.bundles import DATA, KEYS, NOT_SIGNED, Bundle, Whole
from upkeep.proving import NotProven, Proof, prove
from vault import services as vault

NO_PART = "There is no part that opens the keys beside this backup: name it with --part."
SEVERAL = "Several parts lie beside this backup: name the newest with --part."
OTHERS = "Backup and part are of two installations."
OLD_PART = "The part is older than this backup: take the newest part that there is."
ANOTHER_DATABASE = "This backup is of a {was} database, and this installation is set to {now}."
NO_FIT = "The rows do not fit into the tables of this version."
NOT_READ = "{place} cannot be read."


@dataclass(frozen=True)
class Read:
    """A backup and its part, opened and read to their ends, with the keyring that belongs to them, in memory."""

    bundle: Bundle
    data: Whole
    part: Whole
    handed: vault.HandedOut
    ring: vault.Copy

    def proven_beside(self, at: datetime) -> Proof:
        """Prove that it comes back, beside the database. Raises NotProven."""
        with fitting(), snapshots.scratch(self.bundle.members()):
            return prove(self.data.says, self.ring, at)

    def refuse_unsigned(self) -> None:
        """Raise NotProven unless the installation that has these keys has made both files."""
        if not (self.data.is_signed_with(self.ring) and self.part.is_signed_with(self.ring)):
            raise NotProven(NOT_SIGNED)


def read(backup: Path, part: Path, private: bytes) -> Read:
    """Open a backup and its part with a private recovery key. Raises NotProven, Bent, NotRestorable and OSError."""
    bundle = bundles.opened(backup, DATA, private=private)
    data, keys = bundle.whole(), bundles.opened(part, KEYS, private=private).whole()
    if (was := data.says["database"]) != connection.vendor:
        raise NotProven(ANOTHER_DATABASE.format(was=was, now=connection.vendor))
    handed = chosen(data, keys)
    found = Read(bundle, data, keys, handed, vault.recovered(handed, private))
    found.refuse_unsigned()
    return found


def chosen(data: Whole, part: Whole) -> vault.HandedOut:
    """Choose the keyring: the backup's own, or, once its epoch has ended, the one that lies with the part.

    Raises NotProven.
    """
    if data.says["about"]["log"] != part.says["about"]["log"]:
        raise NotProven(OTHERS)
    if part.says["epoch"] < data.says["epoch"]:
        raise NotProven(OLD_PART)
    same = part.says["epoch"] == data.says["epoch"]
    keyring = (data if same else part).small["keyring"]
    return vault.HandedOut(part.says["epoch"], keyring, part.small["part"])


@contextmanager
def fitting() -> Iterator[None]:
    """Turn what a database says of rows that do not fit into one NotProven."""
    try:
        yield
    except (DatabaseError, sqlite3.Error, psycopg.Error, ValueError):
        raise NotProven(NO_FIT) from None


def part_beside(backup: Path) -> Path:
    """Give the one part that lies beside a backup. Raises NotProven when there is none, or several."""
    found = sorted(backup.parent.glob(f"*{folder.KEYS_END}"))
    if len(found) != 1:
        raise NotProven(SEVERAL if found else NO_PART)
    return found[0]


@contextmanager
def said_plainly() -> Iterator[None]:
    """Turn whatever is wrong with a backup into one NotProven."""
    try:
        yield
    except (vault.Bent, vault.NotOpened) as bent:
        raise NotProven(bent.words) from None
    except vault.NotRestorable as apart:
        raise NotProven(str(apart)) from None
    except (LookupError, UnicodeDecodeError):  # also NoEpoch and NoKey of the vault
        raise NotProven(NOT_SIGNED) from None
    except OSError as failed:
        raise NotProven(NOT_READ.format(place=failed.filename or "The backup")) from None
