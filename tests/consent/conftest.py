"""What the tests of consent share."""

from typing import Any

import pytest
from django.core.cache import cache

from tests.consent.acts import agree


@pytest.fixture(autouse=True)
def no_wrong_codes_yet() -> None:
    """Forget the wrong codes of the test before."""
    cache.clear()


@pytest.fixture
def agreed(cast: Any) -> Any:
    """Give the cast after Ana has agreed to everything."""
    agree(cast.ana, by=cast.ben, at=cast.at)
    return cast
