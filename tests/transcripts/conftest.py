"""Ana has talked with Ben, and what he brought home: a sitting that took place, with her yes to the sound."""

from datetime import datetime, timedelta
from typing import Any

import pytest


@pytest.fixture
def agreed(cast: Any, noon: datetime) -> None:
    """Ana has agreed to everything, an hour ago."""
    from tests.consent.acts import agree

    agree(cast.ana, by=cast.ben, at=noon - timedelta(hours=1))


@pytest.fixture
def sitting(cast: Any, agreed: None, noon: datetime) -> Any:
    """A sitting of an hour that ended at noon plus one hour; she said yes to the sound."""
    from tests.transcripts.holding import hold

    return hold(cast, cast.ana, noon)
