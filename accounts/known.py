"""Whether a browser is known: somebody has come in on it before, by password and second factor.

Wrong tries from a network must not keep out who works there. A known browser is therefore counted by itself, and not
with the network it comes from. It holds a random mark, and beside it one keyed digest for each person who came in (the
last five): nothing in it names a person, and another person's digest can't be made without the secret. The digest holds
the password as it rests: a new one, or none any more, makes every mark of before worthless.
"""

import hmac
import re
import secrets
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from accounts.models import Person

_FOR, _MOST = timedelta(days=90), 5
_FORM = rf"[\w-]{{22}}(\.[0-9a-f]{{64}}){{1,{_MOST}}}"


def _digest(mark: str, person: Person) -> str:
    return salted_hmac("accounts.known", f"{mark}.{person.pk}.{person.password}", algorithm="sha256").hexdigest()


def _held(request: HttpRequest) -> list[str]:
    held = request.COOKIES.get(settings.KNOWN_COOKIE_NAME, "")
    return held.split(".") if re.fullmatch(_FORM, held, re.ASCII) else []


def mark(request: HttpRequest, person: Person | None) -> str:
    """Give the mark of this browser when `person` has come in on it before; else an empty text."""
    mark, *digests = _held(request) or [""]
    if person is None or not mark:
        return ""
    own = _digest(mark, person)
    return mark if any([hmac.compare_digest(own, each) for each in digests]) else ""


def remember(request: HttpRequest, answer: HttpResponse, person: Person) -> None:
    """Let this browser be known for `person`, for 90 days from now."""
    mark, *digests = _held(request) or [secrets.token_urlsafe(16)]
    own = _digest(mark, person)
    value = ".".join([mark, own, *(each for each in digests if each != own)][: _MOST + 1])
    answer.set_cookie(
        settings.KNOWN_COOKIE_NAME, value, max_age=_FOR, secure=settings.SESSION_COOKIE_SECURE, httponly=True,
        samesite="Strict",
    )  # fmt: skip
