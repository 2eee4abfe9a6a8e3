"""Who keeps the keys."""

from datetime import datetime
from typing import Any

import pytest


@pytest.fixture
def cara(cast: Any, noon: datetime) -> Any:
    """The custodian of the keys."""
    from accounts.services import add_person  # models may be imported only once the settings are read

    return add_person(email="cara@example.org", name="Cara", duty="custodian", at=noon)
