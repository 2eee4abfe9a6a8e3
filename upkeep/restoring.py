"""Bringing a backup back into an empty installation. Everything is proven before anything is written."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections, transaction

from consent.queries import destructions_ordered
from ledger.queries import size
from ledger.services import anchor, own_subject, record
from upkeep import folder, snapshots
from upkeep.coming_back import Read, fitting, read, said_plainly
from upkeep.proving import LATER, NotProven, Proof, prove, proven
from vault import services as vault

RESTORED = "upkeep.restored"
NOT_EMPTY = (
    "There is an installation here already: {what}. A backup is brought back into an empty one only. "
    "Nothing was changed."
)


def restore(backup: Path, part: Path, private: bytes, at: datetime) -> tuple[Proof | None, set[UUID]]:
    """Bring a backup back into this empty installation; give what was proven, and whose destruction was finished.

    After a kill it takes away what was begun, or, when rows and keys are back already, finishes; then there is no
    proof. Raises NotProven, and then nothing was changed.
    """
    with said_plainly():
        if _is_back():
            return None, finish(UUID(_mark().read_text()), at)
        _refuse_what_is_there()
        found = read(backup, part, private)
        if snapshots.unknown(found.data.says["steps"]):
            raise NotProven(LATER)
        bring = _bring_back_file if connection.vendor == "sqlite" else _bring_back_tables
        proof = bring(found, lambda: _put_keys(found, private))
        return proof, finish(UUID(found.data.says["about"]["id"]), at)


def _bring_back_file(found: Read, put: Callable[[], None]) -> Proof:
    proof = found.proven_beside()
    place = Path(connection.settings_dict["NAME"])
    connections.close_all()
    put()
    for end in ("-wal", "-shm"):
        place.with_name(place.name + end).unlink(missing_ok=True)
    image = (piece for name, pieces in found.bundle.members() if name == snapshots.IMAGE for piece in pieces)
    folder.write(place, image, over=True)
    return proof


def _bring_back_tables(found: Read, put: Callable[[], None]) -> Proof:
    with fitting():
        snapshots.go_through(found.data.says["steps"])
        with snapshots.filled(found.bundle.members()):
            proof = (prove if snapshots.is_up_to_date() else proven)(found.data.says, found.ring)
            put()
    return proof


def _put_keys(found: Read, private: bytes) -> None:
    """Put the keyring and what opens it; the mark beside them says that a restore has begun, and of which backup."""
    Path(settings.VAR).mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.write(_mark(), [str(found.data.says["about"]["id"]).encode()], over=True)
    vault.restore(found.handed, private, folder=Path(settings.KEYRING), epochs=Path(settings.EPOCHS))


def _mark() -> Path:
    return Path(settings.VAR) / "restoring"


def _keyring() -> Path:
    return Path(settings.KEYRING) / "keyring.sqlite3"


def _is_back() -> bool:
    """Say whether an interrupted restore has brought rows and keys back, and only has to be finished."""
    return _mark().exists() and _keyring().exists() and not snapshots.is_empty()


def _refuse_what_is_there() -> None:
    """Refuse an installation that is not empty; a keyring that an interrupted restore left alone is taken away."""
    if not snapshots.is_empty():
        raise NotProven(NOT_EMPTY.format(what="people and acts in the database"))
    if _mark().exists():
        _keyring().unlink(missing_ok=True)
    if Path(settings.VAR).is_dir() and not _keyring().exists():
        folder.clear_unfinished(Path(settings.VAR))
    if _keyring().exists():
        raise NotProven(NOT_EMPTY.format(what=f"a keyring in {settings.KEYRING}"))


def finish(backup: UUID, at: datetime) -> set[UUID]:
    """Bring the tables to this version, destroy keys whose destruction was ordered, write the act, and sign.

    Gives whose keys were destroyed. Safe to repeat.
    """
    call_command("migrate", verbosity=0, skip_checks=True)
    entries, ended = size(), set()
    for each in sorted(destructions_ordered()):
        if vault.has_key(each):
            vault.destroy(each)
            ended.add(each)
    log = own_subject()
    with transaction.atomic():
        said = {"entries": entries, "ended": len(ended)}
        record(RESTORED, actor=log, subject=log, target=backup, payload=said, at=at)
        anchor(at=at)
    _mark().unlink(missing_ok=True)
    return ended
