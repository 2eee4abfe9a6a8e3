"""`manage.py backup`: writes one backup, sealed to the recovery keys, and the part that opens its keys."""

from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.access import policy
from upkeep.keeping import NotMade, make
from upkeep.opening import open_keys
from vault.services import NotOpened

DONE = (
    "{path} holds {entries} acts and {rows} rows. {part} opens its keys, with a recovery key. Keep both, and only the "
    "newest part: destroy every older copy of a part."
)


@policy("backup", "make")
class Command(BaseCommand):
    """Makes a backup now, also while Attune runs."""

    help = "Write a backup into a folder, sealed to the recovery keys (docs/backups.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take where it is written."""
        parser.add_argument("place", type=Path, metavar="FOLDER")

    def handle(self, *args: Any, place: Path, **options: Any) -> None:
        """Write. Raises CommandError, in one sentence, and then no file was left."""
        try:
            open_keys()
            made = make(place, timezone.now())
        except (NotMade, NotOpened) as stopped:
            raise CommandError(stopped.words) from None
        self.stdout.write(DONE.format(path=made.path, part=made.part, entries=made.entries, rows=made.rows))
