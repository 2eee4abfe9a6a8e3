"""`manage.py restore`: brings a backup back into an empty installation, with a recovery key."""

from functools import partial
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.access import policy
from consent.queries import deleted_again
from ledger.queries import key, size
from upkeep import recovery_keys
from upkeep.coming_back import part_beside
from upkeep.proving import NotProven
from upkeep.restoring import restore

BACK = "The backup is brought back: {readable} participants whose values open, {gone} whose values open for nobody."
AGAIN = "An earlier restore was interrupted when everything was back. It is finished now."
REGISTER = """The register was checked from its first entry and signed anew; it has {entries} acts.
Its key, to compare with the paper: {key}"""
FINISHED = "Keys whose destruction was ordered before this backup, and which are destroyed now: {count}."
AGAIN_DELETED = "Whose key was destroyed after this backup, and whose rows the first start deletes again: {count}."
SIGNED = "The register in this backup is signed with this key. Compare it with the paper: {key}"
OTHER_KEY = "The register in this backup is signed with another key than the one on paper. Nothing was changed."
NEXT = """What to do next:
1. Who withdrew or had something deleted after this backup was made, and whose key is there: do that again at once.
   Ask interviewers and lead.
2. Accounts and parts that were closed since: close them again before you start. Invite anew; open links are closed.
3. Start Attune. Everybody signs in anew. What else happened after the backup is not here.
4. Run `manage.py backup`, then `manage.py doctor`. Tell the auditors on which day the register was brought back.
5. Put the recovery key back where it is kept, and take the copy of the backup off this computer."""


@policy("backup", "restore")
class Command(BaseCommand):
    """Proves everything first; an installation that is not empty is left as it is."""

    help = "Bring a backup back into an empty installation, with a recovery key (docs/backups.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the backup, its part, and where the recovery key is read."""
        parser.add_argument("backup", type=Path)
        parser.add_argument("--part", type=Path, help="the part that opens the keys; else the one beside the backup")
        parser.add_argument("--key", default="", metavar="LINE", help="the key of the register, as it stands on paper")
        recovery_keys.add_arguments(parser)

    def handle(self, *args: Any, backup: Path, part: Path | None, **options: Any) -> None:
        """Restore. Raises CommandError, in one sentence, and then nothing was changed."""
        try:
            private = recovery_keys.read(options["key_file"], options["key_fd"])
            proof, finished = restore(
                backup, part or part_beside(backup), private, timezone.now(), partial(self._compare, options["key"])
            )
        except (NotProven, recovery_keys.NoRecoveryKey) as stopped:
            raise CommandError(stopped.words) from None
        said = BACK.format(readable=proof.readable, gone=proof.gone + len(finished)) if proof else AGAIN
        lines = [said, REGISTER.format(entries=size(), key=key())]
        lines += [FINISHED.format(count=len(finished))] if finished else []
        again = deleted_again()
        lines += [AGAIN_DELETED.format(count=again)] if again else []
        self.stdout.write("\n".join([*lines, NEXT]))

    def _compare(self, paper: str, key: str) -> None:
        """Hold the key of the register against the paper, or show it. Raises NotProven."""
        if paper and paper.strip() != key:
            raise NotProven(OTHER_KEY)
        if not paper:
            self.stdout.write(SIGNED.format(key=key))
