"""`manage.py restore_drill`: proves beside the running installation that a backup comes back."""

from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.access import policy
from ledger.checks import Found, note
from upkeep import recovery_keys
from upkeep.coming_back import part_beside
from upkeep.drilling import NOTHING_YET, drill, drill_by_hand, is_newest
from upkeep.opening import open_keys
from upkeep.proving import NotProven
from upkeep.readings import PROOF
from vault.services import NotOpened

DONE = "It comes back: {entries} acts, {readable} participants whose values open, {gone} whose values open for nobody."
BY_SERVER = (
    "This server proved its newest backup with its own keys. Whether a recovery key opens it, only you can prove: "
    "name a backup and the key."
)
BY_HAND = "The recovery key opens it, too."


@policy("backup", "prove")
class Command(BaseCommand):
    """Without a backup it proves the newest one with the server's keys; with one, with a recovery key."""

    help = "Prove that a backup comes back, without changing anything (docs/backups.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take nothing; or a backup, its part and where the recovery key is read."""
        parser.add_argument("backup", type=Path, nargs="?")
        parser.add_argument("--part", type=Path, help="the part that opens the keys; else the one beside the backup")
        recovery_keys.add_arguments(parser)

    def handle(self, *args: Any, backup: Path | None, part: Path | None, **options: Any) -> None:
        """Prove. Raises CommandError, in one sentence, when it does not come back."""
        now = timezone.now()
        try:
            open_keys()
            if backup is None:
                proof = drill(now)
            else:
                private = recovery_keys.read(options["key_file"], options["key_fd"])
                proof = drill_by_hand(backup, part or part_beside(backup), private, now)
        except NotProven as failed:
            if failed.words != NOTHING_YET and (backup is None or is_newest(backup)):
                note(PROOF, Found(0, fault=1), at=now)
            raise CommandError(failed.words) from None
        except (NotOpened, recovery_keys.NoRecoveryKey) as stopped:
            raise CommandError(stopped.words) from None
        self.stdout.write(DONE.format(entries=proof.entries, readable=proof.readable, gone=proof.gone))
        self.stdout.write(BY_HAND if backup else BY_SERVER)
