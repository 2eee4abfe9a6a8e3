"""`manage.py ledger_export`: writes the whole register into a file that is checked without the server."""

import os
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.access import policy
from audit import services
from ledger.queries import key

WRITTEN = "{entries} lines are in {file}. Check them anywhere: python verify_ledger.py {file} --key {key}"


@policy("register", "hand over")
class Command(BaseCommand):
    """Writes every entry and checkpoint, without payloads unless a subject is named."""

    help = "Write the register into a new file (docs/ledger.md); for tools/verify_ledger.py."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file, and whose payloads are laid open."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--payloads-of", type=UUID, action="append", default=[], metavar="SUBJECT")

    def handle(self, *args: Any, file: Path, payloads_of: list[UUID], **options: Any) -> None:
        """Write. Raises CommandError when there is such a file, or no place for one."""
        try:
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as failed:
            raise CommandError(f"{file}: {failed.strerror}") from None
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as out:
            count = 0
            for line in services.hand_over(payloads_of, at=timezone.now()):
                count += out.write(line) > 0
        self.stdout.write(WRITTEN.format(entries=count, file=file, key=key()))
