"""`manage.py seed_demo`: plants the invented study once, and says where it is shown."""

import json
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.access import policy
from demo.queries import chosen
from demo.seed import planting


@policy("installation", "run")
class Command(BaseCommand):
    """Plants the invented study when there is none, and writes `demo.json` for tools that walk through it."""

    help = "Plant the invented study once; write var/demo.json."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the address at which the study will be shown."""
        parser.add_argument("--url", required=True)

    def handle(self, *args: Any, url: str, **options: Any) -> None:
        """Plant. Raises CommandError outside demo mode."""
        if not settings.DEMO:
            raise CommandError("The invented study belongs to demo mode only.")
        now = timezone.now()
        if planting.is_planted():
            planting.freshen(now)
        else:
            planting.plant(now)
        people = [{"role": each["role"], "name": each["name"], "email": each["email"]} for each in chosen()]
        shown = {"url": url, "people": people}
        (settings.VAR / "demo.json").write_text(json.dumps(shown, ensure_ascii=False, indent=1), encoding="utf-8")
