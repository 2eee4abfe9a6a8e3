"""A participant who has agreed, and codes that somebody may give."""

from datetime import datetime, timedelta
from typing import Any

import pytest


@pytest.fixture
def agreed(cast: Any, noon: datetime) -> None:
    """Ana has agreed to everything, an hour ago."""
    from tests.consent.acts import agree

    agree(cast.ana, by=cast.ben, at=noon - timedelta(hours=1))


@pytest.fixture
def attuned() -> dict[str, int]:
    """The codes of an attunement that says go."""
    return {"basis": 1, "capacity": 1, "she_wants": 1, "support_after": 1, "verdict": 1}


@pytest.fixture
def felt() -> dict[str, Any]:
    """The codes of a feedback after a quiet sitting."""
    return {
        "experience": 1, "feelings": 1 | 32, "at_the_end": 1, "course": 1, "her_wish": 3, "attention": 1,
        "she_saw_it": True,
    }  # fmt: skip


@pytest.fixture
def asked(cast: Any, agreed: None, noon: datetime) -> Any:
    """An attunement that is asked for this day."""
    from checkins import services

    return services.ask(cast.ana, for_day=noon.date(), by=cast.ben, at=noon)


@pytest.fixture
def tom(cast: Any) -> Any:
    """A second therapist of Thea's centre, who reads Dutch and is on call."""
    from tests.checkins.runs import second_therapist

    return second_therapist(cast)


@pytest.fixture
def gives(cast: Any, agreed: None, felt: dict[str, Any]) -> Any:
    """Gives a feedback that asks for `attention` at an instant."""

    from checkins import services

    def give(attention: int, at: datetime) -> Any:
        return services.give(cast.ana, by=cast.ben, at=at, **felt | {"her_wish": 4, "attention": attention})

    return give
