"""Verb about the passphrase of the keys."""

from datetime import datetime

from django.db import transaction

from accounts.models import Person
from ledger.services import record
from vault import services as vault


def change(path: str, *, by: Person, at: datetime) -> None:
    """Seal the keys with the passphrase in the file or descriptor `path`, on the order of `by`.

    It stands in the register before and after. Safe to repeat after a kill. Raises `vault.services.NotOpened`.
    """

    def tell(what: str) -> None:
        with transaction.atomic():
            record(f"upkeep.passphrase_{what}", actor=by.pk, subject=by.pk, target=by.pk, payload={}, at=at)

    vault.change_passphrase(path, ordered=lambda: tell("ordered"))
    tell("changed")
