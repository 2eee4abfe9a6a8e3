"""The second factors of a person: passkey (WebAuthn), six-digit code (TOTP, RFC 6238), recovery codes.

The one file that names allauth's ceremonies. allauth remembers used codes in a cache of one process and no counter of a
passkey; both are kept in the row here, under a lock.
"""

import re
from datetime import datetime
from typing import Any
from uuid import UUID

from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.webauthn.internal import auth as webauthn
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from fido2.webauthn import AuthenticationResponse

from accounts.adapter import factor_of
from accounts.models import Person

CHALLENGE = webauthn.STATE_SESSION_KEY
"""Name in a session: the challenge of a passkey that waits for its answer."""
TOTP, KEY, RECOVERY = Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN, Authenticator.Type.RECOVERY_CODES


class Refused(Exception):
    """What was shown is no second factor of `person`, or not any more; of nobody we know without one."""

    def __init__(self, person: Person | None = None) -> None:
        super().__init__(type(self).__name__)
        self.person = person


def _factors(person: Person) -> QuerySet[Authenticator]:
    return Authenticator.objects.filter(user=person, type__in=[TOTP, KEY])


def factors(person: Person) -> list[Authenticator]:
    """Give the second factors of `person`, oldest first; recovery codes are none."""
    return list(_factors(person).order_by("created_at", "pk"))


def has_app(person: Person) -> bool:
    """Say whether `person` has an app with six digits."""
    return Authenticator.objects.filter(user=person, type=TOTP).exists()


def has_factor(person: Person) -> bool:
    """Say whether `person` has any second factor."""
    return _factors(person).exists()


def is_code(words: str) -> bool:
    """Say whether `words` look like a code of an app: six ASCII digits, no others (row 71)."""
    return re.fullmatch(r"[0-9]{6}", words.replace(" ", "")) is not None


## Six-digit codes


def new_seed() -> str:
    """Give a new seed for an app: 160 random bits in base32."""
    return totp.generate_totp_secret()


def seed_address(person: Person, seed: str) -> str:
    """Give the `otpauth:` address that an app reads."""
    return str(get_adapter().build_totp_url(person, seed))


def seed_picture(address: str) -> str:
    """Give the address as a QR code: SVG text."""
    return str(get_adapter().build_totp_svg(address))


def code_at(seed: str, counter: int) -> str:
    """Give the code for a time step (RFC 4226)."""
    return str(totp.format_hotp_value(totp.hotp_value(seed, counter)))


def step_of(seed: str, code: str, at: datetime) -> int | None:
    """Give the time step of 30 s to which `code` belongs, one step away from `at` at most, or None."""
    now = int(at.timestamp()) // app_settings.TOTP_PERIOD
    given = code.replace(" ", "")
    near = range(now - app_settings.TOTP_TOLERANCE, now + app_settings.TOTP_TOLERANCE + 1)
    return next((step for step in near if is_code(given) and code_at(seed, step) == given), None)


@transaction.atomic
def add_code(person: Person, seed: str, code: str, *, at: datetime) -> bool:
    """Take the app with `seed` as a second factor. Raises Refused when `code` is not of it.

    One app at a time: one of before ends with this, as on a new phone. Says whether there was one.
    """
    step = step_of(seed, code, at)
    if step is None:
        raise Refused
    replaced = bool(Authenticator.objects.filter(user=person, type=TOTP).delete()[0])
    with factor_of(person.pk):
        made = totp.TOTP.activate(person, seed).instance
    made.data["last_step"] = step
    made.save(update_fields=["data"])
    return replaced


@transaction.atomic
def use_code(person: Person, code: str, *, at: datetime) -> None:
    """Use a code of the app, or a recovery code. Each counts once. Raises Refused."""
    kind = TOTP if is_code(code) else RECOVERY
    found = Authenticator.objects.select_for_update().filter(user=person, type=kind).first()
    if found is None:
        raise Refused
    with factor_of(person.pk):
        if kind == RECOVERY:
            if not code.isascii() or not RecoveryCodes(found).validate_code(code.replace(" ", "")):
                raise Refused
            return
        step = step_of(get_adapter().decrypt(found.data["secret"]), code, at)
    if step is None or step <= found.data.get("last_step", -1):
        raise Refused
    found.data["last_step"], found.last_used_at = step, at
    found.save(update_fields=["data", "last_used_at"])


## Recovery codes


@transaction.atomic
def new_recovery_codes(person: Person) -> list[str]:
    """Give ten new recovery codes, to be shown once; the ones before are void."""
    Authenticator.objects.filter(user=person, type=RECOVERY).delete()
    with factor_of(person.pk):
        return list(RecoveryCodes.activate(person).generate_codes())


def recovery_left(person: Person) -> int:
    """Give how many recovery codes are unused."""
    found = Authenticator.objects.filter(user=person, type=RECOVERY).first()
    return app_settings.RECOVERY_CODE_COUNT - found.data["used_mask"].bit_count() if found else 0


## Passkeys: the challenge rests in the session and counts once


def ask_for_new_key(person: Person) -> dict[str, Any]:
    """Give what a browser needs to make a passkey that can be found without an e-mail address."""
    return webauthn.begin_registration(person, passwordless=True)


def ask_for_key(person: Person | None) -> dict[str, Any]:
    """Give what a browser needs to show a passkey, of `person` or of whoever; their user verification is required."""
    return webauthn.begin_authentication(person)


@transaction.atomic
def add_key(person: Person, name: str, said: Any) -> None:
    """Take a new passkey as a second factor. Raises Refused."""
    try:
        webauthn.parse_registration_response(said)
        made = webauthn.complete_registration(said)
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError):
        raise Refused from None
    finally:
        webauthn.clear_state()
    if not made.is_user_verified():
        raise Refused
    key = webauthn.WebAuthn.add(person, name, said).instance
    key.data["counter"] = made.counter
    key.save(update_fields=["data"])


@transaction.atomic
def use_key(said: Any, *, at: datetime, person: Person | None = None) -> Person:
    """Give whose passkey was shown; with `person`, only theirs counts. Raises Refused (row 70).

    A challenge counts once; origin, site and user verification are checked by python-fido2; a counter must go up
    (WebAuthn level 3, section 6.1.1) unless the key has none.
    """
    shown_by = person
    try:
        counter = AuthenticationResponse.from_dict(said).response.authenticator_data.counter
        shown_by = shown_by or Person.objects.get(pk=_handle(said), is_active=True)
        key = webauthn.complete_authentication(shown_by, said)
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError, Person.DoesNotExist):
        raise Refused(shown_by) from None
    finally:
        webauthn.clear_state()
    key = Authenticator.objects.select_for_update().get(pk=key.pk)
    last = key.data.get("counter", 0)
    if (counter or last) and counter <= last:
        raise Refused(shown_by)
    key.data["counter"], key.last_used_at = counter, at
    key.save(update_fields=["data", "last_used_at"])
    return shown_by


def _handle(said: Any) -> UUID:
    """Give the person whom a passkey names. Raises ValueError for what is no id."""
    return UUID(webauthn.extract_user_from_response(said).pk.hex)


## Taking away


@transaction.atomic
def take_away(person: Person, pk: int) -> bool:
    """Take a second factor away; say whether it was theirs. The last one stays: it can only be replaced."""
    mine = list(_factors(person).order_by("pk").select_for_update())  # two that are taken away at once leave none
    if len(mine) < 2 or pk not in {each.pk for each in mine}:
        return False
    Authenticator.objects.filter(user=person, pk=pk).delete()
    return True


def forget_factors(person: Person) -> None:
    """Take away every second factor and recovery code of `person`."""
    Authenticator.objects.filter(user=person).delete()
