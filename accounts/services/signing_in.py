"""Signing in and out, showing a second factor, and sessions."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.http import HttpRequest

from accounts import factors, known, rules
from accounts.models import Person, Session
from accounts.sessions import digest_of
from accounts.throttle import forget, source, take, wait
from ledger.services import record

PENDING, PENDING_UNTIL = "pending", "pending_until"
"""Names in a session: whose password was right, and until when (seconds since 1970) a second factor may follow."""
_PENDING_FOR = timedelta(minutes=10)


@transaction.atomic
def sign_in(request: HttpRequest, person: Person, *, at: datetime, factor: bool = False) -> None:
    """Sign `person` in on this browser, under a new session key; three sessions at once, the oldest ends."""
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)  # before sessions, as who ends them does
    request.session.flush()
    login(request, person, backend="django.contrib.auth.backends.ModelBackend")
    request.session["began"] = at.timestamp()
    if factor:
        request.session["factor_at"] = at.timestamp()
    newest = Session.objects.filter(person=person).exclude(digest=digest_of(request.session.session_key or ""))
    keep = list(newest.order_by("-seen_at").values_list("pk", flat=True)[: rules.SESSIONS_AT_ONCE - 1])
    newest.exclude(pk__in=keep).delete()
    record("accounts.signed_in", actor=person.pk, subject=person.pk, target=person.pk, payload={}, at=at)


def sign_out(request: HttpRequest) -> None:
    """Sign out and forget the session."""
    logout(request)


def by_password(request: HttpRequest, email: str, password: str, *, at: datetime) -> Person | None:
    """Give the person of this address if the password is theirs, or None; the same work for an address of nobody.

    Raises TooMany. A browser that is known for this person is counted by itself, others with the address of the network
    they come from. Somebody without a second factor gets in by an invitation only.
    """
    address = rules.same_address(email)
    person = Person.objects.filter(email=address, is_active=True).first()
    mark = known.mark(request, person)
    if not mark:
        wait("strange", source(request), at=at)
    take("sign in", address, mark or source(request), at=at)
    if _is_right(person, password):
        return person
    if not mark:
        take("strange", source(request), at=at)
    return None


def _is_right(person: Person | None, password: str) -> bool:
    if person is None:
        make_password(password)
        return False
    return person.check_password(password) and factors.has_factor(person)


def wait_for_factor(request: HttpRequest, person: Person, *, at: datetime) -> None:
    """Remember on this browser that the password was right, for ten minutes, under a new session key."""
    request.session.flush()
    request.session["pending"] = str(person.pk)
    request.session["pending_until"] = (at + _PENDING_FOR).timestamp()


def pending(request: HttpRequest, at: datetime) -> Person | None:
    """Give the person whose second factor is waited for, or None."""
    if not rules.counts(request.session.get(PENDING_UNTIL, 0), _PENDING_FOR, at):
        return None
    return Person.objects.filter(pk=request.session[PENDING], is_active=True).first()


def show_factor(request: HttpRequest, person: Person, *, code: str = "", key: Any = None, at: datetime) -> None:
    """Use a code or the answer of a passkey. Raises Refused, which the register knows, or TooMany."""
    mark = known.mark(request, person) or source(request)
    who = (str(person.pk), mark)
    take("factor", *who, at=at)
    try:
        factors.use_key(key, at=at, person=person) if key is not None else factors.use_code(person, code, at=at)
    except factors.Refused:
        refuse(person, at=at)
        raise
    forget("factor", *who)
    forget("sign in", person.email, mark)


@transaction.atomic
def refuse(person: Person, *, at: datetime) -> None:
    """Put into the register that a second factor of `person` was refused."""
    record("accounts.factor_refused", actor=person.pk, subject=person.pk, target=person.pk, payload={}, at=at)


def show_anew(request: HttpRequest, *, at: datetime) -> None:
    """Note that the second factor was shown now; the session gets a new key and its screen is open."""
    request.session["factor_at"] = at.timestamp()
    request.session.cycle_key()


@transaction.atomic
def note_factor(request: HttpRequest, person: Person, kind: str, *, at: datetime) -> None:
    """Put a change of the second factors ("code", "code anew", "key", "away", "recovery") into the register.

    Other sessions end.
    """
    request.session["factor_at"] = at.timestamp()
    end_other_sessions(request, person)
    record(
        "accounts.factor_changed", actor=person.pk, subject=person.pk, target=person.pk, payload={"kind": kind}, at=at
    )


def end_other_sessions(request: HttpRequest, person: Person) -> None:
    """End every other session of `person`; this one gets a new key."""
    mine = digest_of(request.session.session_key or "")
    Session.objects.filter(person=person).exclude(digest=mine).delete()
    request.session.cycle_key()


def end_session(person: Person, digest: str) -> None:
    """End one session of `person`."""
    Session.objects.filter(person=person, digest=digest).delete()


@transaction.atomic
def change_password(request: HttpRequest, person: Person, password: str, *, at: datetime) -> None:
    """Keep a new password; every other session ends."""
    person.set_password(password)
    person.save(update_fields=["password"])
    update_session_auth_hash(request, person)
    end_other_sessions(request, person)
    record("accounts.password_changed", actor=person.pk, subject=person.pk, target=person.pk, payload={}, at=at)
