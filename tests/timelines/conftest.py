"""What several tests of the live timeline need."""

from typing import Any

import pytest


@pytest.fixture
def room(committed_cast: Any) -> Any:
    """Ana and Ben at one table, really committed."""
    from tests.timelines.table import Room  # once the rooms of the program are there

    return Room(committed_cast)
