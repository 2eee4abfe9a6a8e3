"""`manage.py ledger_receipt`: proves that one entry stands in the register, without showing any other."""

from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.access import policy
from ledger.queries import receipt
from ledger.services import anchor


@policy("register", "hand over")
class Command(BaseCommand):
    """Writes a proof of inclusion under a fresh checkpoint to the standard output."""

    help = "Prove that one entry stands in the register (docs/ledger.md); for tools/verify_ledger.py --receipt."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the number of the entry."""
        parser.add_argument("entry", type=int)

    def handle(self, *args: Any, entry: int, **options: Any) -> None:
        """Write. Raises CommandError when there is no such entry."""
        anchor(at=timezone.now())
        proof = receipt(entry)
        if proof is None:
            raise CommandError(f"There is no entry {entry}.")
        self.stdout.write(proof, ending="")
