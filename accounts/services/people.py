"""Verbs about people and their accounts."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import factors, rules
from accounts.access import NotNow
from accounts.models import Duty, Invitation, Person, Session
from ledger.services import record
from vault.services import make_key


class NotLast(NotNow):
    """The last administrator can't close the own account: nobody could open it again."""


@transaction.atomic
def add_person(*, email: str, name: str, duty: str = "", language: str = "en", at: datetime) -> Person:
    """Add somebody of the staff, with a key of their own."""
    person = Person(email=rules.same_address(email), name=rules.same_name(name), duty=duty, language=language)
    person.set_unusable_password()
    person.save()
    make_key(person.pk)
    record("accounts.added", actor=person.pk, subject=person.pk, target=person.pk, payload={"duty": duty}, at=at)
    return person


def end_sessions(person: UUID) -> None:
    """End every session of a person: pages lead to the front page, sockets close within two seconds."""
    Session.objects.filter(person=person).delete()


def end_all_access() -> None:
    """End every session and every open invitation: what came back with a backup may have been taken away since."""
    Invitation.objects.filter(used_at=None).delete()
    Session.objects.all().delete()


def needs_an_administrator(without: UUID | None = None) -> bool:
    """Say whether no administrator, or none but `without`, can sign in: with an open account and a second factor."""
    able = Person.objects.filter(
        duty=Duty.ADMINISTRATOR, is_active=True, authenticator__type__in=[factors.TOTP, factors.KEY]
    )
    return not (able.exclude(pk=without) if without else able).exists()


def _lock_administrators() -> None:
    """Let one at a time close administrators: two who close each other at once would leave none."""
    list(Person.objects.filter(duty=Duty.ADMINISTRATOR).order_by("pk").select_for_update(no_key=True))


@transaction.atomic
def deactivate(person: Person, *, by: UUID, at: datetime) -> None:
    """Close an account; its sessions and invitations end. Raises NotLast when no administrator could sign in then."""
    Invitation.objects.filter(person=person, used_at=None).delete()
    if person.duty == Duty.ADMINISTRATOR:
        _lock_administrators()
        if needs_an_administrator(without=person.pk):
            raise NotLast(_("No other administrator can sign in. Invite one first, and wait until they have come in."))
    person.is_active = False
    person.save(update_fields=["is_active"])
    end_sessions(person.pk)
    record("accounts.deactivated", actor=by, subject=person.pk, target=person.pk, payload={}, at=at)


@transaction.atomic
def reactivate(person: Person, *, by: UUID, at: datetime) -> None:
    """Open a closed account again; its password and second factor are as they were."""
    person.is_active = True
    person.save(update_fields=["is_active"])
    record("accounts.reactivated", actor=by, subject=person.pk, target=person.pk, payload={}, at=at)


@transaction.atomic
def reset_factors(person: Person, *, by: UUID, at: datetime) -> None:
    """Take away the second factors and the password of somebody who lost them; only an invitation opens again.

    Raises NotLast for the own account: it would be open to nobody, and another one has to be sure who asks.
    """
    if person.pk == by:
        raise NotLast(_("Not for your own account. Another administrator does this for you."))
    factors.forget_factors(person)
    person.set_unusable_password()
    person.save(update_fields=["password"])
    end_sessions(person.pk)
    record("accounts.factors_reset", actor=by, subject=person.pk, target=person.pk, payload={}, at=at)
