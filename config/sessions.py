"""Sessions with a list of what may stand in them: a name that is not on it, or a value of another form, is an error.

Whoever needs a further name adds it here, with the form of its value. Words of a person have no form that fits.
"""

import json
import re
from typing import Any

from django.conf import settings

from accounts import sessions

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_LONGEST_NOTE = 200


class NotAllowed(Exception):
    """Something that may not stand in a session. Says the form that was broken, and neither name nor value."""


def _id(value: Any) -> bool:
    return isinstance(value, str) and bool(_ID.fullmatch(value))


def _digest(value: Any) -> bool:
    return isinstance(value, str) and bool(re.fullmatch(r"[0-9a-f]{64}", value))


def _instant(value: Any) -> bool:
    return isinstance(value, int | float)


def _yes(value: Any) -> bool:
    return value is True


def _backend(value: Any) -> bool:
    return isinstance(value, str) and bool(re.fullmatch(r"(\w+\.)+\w+", value))


def _notes(value: Any) -> bool:
    """Say whether these are short messages to the person; that each is a constant, a test of the sources says."""
    given = json.loads(value) if isinstance(value, str) else value
    return isinstance(given, list) and len(given) <= 10 and all(len(str(each[3])) <= _LONGEST_NOTE for each in given)


def _path(value: Any) -> bool:
    return isinstance(value, str) and bool(re.fullmatch(r"(/[\w./?=&%-]{0,300})?", value))


def _language(value: Any) -> bool:
    return value in dict(settings.LANGUAGES)


def _language_of_one(value: Any) -> bool:
    return isinstance(value, dict) and len(value) == 1 and all(_id(pk) and _language(one) for pk, one in value.items())


def _sealed(value: Any) -> bool:
    return isinstance(value, str) and bool(re.fullmatch(r"[A-Za-z0-9+/=]{40,400}", value))


def _challenge(value: Any) -> bool:
    """Say whether this is what a passkey is asked to sign, and nothing else."""
    fits = isinstance(value, dict) and set(value) == {"challenge", "user_verification"}
    return fits and all(re.fullmatch(r"[\w=-]{1,100}", str(each)) for each in value.values())


def _day_and_time(value: Any) -> bool:
    return isinstance(value, str) and bool(re.fullmatch(r"[0-9T:.+-]{0,40}", value))


ALLOWED = {
    "_auth_user_id": _id,
    "_auth_user_backend": _backend,
    "_auth_user_hash": _digest,
    "_messages": _notes,
    "_session_expiry": _instant,
    "spoken": _language_of_one,  # in which a sitting is talked
    "link": _id,
    "alone": _yes,  # it leads to preparing alone
    "language": _language,  # in which her device began
    "code": _id,
    "code_until": _instant,
    "card": _day_and_time,
    "began": _instant,
    "factor_at": _instant,
    "pending": _id,
    "pending_until": _instant,
    "lands_on": _path,
    "invited": _id,
    "seed": _sealed,
    "mfa.webauthn.state": _challenge,
}
"""Each name that may stand in a session, and what says whether its value has the right form."""


class Checked:
    """For a session store: lets nothing be saved that is not allowed."""

    def encode(self, session_dict: dict[str, Any]) -> str:
        """Give the stored form. Raises NotAllowed."""
        for name, value in session_dict.items():
            if name not in ALLOWED:
                raise NotAllowed("a name that is not on the list")
            if not ALLOWED[name](value):
                raise NotAllowed("a value of another form")
        return str(super().encode(session_dict))  # type: ignore[misc]


class SessionStore(Checked, sessions.SessionStore):
    """Sessions in the database under digests of their keys, checked."""
