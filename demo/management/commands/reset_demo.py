"""`manage.py reset_demo`: takes the invented study away, so that the next start plants it anew."""

import json
import socket
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader

from accounts.access import policy
from demo.study_files import read
from studies.models import Study

NOT_THE_DEMO = "Reset works in demo mode only: it deletes the whole database."
STILL_RUNS = "Attune still answers at {url} Stop it first (Ctrl+C), then reset."
OTHER_STUDY = "There is a study in this database that is not invented. Nothing was deleted."


@policy("installation", "run")
class Command(BaseCommand):
    """Deletes database and keys of the demo. Nothing else is touched."""

    help = "Take the invented study away, with its keys."

    def handle(self, *args: Any, **options: Any) -> None:
        """Delete. Raises CommandError outside demo mode, while it is served, and when a study is not invented."""
        if not settings.DEMO:
            raise CommandError(NOT_THE_DEMO)
        said = settings.VAR / "demo.json"
        _refuse_running(said)
        _refuse_other_studies()
        _empty_database()
        for path in [said, *settings.KEYRING.glob("keyring.sqlite3*"), *_epochs()]:
            path.unlink(missing_ok=True)
        self.stdout.write("The invented study is gone. The next start plants it anew.")


def _epochs() -> list[Path]:
    before = settings.KEYRING.glob("epoch-*")  # where a demo of before kept them
    return [*settings.EPOCHS.glob("*.epoch"), *before]


def _refuse_running(said: Path) -> None:
    if not said.exists():
        return
    url = json.loads(said.read_text(encoding="utf-8"))["url"]
    parts = urlsplit(url)
    with suppress(OSError), socket.create_connection((parts.hostname, parts.port), timeout=2):
        raise CommandError(STILL_RUNS.format(url=url))


def _refuse_other_studies() -> None:
    invented = {read("study")[key]["title"]["en"] for key in ("study", "other_study")}
    try:
        others = Study.objects.exclude(title__in=invented).exists()
    except DatabaseError:  # there are no tables yet
        return
    if others:
        raise CommandError(OTHER_STUDY)


def _empty_database() -> None:
    if connection.vendor == "sqlite":
        name = str(connection.settings_dict["NAME"])
        connection.close()
        for end in ("", "-wal", "-shm"):
            Path(name + end).unlink(missing_ok=True)
        return
    for app in sorted(MigrationLoader(connection).migrated_apps):
        call_command("migrate", app, "zero", verbosity=0, skip_checks=True)
