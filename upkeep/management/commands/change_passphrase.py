"""`manage.py change_passphrase`: seals what opens the keys with another passphrase."""

from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.access import policy
from accounts.models import Person
from upkeep import passphrase
from upkeep.management.commands.rotate_keys import NOBODY
from vault.services import NotOpened, lies_beside

BESIDE = "The new passphrase lies in the same folder as the keys it would seal: keep it elsewhere."
DONE = """The keys are sealed with the new passphrase. Put it where web and workers read theirs, then start them.
If somebody else may know the old one, type `manage.py rotate_keys` next: old copies of the keys then open nothing."""


@policy("keys", "reseal")
class Command(BaseCommand):
    """Changes it on the order of a custodian or an administrator, while nothing of Attune runs."""

    help = "Seal the keys with another passphrase. Stop Attune and its workers first. Safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take who orders it, and where the new passphrase stands; the old one is read as at every start."""
        parser.add_argument("--by", required=True, metavar="E-MAIL", help="custodian or administrator who orders it")
        parser.add_argument(
            "--new", required=True, metavar="FILE", help="file of mode 0600, or a descriptor such as /dev/fd/3"
        )

    def handle(self, *args: Any, by: str, new: str, **options: Any) -> None:
        """Change it. Raises CommandError, in one sentence, when it cannot."""
        person = Person.objects.filter(email__iexact=by, is_active=True).exclude(duty="").first()
        if person is None:
            raise CommandError(NOBODY)
        if lies_beside(new):
            raise CommandError(BESIDE)
        try:
            passphrase.change(new, by=person, at=timezone.now())
        except NotOpened as closed:
            raise CommandError(closed.words) from None
        self.stdout.write(DONE)
