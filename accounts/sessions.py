"""The session engine: what a browser holds is a key, what the database holds is its SHA-256.

A row also knows whose session it is, when they last did something, and whether their screen is covered. These are
columns, not part of what the session remembers: a request that saves late can't take them back.
"""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import rules
from accounts.access import COVERS
from accounts.models import Session

BEGAN = "began"
"""Name in a session: seconds since 1970 at which somebody signed in."""
_ENOUGH = timedelta(seconds=20)


def digest_of(key: str) -> str:
    """Give the 64 hexadecimal digits under which the session with this key rests."""
    return hashlib.sha256(key.encode()).hexdigest()


class SessionStore(SessionBase):
    """Sessions in `accounts.models.Session`."""

    seen_at: datetime | None = None
    patience = 0

    def load(self) -> dict[str, Any]:
        """Give what the session remembers, and when its screen is covered; nothing once it has ended."""
        now = timezone.now()
        rows = Session.objects.filter(digest=digest_of(self.session_key or ""), expire_date__gt=now)
        row = rows.first() if self.session_key else None
        if row is None or not rules.goes_on(row.expire_date, now):
            self._session_key = None
            return {}
        self.seen_at, self.patience = row.seen_at, row.patience
        remembered = self.decode(row.session_data)
        if row.person_id:
            covers = rules.covers_at(row.covered_at, row.seen_at, row.patience, now)
            remembered[COVERS] = covers.timestamp()
        return remembered

    def exists(self, session_key: str | None) -> bool:
        return Session.objects.filter(digest=digest_of(session_key or "")).exists()

    def create(self) -> None:
        """Begin a row under a new key."""
        while True:
            self._session_key = self._get_new_session_key()  # type: ignore[attr-defined]
            try:
                self.save(must_create=True)
            except CreateError:
                continue
            self.modified = True
            return

    def save(self, must_create: bool = False) -> None:
        """Keep what the session remembers. Raises UpdateError when it was ended meanwhile."""
        if self.session_key is None:
            return self.create()
        now, digest = timezone.now(), digest_of(self.session_key)
        fields = self._fields(now, no_load=must_create)
        if not must_create:
            if not Session.objects.filter(digest=digest).update(**fields):
                raise UpdateError
            return None
        try:
            with transaction.atomic():
                patience = int(rules.IDLE.total_seconds())
                Session.objects.create(digest=digest, seen_at=now, patience=patience, **fields)
        except IntegrityError:
            raise CreateError from None

    def _fields(self, now: datetime, *, no_load: bool) -> dict[str, Any]:
        held: dict[str, Any] = self._get_session(no_load=no_load)  # type: ignore[attr-defined]
        remembered = {name: value for name, value in held.items() if name != COVERS}
        person, ends = remembered.get(SESSION_KEY), self._ends(remembered, now)
        if person:
            remembered.setdefault(BEGAN, now.timestamp())
        return {"person_id": person, "expire_date": ends, "session_data": self.encode(remembered)}

    def _ends(self, remembered: dict[str, Any], now: datetime) -> datetime:
        if not remembered.get(SESSION_KEY):
            return now + timedelta(seconds=settings.SESSION_COOKIE_AGE)
        began = datetime.fromtimestamp(remembered.get(BEGAN, now.timestamp()), UTC)
        return began + rules.LONGEST_SESSION

    def delete(self, session_key: str | None = None) -> None:
        """End a session, its own unless another key is given."""
        key = session_key or self.session_key
        if key is not None:
            Session.objects.filter(digest=digest_of(key)).delete()

    @classmethod
    def clear_expired(cls) -> None:
        """Delete sessions that have ended by themselves."""
        Session.objects.filter(expire_date__lt=timezone.now()).delete()


def touch(session: Any, at: datetime, patience: timedelta | None = None) -> None:
    """Note that the person of this session did something; `patience` tells from which kind of page."""
    seconds = session.patience if patience is None else int(patience.total_seconds())
    if seconds != session.patience or abs(at - session.seen_at) > _ENOUGH:
        rows = Session.objects.filter(digest=digest_of(session.session_key or ""), covered_at=None)
        rows.update(seen_at=at, patience=seconds)
        session.seen_at, session.patience = at, seconds


def cover(session: Any, at: datetime) -> None:
    """Cover the screens of this session until its person opens them again."""
    Session.objects.filter(digest=digest_of(session.session_key or ""), covered_at=None).update(covered_at=at)
