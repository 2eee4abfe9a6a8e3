"""Invitations: once, for a day, and only the SHA-256 of what opens them is kept."""

import hashlib
import secrets
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts import rules
from accounts.models import Duty, Invitation, Person
from accounts.services.people import add_person, end_sessions
from ledger.services import record


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _void(person: Person | None) -> None:
    """Let the invitation before open nothing any more."""
    Invitation.objects.filter(person=person, used_at=None).delete()


def _make(person: Person | None, at: datetime) -> tuple[Invitation, str]:
    secret = secrets.token_urlsafe(32)
    made = Invitation.objects.create(
        person=person, secret_digest=_digest(secret), made_at=at, until=at + rules.INVITED_FOR
    )
    return made, secret


@transaction.atomic
def invite(person: Person, *, by: UUID, at: datetime) -> str:
    """Give the secret of a new invitation for `person`, to be shown once. An open one before it is void."""
    _void(person)
    return _invited(person, by, at)


def _invited(person: Person, by: UUID, at: datetime) -> str:
    made, secret = _make(person, at)
    record("accounts.invited", actor=by, subject=person.pk, target=made.pk, payload={}, at=at)
    return secret


@transaction.atomic
def invite_somebody(*, by: UUID, at: datetime, **fields: Any) -> tuple[Person, str]:
    """Add an account with these fields of `add_person`, and give it with the secret of its invitation.

    At once: an account that nobody invited would have nobody who made it (`accounts.seconds`).
    """
    person = add_person(**fields, at=at)
    return person, _invited(person, by, at)


@transaction.atomic
def invite_first_administrator(*, at: datetime) -> str:
    """Give the secret of an invitation for the first administrator; one before it is void."""
    _void(None)
    return _make(None, at)[1]


def invitation(secret: str, at: datetime) -> Invitation | None:
    """Give the open invitation of this secret, or None: unknown, used, void and late look alike."""
    found = Invitation.objects.filter(secret_digest=_digest(secret.strip()), used_at=None, until__gt=at)
    return found.exclude(person__is_active=False).select_related("person").first()


def still_open(pk: str | None, at: datetime) -> Invitation | None:
    """Give the invitation with this id if it is open still, or None."""
    found = Invitation.objects.filter(pk=pk or UUID(int=0), used_at=None, until__gt=at).exclude(person__is_active=False)
    return found.select_related("person").first()


@transaction.atomic
def accept(invited: Invitation, *, password: str, name: str = "", email: str = "", at: datetime) -> Person | None:
    """Use the invitation: keep the password and give the person; None when somebody was faster.

    The first administrator says name and e-mail address; their account is made here.
    """
    if not Invitation.objects.filter(pk=invited.pk, used_at=None, until__gt=at).update(used_at=at):
        return None
    person = invited.person
    if person is None:
        person = add_person(email=email, name=name, duty=Duty.ADMINISTRATOR, at=at)
        Invitation.objects.filter(pk=invited.pk).update(person=person)
    person.set_password(password)
    person.save(update_fields=["password"])
    if invited.person is not None:  # who is new has none
        end_sessions(person.pk)
    record("accounts.accepted", actor=person.pk, subject=person.pk, target=invited.pk, payload={}, at=at)
    return person
