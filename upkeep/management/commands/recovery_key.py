"""`manage.py recovery_key`: makes a recovery key; its private half goes into a file that is carried away."""

from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from accounts.access import policy
from upkeep import folder, recovery_keys
from vault.services import new_recovery_key

DONE = """The private half is in {file}. Carry it away, on paper or a stick, to who keeps it; then destroy the file.
Add the public half to the settings: ATTUNE_RECOVERY_KEYS={public}"""


@policy("backup", "make")
class Command(BaseCommand):
    """Needs no database and no passphrase: it may run on another computer."""

    help = "Make a recovery key: the private half into a new file, the public half for ATTUNE_RECOVERY_KEYS."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file."""
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        """Make it. Raises CommandError when there is such a file, or no place for one."""
        private, public = new_recovery_key()
        try:
            folder.write(file, [recovery_keys.spelled(private).encode()])
        except OSError as failed:
            raise CommandError(f"{file}: {failed.strerror}") from None
        self.stdout.write(DONE.format(file=file, public=public.hex()))
