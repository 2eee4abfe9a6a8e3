"""Bringing a backup back into an empty installation. Everything is proven before anything is written."""

import hashlib
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections

from ledger.queries import key, key_of
from upkeep import folder, snapshots
from upkeep.coming_back import Read, fitting, read, said_plainly
from upkeep.finishing import keys_to_end, settle
from upkeep.proving import LATER, NotProven, Proof, prove, proven
from vault import services as vault

BACK, PEOPLE = "back", "people and acts in the database"
NOT_EMPTY = (
    "There is an installation here already: {what}. A backup is brought back into an empty one only. "
    "Nothing was changed."
)
NOT_FINISHED = (
    "Rows and keys are back, but the last steps failed. Type the same `manage.py restore` again; when it stops here "
    "once more, do so with a newer version of Attune."
)


def restore(
    backup: Path, part: Path, private: bytes, at: datetime, shown: Callable[[str], None] = lambda key: None
) -> tuple[Proof | None, set[UUID]]:
    """Bring a backup back into this empty installation; give what was proven, and whose destruction was finished.

    `shown` is called with the key of its register, in one line, before anything is written, and may raise NotProven.
    After a kill it takes away what was begun, or, when rows and keys are back already, finishes; then there is no
    proof. Raises NotProven: then nothing was changed, or its words say how to go on.
    """
    with said_plainly():
        if not _mark().exists():
            _refuse_what_is_there()  # before a folder is made for the lock
        with vault.alone():
            if _is_back():
                shown(key())
                return None, _finished(UUID(_marked()[0]), at)
            _refuse_what_is_there()
            found = read(backup, part, private)
            shown(key_of(UUID(found.data.says["about"]["log"]), vault.public_key_of(found.ring)))
            if snapshots.unknown(found.data.says["steps"]):
                raise NotProven(LATER)
            proof = _brought_back(found, private, at)
            return proof, _finished(UUID(found.data.says["about"]["id"]), at)


def _brought_back(found: Read, private: bytes, at: datetime) -> Proof:
    """Bring rows and keys back; when that fails, leave neither keys nor the mark."""
    bring = _bring_back_file if connection.vendor == "sqlite" else _bring_back_tables
    _take_away_what_was_begun()
    try:
        return bring(found, lambda: _put_keys(found, private), at)
    except Exception as failed:
        if snapshots.is_empty():
            _take_away_what_was_begun()
            _mark().unlink(missing_ok=True)
        if isinstance(failed, snapshots.NotEmpty):
            raise NotProven(NOT_EMPTY.format(what=PEOPLE)) from None
        raise


def _bring_back_file(found: Read, put: Callable[[], None], at: datetime) -> Proof:
    proof = found.proven_beside(at)
    if not snapshots.is_empty():  # somebody was quicker
        raise snapshots.NotEmpty
    place = Path(connection.settings_dict["NAME"])
    connections.close_all()
    put()
    for end in ("-wal", "-shm"):
        place.with_name(place.name + end).unlink(missing_ok=True)
    image = (piece for name, pieces in found.bundle.members() if name == snapshots.IMAGE for piece in pieces)
    folder.write(place, image, over=True)
    return proof


def _bring_back_tables(found: Read, put: Callable[[], None], at: datetime) -> Proof:
    with fitting():
        snapshots.go_through(found.data.says["steps"])
        with snapshots.filled(found.bundle.members()):
            up_to_date = snapshots.is_up_to_date()
            proof = prove(found.data.says, found.ring, at) if up_to_date else proven(found.data.says, found.ring)
            put()
    return proof


def _put_keys(found: Read, private: bytes) -> None:
    """Put the keyring and what opens it; the mark beside them says that a restore has begun, and with which keyring."""
    Path(settings.VAR).mkdir(mode=0o700, parents=True, exist_ok=True)
    _put_mark(found.data.says["about"]["id"], hashlib.sha256(found.handed.keyring).hexdigest())
    vault.restore(found.handed, private, folder=Path(settings.KEYRING), epochs=Path(settings.EPOCHS))


def _mark() -> Path:
    return Path(settings.VAR) / vault.RESTORING


def _put_mark(backup: str, how: str) -> None:
    folder.write(_mark(), [f"{backup} {how}".encode()], over=True)


def _marked() -> tuple[str, str]:
    """Give of which backup a restore was begun, and the SHA-256 of the keyring that it put, or that all is back."""
    with suppress(OSError, ValueError):
        backup, how = _mark().read_text().split()
        return backup, how
    return "", ""


def _is_ours() -> bool:
    """Say whether the keyring that lies here is the one that an interrupted restore put."""
    return _keyring().exists() and _marked()[1] == hashlib.sha256(_keyring().read_bytes()).hexdigest()


def _keyring() -> Path:
    return Path(settings.KEYRING) / "keyring.sqlite3"


def _is_back() -> bool:
    """Say whether an interrupted restore has brought rows and keys back, and only has to be finished."""
    return not snapshots.is_empty() and _keyring().exists() and (_marked()[1] == BACK or _is_ours())


def _refuse_what_is_there() -> None:
    """Refuse an installation that is not empty; a keyring that an interrupted restore left alone may lie there."""
    if not snapshots.is_empty():
        raise NotProven(NOT_EMPTY.format(what=PEOPLE))
    if _keyring().exists() and not _is_ours():
        raise NotProven(NOT_EMPTY.format(what=f"a keyring in {settings.KEYRING}"))


def _take_away_what_was_begun() -> None:
    """Remove the keyring that an interrupted restore put, and no other one."""
    if _is_ours():
        vault.keyring_in(Path(settings.KEYRING), Path(settings.EPOCHS)).close()
        _keyring().unlink()
    if Path(settings.VAR).is_dir():
        folder.clear_unfinished(Path(settings.VAR))


def _finished(backup: UUID, at: datetime) -> set[UUID]:
    """Finish; say so when it fails, because by now something was changed. Raises NotProven."""
    try:
        return finish(backup, at)
    except (vault.KeyDestroyed, vault.NoKey):
        raise NotProven(NOT_FINISHED) from None


def finish(backup: UUID, at: datetime) -> set[UUID]:
    """Bring the tables to this version, destroy keys whose destruction was ordered, end all access, and write the
    act, signed. Gives whose keys were destroyed. Safe to repeat.
    """
    _put_mark(str(backup), BACK)  # from here the keyring changes
    call_command("migrate", verbosity=0, skip_checks=True)
    ended = keys_to_end()
    for each in sorted(ended):
        vault.destroy(each)
    settle(backup, ended=len(ended), at=at)
    _mark().unlink(missing_ok=True)
    return ended
