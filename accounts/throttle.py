"""Slows down who tries again and again. One row, one UPDATE: no shared cache, no race, the same on both databases.

Who is slowed down is the account *as tried from one address of the network*: nobody can close an account from
elsewhere. A whole centre may stand behind one address. So wrong tries from it, at one account or at many, slow down
neither who comes on a browser that is known (`accounts.known`), nor who shows a passkey.
"""

import hashlib
import hmac
import math
from datetime import datetime

from django.conf import settings
from django.db.models import Case, F, Q, Value, When
from django.http import HttpRequest

from accounts.models import Throttle
from accounts.rules import PACES, Pace


class TooMany(Exception):
    """Too many tries; one more in `seconds`. Answered with 429 and words."""

    def __init__(self, seconds: int) -> None:
        super().__init__(type(self).__name__)
        self.seconds = seconds


def source(request: HttpRequest) -> str:
    """Give the address of the network from which somebody asks."""
    return str(request.META.get("REMOTE_ADDR", ""))


def _key(tried: str, *who: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), "\x1f".join([tried, *who]).encode(), hashlib.sha256).hexdigest()


def take(tried: str, *who: str, at: datetime) -> None:
    """Count one try of `tried` (a name of `rules.PACES`) by `who`. Raises TooMany, and then counts nothing.

    The row holds the instant by which all tries are paid for (the generic cell rate algorithm, ITU-T I.371).
    """
    pace, now, key = PACES[tried], at.timestamp(), _key(tried, *who)
    ahead = (pace.at_once - 1) * pace.every
    Throttle.objects.bulk_create([Throttle(key=key, free_at=now)], ignore_conflicts=True)
    owed = When(free_at__gt=now, free_at__lte=_most(pace, now), then=F("free_at"))
    after = Case(owed, default=Value(now)) + Value(pace.every)
    free = Q(free_at__lte=now + ahead) | Q(free_at__gt=_most(pace, now))
    if not Throttle.objects.filter(free, key=key).update(free_at=after):
        free_at = Throttle.objects.values_list("free_at", flat=True).get(key=key)
        raise TooMany(max(1, math.ceil(free_at - ahead - now)))


def _most(pace: Pace, now: float) -> float:
    """Give an instant further ahead than tries lead: what lies behind it was written by a clock that ran ahead."""
    return now + 2 * pace.at_once * pace.every


def wait(tried: str, *who: str, at: datetime) -> None:
    """Raise TooMany when one more try would; counts nothing."""
    pace, now = PACES[tried], at.timestamp()
    latest = now + (pace.at_once - 1) * pace.every
    rows = Throttle.objects.filter(key=_key(tried, *who), free_at__gt=latest, free_at__lte=_most(pace, now))
    free_at = rows.values_list("free_at", flat=True)
    if ahead := free_at.first():
        raise TooMany(max(1, math.ceil(ahead - latest)))


def full(tried: str, *who: str, at: datetime) -> bool:
    """Say whether one more try would raise TooMany; counts nothing."""
    try:
        wait(tried, *who, at=at)
    except TooMany:
        return True
    return False


def forget(tried: str, *who: str) -> None:
    """Begin anew for who has shown the right thing."""
    Throttle.objects.filter(key=_key(tried, *who)).delete()


def clear_old(at: datetime) -> None:
    """Delete the rows of tries that are long paid for."""
    Throttle.objects.filter(free_at__lt=at.timestamp()).delete()
