"""Somebody outside the demonstration, at a clock that a test can move."""

from datetime import datetime
from typing import Any

import pytest


@pytest.fixture
def clock(noon: datetime, monkeypatch: pytest.MonkeyPatch) -> Any:
    from tests.accounts.somebody import Clock

    moved = Clock(noon)
    monkeypatch.setattr("django.utils.timezone.now", lambda: moved.now)
    return moved


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["tests.accounts.somebody.QuickArgon2"]


@pytest.fixture
def lena(earnest: None, clock: Any, cast: Any) -> Any:
    """Lena, who leads a study, with a second step of her own."""
    from accounts import factors
    from tests.accounts.somebody import PASSWORD, Somebody

    cast.lena.set_password(PASSWORD)
    cast.lena.save()
    seed = factors.new_seed()
    somebody = Somebody(cast.lena, clock, seed)
    factors.add_code(cast.lena, seed, somebody.code(), at=clock.now)
    return somebody
