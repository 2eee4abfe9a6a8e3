"""Safety copies as somebody makes them who copies files, and what can be read out of them."""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings

from vault import services
from vault.fields import EncryptedText
from vault.providers import NoEpoch, Refused
from vault.providers.chosen import keyring_in

COLUMNS = [
    (model, field) for model in apps.get_models() for field in model._meta.fields if isinstance(field, EncryptedText)
]


@dataclass(frozen=True)
class Value:
    """One sealed value of a copy, with where it stood."""

    sealed: bytes
    place: dict[str, Any]

    @property
    def subject(self) -> UUID:
        return self.place["subject"]


@dataclass(frozen=True)
class Copy:
    """The sealed values of the database and the keyring's folder, at one moment."""

    values: list[Value]
    keyring: Path


def copied(into: Path, *, epochs: bool = False) -> Copy:
    """Copy the database's sealed values and the keyring's folder; with `epochs` also what must never be copied."""
    shutil.copytree(settings.KEYRING, into / "keyring")
    if epochs:
        shutil.copytree(settings.EPOCHS, into / "epochs")
    values = [
        Value(bytes(row.__dict__[field.attname]), field.place(row))
        for model, field in COLUMNS
        for row in model.objects.filter(**{f"{field.attname}__isnull": False})
    ]
    return Copy(values, into / "keyring")


def readable(values: Iterable[Value], keyrings: Iterable[Path], epochs: Iterable[Path]) -> set[tuple[Any, ...]]:
    """Give the places whose value opens under any of the keyrings with any of the epochs, and the passphrase."""
    rings = [keyring_in(*pair) for pair in product(keyrings, epochs)]
    found = set()
    for value in values:
        for ring in rings:
            try:
                services.opened(ring, value.sealed, **value.place)
            except (LookupError, NoEpoch, Refused, services.Tampered):
                continue
            found.add(tuple(value.place.values()))
            break
    return found
