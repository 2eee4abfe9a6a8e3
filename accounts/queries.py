"""Reads about the own account."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import factors, rules
from accounts.models import Invitation, Person, Session
from accounts.sessions import digest_of

STILL_THERE = timedelta(hours=2)
"""For how long somebody counts as in a sitting in which they do nothing: a session of a closed laptop lasts longer."""


@dataclass(frozen=True)
class Factor:
    """One second factor as its person sees it."""

    pk: int
    words: str
    added: datetime
    used: datetime | None


@dataclass(frozen=True)
class OwnSession:
    """One session of a person: no place and no browser is kept of it."""

    pk: str
    seen_at: datetime
    current: bool


def own_factors(person: Person) -> list[Factor]:
    """Give the second factors of `person`, oldest first."""
    return [
        Factor(
            each.pk,
            each.data["name"] if each.type == factors.KEY else _("an app with six digits"),
            each.created_at,
            each.last_used_at,
        )  # fmt: skip
        for each in factors.factors(person)
    ]


def own_sessions(person: Person, session: Any) -> list[OwnSession]:
    """Give the sessions of `person`, the last seen first; `session` is the one that asks."""
    mine = digest_of(session.session_key or "")
    rows = Session.objects.filter(person=person, expire_date__gt=timezone.now()).order_by("-seen_at")
    return [OwnSession(row.pk, row.seen_at, row.pk == mine) for row in rows]


def states(at: datetime) -> dict[Any, str]:
    """Give for each person the state of the account: "closed", "in use", "invited" or "waits"; two queries."""
    invited = set(Invitation.objects.filter(used_at=None, until__gt=at).values_list("person", flat=True))
    able = set(Person.objects.filter(authenticator__type__in=[factors.TOTP, factors.KEY]).values_list("pk", flat=True))
    return {
        person: "closed" if not active else "in use" if person in able else "invited" if person in invited else "waits"
        for person, active in Person.objects.values_list("pk", "is_active")
    }


def is_in_a_sitting(person: UUID, at: datetime) -> bool:
    """Say whether `person` did something at a page of a sitting within the last `STILL_THERE`."""
    last = last_in_a_sitting(person, at)
    return last is not None and last > at - STILL_THERE


def last_in_a_sitting(person: UUID, at: datetime) -> datetime | None:
    """Give when `person` last did something in a session that is at a page of a sitting; None when none is."""
    patience = int(rules.IDLE_IN_A_SITTING.total_seconds())
    rows = Session.objects.filter(person=person, patience=patience, expire_date__gt=at)
    return rows.order_by("-seen_at").values_list("seen_at", flat=True).first()


def facts_of_sessions(keys: Collection[str], at: datetime) -> dict[str, tuple[Any, ...]]:
    """Give by key what decides who a session is at `at`: first the person's id or None; one query.

    While it is the same, `access.actor_of` finds the same person with the same duty and the same factor.
    """
    digests = {digest_of(key): key for key in keys}
    rows = Session.objects.filter(digest__in=digests).values_list(
        "digest", "expire_date", "seen_at", "patience", "covered_at",
        "person", "session_data", "person__is_active", "person__password", "person__duty",
    )  # fmt: skip
    return {
        digests[digest]: (
            person,
            rules.goes_on(ends, at),
            at >= rules.covers_at(covered_at, seen_at, patience, at),
            *others,
        )
        for digest, ends, seen_at, patience, covered_at, person, *others in rows
    }
