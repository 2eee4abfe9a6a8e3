"""The challenge of a passkey for who is not signed in: it waits in the browser, signed, and not in a row of ours.

Else everybody who knocks would make a row. It counts for five minutes, and once: what was shown with it is remembered
for as long.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from accounts import factors
from accounts.throttle import TooMany, take

_SALT, _FOR = "accounts.challenge", 5 * 60


def hand_out(request: HttpRequest, answer: HttpResponse, at: datetime) -> None:
    """Move the challenge out of a session that holds nothing else, into the browser."""
    if request.session.session_key is not None:
        return
    waits = [request.session.pop(factors.CHALLENGE), at.timestamp() + _FOR]
    answer.set_cookie(
        settings.CHALLENGE_COOKIE_NAME, signing.dumps(waits, salt=_SALT), max_age=_FOR,
        secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Strict",
    )  # fmt: skip


def bring_back(request: HttpRequest, at: datetime) -> None:
    """Put a challenge that waits in the browser, and is not too old, where the ceremony looks for it."""
    waits = _waits(request)
    if waits and at.timestamp() < waits[1] and factors.CHALLENGE not in request.session:
        request.session["mfa.webauthn.state"] = waits[0]


def use(request: HttpRequest, at: datetime) -> bool:
    """Count the challenge as used; say whether it is the first time."""
    waits = _waits(request)
    try:
        if waits:
            take("challenge", str(waits[0].get("challenge")), at=at)
    except TooMany:
        return False
    return True


def _waits(request: HttpRequest) -> list[Any] | None:
    try:
        held: list[Any] = signing.loads(request.COOKIES.get(settings.CHALLENGE_COOKIE_NAME, ""), salt=_SALT)
    except signing.BadSignature:
        return None
    return held
