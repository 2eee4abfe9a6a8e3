"""What the tests of consent share."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone


@pytest.fixture(autouse=True)
def no_wrong_codes_yet() -> None:
    """Forget the wrong codes of the test before."""
    cache.clear()


@pytest.fixture
def agreed(cast: Any) -> Any:
    """Give the cast after Ana has agreed to everything."""
    from tests.consent.acts import agree  # models may be imported only once the settings are read

    agree(cast.ana, by=cast.ben, at=cast.at)
    return cast


@pytest.fixture
def now() -> datetime:
    """Give the instant at which the pages are asked."""
    return timezone.now()


@pytest.fixture
def today_cast(db: None, now: datetime) -> Any:
    """Give everybody at the present instant, with a text published."""
    from tests.conftest import Cast
    from tests.consent.acts import publish

    cast = Cast(now)
    publish(cast.study, by=cast.lena, at=now - timedelta(hours=1))
    return cast


@pytest.fixture
def ben(today_cast: Any, signed_in: Any) -> Any:
    """Give Ben's browser."""
    return signed_in(today_cast.ben)


@pytest.fixture
def hers(today_cast: Any) -> Any:
    """Give a browser in which Ana's code was typed, after she agreed."""
    from consent import services
    from tests.consent.acts import agree

    agree(today_cast.ana, by=today_cast.ben, at=timezone.now())
    browser = Client()
    browser.post("/code/", {"code": services.make_code(today_cast.ana, by=today_cast.ben, at=timezone.now())})
    return browser
