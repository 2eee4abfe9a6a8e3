"""What several tests of the live timeline need."""

from typing import Any

import pytest


@pytest.fixture
def room(committed_cast: Any) -> Any:
    """Ana and Ben at one table, really committed."""
    from tests.timelines.table import Room  # once the rooms of the program are there

    return Room(committed_cast)


@pytest.fixture
def others(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this process announce as one of several does: the tests hear it on the layer."""
    from timelines import mouth

    monkeypatch.setattr(mouth, "are_others", lambda: True)
