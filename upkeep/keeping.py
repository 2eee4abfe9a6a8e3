"""Making backups: the database of one moment, its keyring, and beside it the one part that opens keyrings.

The part is replaced with each epoch, so a destroyed key opens out of no backup that was ever made. What opens a part or
a backup is not here: only who has a private recovery key can. One exception serves the drill: the key of the newest
backup and of the newest part rests in `var/drill.json`, wrapped with a key of the keyring, until the next are made.
"""

import base64
import json
import logging
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction

from ledger.queries import latest
from ledger.services import anchor, own_subject, record
from upkeep import folder, packing, patience, place, snapshots
from upkeep.bundles import DATA, KEYS
from upkeep.proving import state
from upkeep.queries import version
from vault import services as vault

BACKED_UP = "upkeep.backed_up"
PURPOSE = "upkeep.drill"
NO_KEYS = "No recovery key is set: `manage.py recovery_key` makes one; put its public half into ATTUNE_RECOVERY_KEYS."
BAD_KEY = (
    "ATTUNE_RECOVERY_KEYS holds something that is no public recovery key: 64 hexadecimal digits each, with commas."
)
BUSY = "Another backup is being made at this moment. Nothing was done."
THERE = "There is such a file already: {place}. Nothing was written over."
FAILED = "The backup could not be written: {why}. No file was left."
NEVER = "The keeper of the keys never hands a key out. No file was left."
CLOSED = "The keys do not open: ask `manage.py doctor`. No file was left."
AWAY = "The keeper of the keys does not answer. No file was left: do it again when it does."
_UNTIL_NEXT = timedelta(hours=25)  # the daily work, when it comes late
_log = logging.getLogger(__name__)


class NotMade(Exception):
    """A backup was not made. `words` say why, in one sentence for who runs the installation."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


@dataclass(frozen=True)
class Made:
    """A backup that was made."""

    id: UUID
    path: Path
    part: Path
    entries: int
    rows: int


def recipients() -> list[bytes]:
    """Give the public recovery keys of the settings. Raises NotMade."""
    try:
        keys = [bytes.fromhex(each.strip()) for each in settings.RECOVERY_KEYS if each.strip()]
    except ValueError:
        raise NotMade(BAD_KEY) from None
    if not keys:
        raise NotMade(NO_KEYS)
    try:
        vault.seal_parcel([], {}, keys)  # 32 bytes may be no key all the same
    except ValueError:
        raise NotMade(BAD_KEY) from None
    return keys


def make(into: Path, at: datetime) -> Made:
    """Write a backup and its part into the folder `into`. Raises NotMade, and then no file was left."""
    to, log = recipients(), own_subject()
    if why := place.refused(into, log, _newest_place()):
        raise NotMade(why)
    path = into / folder.name(log, at)
    with _said_plainly(path), folder.alone(settings.VAR):
        folder.clear_unfinished(into)
        anchor(at=at)
        made, key = _write(path, log, to, at)
        with _taken_away_again(path):
            part = put_part(into, to, at)
            if place.is_own(into):
                place.mark(into, log)
                _keep_for_drill(DATA, path, key, log)
            _record(made, log, at)
    return Made(made["id"], path, part, made["entries"], made["rows"])


@contextmanager
def _taken_away_again(path: Path) -> Iterator[None]:
    """When what follows fails, leave no backup, and for the drill the one before."""
    before = kept_for_drill().get(DATA)
    try:
        yield
    except BaseException:
        path.unlink(missing_ok=True)
        if before is not None:
            _keep(DATA, before)
        raise


def _newest_place() -> str:
    return kept_for_drill().get(DATA, {}).get("path", "")


@contextmanager
def _said_plainly(path: Path) -> Iterator[None]:
    """Turn whatever is in the way of a backup into one NotMade."""
    try:
        yield
    except folder.Busy:
        raise NotMade(BUSY) from None
    except FileExistsError:
        raise NotMade(THERE.format(place=path)) from None
    except vault.NeverHandedOut:
        raise NotMade(NEVER) from None
    except vault.Unreachable:
        raise NotMade(AWAY) from None
    except (vault.NoEpoch, vault.NoKey, vault.KeyDestroyed, vault.Refused, vault.NotOpened):
        raise NotMade(CLOSED) from None
    except OSError as failed:
        raise NotMade(FAILED.format(why=failed.strerror or type(failed).__name__)) from None


def _write(path: Path, log: UUID, to: list[bytes], at: datetime) -> tuple[dict[str, Any], bytes]:
    about = {"kind": DATA, "log": str(log), "id": str(uuid4()), "made": at.isoformat()}
    handed: list[vault.HandedOut] = []
    with snapshots.moment() as members:
        says = {"about": about, "version": version(), "database": snapshots.vendor(), **state()}

        def inside() -> Iterator[packing.Member]:
            yield from members
            handed.append(vault.hand_out(to))  # after the rows: it has the key of every one of them
            yield "keyring", [handed[0].keyring]

        def manifest(digests: dict[str, str]) -> bytes:
            return packing.written({**says, "epoch": handed[0].epoch, "members": digests})

        key, pieces = vault.seal_parcel(packing.packed(inside(), manifest, vault.sign), about, to)
        folder.write(path, pieces)
    made = {"id": UUID(about["id"]), "entries": says["ledger"]["size"], "rows": sum(says["counts"].values())}
    return made, key


def _record(made: dict[str, Any], log: UUID, at: datetime) -> None:
    with transaction.atomic():
        counts = {"entries": made["entries"], "rows": made["rows"]}
        record(BACKED_UP, actor=log, subject=log, target=made["id"], payload=counts, at=at)


def put_part(into: Path, to: list[bytes], at: datetime) -> Path:
    """Write the part of the current epoch with the newest keyring, and destroy the parts before. Safe to repeat."""
    log = own_subject()
    with folder.alone(into, waiting=True):
        handed = vault.hand_out(to)
        path = into / folder.part_name(log, handed.epoch)
        about = {"kind": KEYS, "log": str(log), "id": str(uuid4()), "made": at.isoformat()}
        members: list[packing.Member] = [("keyring", [handed.keyring]), ("part", [handed.part])]

        def manifest(digests: dict[str, str]) -> bytes:
            return packing.written({"about": about, "epoch": handed.epoch, "members": digests})

        key, pieces = vault.seal_parcel(packing.packed(members, manifest, vault.sign), about, to)
        folder.write(path, pieces, over=True)
        for epoch, old in folder.parts(into, log).items():
            if epoch < handed.epoch:
                folder.destroy(old)
    if place.is_own(into):
        _keep_for_drill(KEYS, path, key, log)
    return path


def _keep_for_drill(kind: str, path: Path, key: bytes, log: UUID) -> None:
    """Keep the key of the newest backup or part, in place of the one before: of older ones this server opens none."""
    wrapped = base64.b64encode(vault.wrap(key, subject=log, purpose=PURPOSE)).decode()
    _keep(kind, {"path": str(path.resolve()), "key": wrapped})


def _keep(kind: str, place: dict[str, str]) -> None:
    held = Path(settings.VAR) / "drill.lock"
    held.touch(mode=0o600)
    with folder.alone(held, waiting=True):  # two may write at once: a backup, and the part after a destruction
        folder.clear_unfinished(Path(settings.VAR))
        kept = kept_for_drill() | {kind: place}
        folder.write(settings.VAR / "drill.json", [json.dumps(kept).encode()], over=True)


def kept_for_drill() -> dict[str, dict[str, str]]:
    """Give where the newest backup and the newest part lie, with their keys, wrapped."""
    try:
        return dict(json.loads((settings.VAR / "drill.json").read_bytes()))
    except (OSError, ValueError):
        return {}


def part_is_old(into: Path) -> bool:
    """Say whether, once a backup was made, another part lies in a folder than the one of today's epoch, or none."""
    return _are_old(folder.parts(into, own_subject()))


def _are_old(parts: Collection[int]) -> bool:
    return latest(BACKED_UP) is not None and set(parts) != {vault.epoch()}


def seen_from_a_page(into: Path) -> tuple[datetime | None, bool]:
    """Give `newest` and `part_is_old` of a folder, for who cannot wait. Raises OSError, also when it hangs."""
    log = own_subject()
    there, parts = patience.look("backups", lambda: (folder.backups(into, log), folder.parts(into, log)))
    return there[-1][0] if there else None, _are_old(parts)


def follow_the_epoch() -> None:
    """Replace the part in the folder of backups when its epoch has ended. What fails is told, and tried again daily."""
    from django.utils import timezone  # a call out of the vault, which knows no instant

    try:
        into = Path(settings.BACKUPS)
        if settings.BACKUPS and place.is_begun(into, own_subject()) and part_is_old(into):
            put_part(into, recipients(), timezone.now())
    except Exception as failed:  # a destruction must not fail for it
        _log.error("the part of the backups was not replaced: %s", type(failed).__name__)


def newest(into: Path) -> datetime | None:
    """Give when the newest backup in a folder was made, to the second; None when there is none."""
    there = folder.backups(into, own_subject())
    return there[-1][0] if there else None


def remove_old(into: Path, at: datetime) -> int:
    """Remove backups that would be older than the settings keep them before this is called again a day later, also the
    last one; give how many.
    """
    still = timedelta(days=settings.BACKUP_DAYS) - _UNTIL_NEXT
    old = [path for made, path in folder.backups(into, own_subject()) if at - made > still]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
