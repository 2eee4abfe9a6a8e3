"""`manage.py doctor`: says in plain words what is good and what is not about this installation."""

import sys
from typing import Any

from django.core.management import BaseCommand
from django.utils import timezone

from accounts.access import policy
from upkeep.readings import findings
from upkeep.rules import worst


@policy("installation", "run")
class Command(BaseCommand):
    """One line each: ok, look or bad. The exit status is 0, 1 or 2: the worst of them."""

    help = "Say in plain words what is good and what is not about this installation. Exit status: 0 ok, 1 look, 2 bad."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say it. Ends the process with the worst grade."""
        found = findings(timezone.now())
        for each in found:
            self.stdout.write(f"{each.grade.name.lower():<5}{each.about}: {each.words}")
        if worst(found):
            sys.exit(int(worst(found)))
