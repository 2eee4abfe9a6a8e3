"""`manage.py first_administrator`: a one-time link for who looks after this installation first."""

import os
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.access import policy
from config.starting import FIRST, address, first_link

THERE_IS_ONE = "There is an administrator already, who invites others on the page Installation."


@policy("installation", "run")
class Command(BaseCommand):
    """Prints a link that makes the first administrator; once there is one who can sign in, it refuses."""

    help = "Print a one-time link for the first administrator."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the port on which Attune is opened on this computer; behind a proxy it does not matter."""
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))

    def handle(self, *args: Any, port: int, **options: Any) -> None:
        """Print the link. Raises CommandError when there is an administrator."""
        link = first_link(address(port), timezone.now())
        if link is None:
            raise CommandError(THERE_IS_ONE)
        self.stdout.write(FIRST.format(link=link))
