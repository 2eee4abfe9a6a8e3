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


@pytest.fixture
def timeline(cast: Any) -> Any:
    """Ana's, open, with nothing on it."""
    from tests.timelines.drawing import begin  # a conftest is read before Django is set up

    return begin(cast.ana, by=cast.ben, at=cast.at)


@pytest.fixture
def hers(cast: Any, timeline: Any) -> Any:
    """Her device, which was let in."""
    from django.test import Client

    from tests.timelines.drawing import seated

    return seated(timeline, Client(), by=cast.ben)


@pytest.fixture(scope="module")
def laptop(browser: Any) -> Any:
    """The picture in a window of 1000 px, empty."""
    from tests.timelines.picturing import opened

    return opened(browser)
