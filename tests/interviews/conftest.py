"""Ana has agreed, a guide is published, and the pages' clock stands still until a test moves it."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.recorded import recorded


class Clock:
    """What the pages take for now."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def on(self, **later: int) -> datetime:
        self.at += timedelta(**later)
        return self.at


@pytest.fixture
def clock(noon: datetime, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of the pages, at noon."""
    stands = Clock(noon)
    monkeypatch.setattr("django.utils.timezone.now", stands)
    return stands


@pytest.fixture
def guide(cast: Any, noon: datetime) -> Any:
    """The first version of the study's guide."""
    from interviews.services import publish_guide
    from tests.interviews import steps

    at = noon - timedelta(days=1)
    return recorded(("guide", cast.study.pk), lambda: publish_guide(cast.study, steps.content(), by=cast.lena, at=at))


@pytest.fixture
def agreed(cast: Any, guide: Any, noon: datetime) -> None:
    """Ana has agreed to everything, an hour ago."""
    from tests.consent.acts import agree

    agree(cast.ana, by=cast.ben, at=noon - timedelta(hours=1))


@pytest.fixture
def sitting(cast: Any, agreed: None, noon: datetime) -> Any:
    """A sitting of Ana and Ben, opened at noon."""
    from tests.interviews.steps import opened

    return opened(cast, noon)


@pytest.fixture
def ben(cast: Any, clock: Any, signed_in: Any) -> Any:
    """Ben's browser."""
    return signed_in(cast.ben)
