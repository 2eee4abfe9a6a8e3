"""What the tests of consent share."""

from typing import Any

import pytest
from django.core.cache import cache


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
