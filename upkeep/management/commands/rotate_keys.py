"""`manage.py rotate_keys`: wraps all keys anew and destroys what wrapped them before."""

from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.access import policy
from accounts.models import Person
from upkeep.opening import open_keys
from upkeep.services import rotate
from vault.services import NotOpened, Unreachable

NOBODY = "Nobody with this e-mail address keeps or administers this installation."
DONE = "All keys are wrapped anew, under epoch {epoch}. What wrapped them before is destroyed."
AWAY = "The keeper of the keys does not answer. Nothing is lost: type the same again later, and it goes on."


@policy("keys", "rotate")
class Command(BaseCommand):
    """Rotates on the order of a custodian or an administrator; after an interruption it goes on."""

    help = "Wrap all keys anew and destroy what wrapped them before. Safe to repeat; goes on after an interruption."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take who orders it."""
        parser.add_argument("--by", required=True, metavar="E-MAIL", help="custodian or administrator who orders it")

    def handle(self, *args: Any, by: str, **options: Any) -> None:
        """Rotate. Raises CommandError, in one sentence, when it cannot."""
        person = Person.objects.filter(email__iexact=by, is_active=True).exclude(duty="").first()
        if person is None:
            raise CommandError(NOBODY)
        try:
            open_keys()
            epoch = rotate(person, timezone.now())
        except NotOpened as closed:
            raise CommandError(closed.words) from None
        except Unreachable:
            raise CommandError(AWAY) from None
        self.stdout.write(DONE.format(epoch=epoch))
