"""Somebody with a password and an app for codes, at a clock that a test can move."""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import Client

from accounts import factors
from accounts.models import Person
from tests.accounts.keys import SoftKey

PASSWORD = "three quiet words and a river"


class QuickArgon2(Argon2PasswordHasher):
    """The same hash with less work: what it costs is measured in bench/, not here."""

    time_cost, memory_cost, parallelism = 1, 8, 1


@dataclass
class Clock:
    """The server's clock."""

    now: datetime

    def later(self, **how_long: float) -> datetime:
        self.now += timedelta(**how_long)
        return self.now


@dataclass
class Somebody:
    """A person with a password, an app for codes, and a browser."""

    person: Person
    clock: Clock
    seed: str
    browser: Client = field(default_factory=lambda: Client(headers={"host": "localhost"}))

    def code(self, steps: int = 0) -> str:
        """Give the code that the app shows, or showed some half minutes before or after."""
        return factors.code_at(self.seed, int(self.clock.now.timestamp()) // 30 + steps)

    def says(self, **changes: str) -> Any:
        return self.browser.post("/sign-in/", {"email": self.person.email, "password": PASSWORD, **changes})

    def arrives(self) -> Client:
        """Sign in with password and code; the next code is another one."""
        self.clock.later(seconds=31)
        self.says()
        answer = self.browser.post("/sign-in/second/", {"code": self.code()})
        assert answer.status_code == 302, answer.content
        self.clock.later(seconds=31)
        return self.browser

    def makes_key(self) -> SoftKey:
        """Add a passkey, as somebody who has just signed in."""
        key = SoftKey()
        asked = self.browser.post("/key/add/").json()
        answer = self.browser.post("/me/key/", {"name": "my stick", "credential": json.dumps(key.made(asked))})
        assert answer.status_code == 302, answer.content
        return key
