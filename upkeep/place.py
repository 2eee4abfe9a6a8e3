"""The folder of the backups: whether backups may be written there, and whether its disk is attached."""

from pathlib import Path
from uuid import UUID

from django.conf import settings

from upkeep import folder

END = ".place"
NO_PLACE = "There is no such folder, or it cannot be written to: {place}."
OURS = "{place} is a folder of keys: nothing is backed up into it, nor below it. Take one on another disk."
AWAY = (
    "The disk of the backups is not there: {place} has none of what was written to it. Attach it. To begin anew with "
    "another disk, remove {drill}."
)
_WORDS = b"Attune keeps its backups in this folder. Leave this file here: it says that the disk is attached.\n"


def refused(into: Path, log: UUID, newest: str) -> str:
    """Say in one sentence why no backup may be written into a folder; nothing when it may.

    `newest` is where the newest backup was written.
    """
    if not into.is_dir():
        return NO_PLACE.format(place=into)
    if any(into.resolve().is_relative_to(each.resolve()) for each in _of_keys()):
        return OURS.format(place=into)
    if is_away(into, log, newest):
        return AWAY.format(place=into, drill=settings.VAR / "drill.json")
    return ""


def _of_keys() -> tuple[Path, ...]:
    return Path(settings.VAR), Path(settings.KEYRING), Path(settings.EPOCHS)


def is_own(into: Path) -> bool:
    """Say whether a folder is the one of the settings."""
    return bool(settings.BACKUPS) and Path(settings.BACKUPS).resolve() == into.resolve()


def is_away(into: Path, log: UUID, newest: str) -> bool:
    """Say whether a backup was made in a folder, and it is empty now: the place where a disk was attached."""
    was = Path(newest).parent == into.resolve() if newest else False
    return was and not (_mark(into, log).exists() or Path(newest).exists())


def is_begun(into: Path, log: UUID) -> bool:
    """Say whether backups of this installation were made in a folder, and it is there."""
    return _mark(into, log).exists() or bool(folder.parts(into, log))


def mark(into: Path, log: UUID) -> None:
    """Lay down that backups of this installation lie in a folder. Safe to repeat."""
    if not _mark(into, log).exists():
        folder.write(_mark(into, log), [_WORDS], over=True)


def _mark(into: Path, log: UUID) -> Path:
    return into / f"attune-{str(log)[:8]}{END}"
