"""Verbs about people."""

from datetime import datetime

from django.contrib.auth import login, logout
from django.db import transaction
from django.http import HttpRequest

from accounts.models import Person
from ledger.services import record
from vault.services import make_key


@transaction.atomic
def add_person(*, email: str, name: str, duty: str = "", language: str = "en", at: datetime) -> Person:
    """Add somebody of the staff, with a key of their own."""
    person = Person(email=email, name=name, duty=duty, language=language)
    person.set_unusable_password()
    person.save()
    make_key(person.pk)
    record("accounts.added", actor=person.pk, subject=person.pk, target=person.pk, payload={"duty": duty}, at=at)
    return person


@transaction.atomic
def sign_in(request: HttpRequest, person: Person, *, at: datetime) -> None:
    """Sign `person` in on this browser, under a new session key."""
    login(request, person, backend="django.contrib.auth.backends.ModelBackend")
    record("accounts.signed_in", actor=person.pk, subject=person.pk, target=person.pk, payload={}, at=at)


def sign_out(request: HttpRequest) -> None:
    """Sign out and forget the session."""
    logout(request)
