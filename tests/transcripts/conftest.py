"""Ana has talked with Ben, and what he brought home: a sitting that took place, with her yes to the sound."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone


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


@pytest.fixture
def now() -> datetime:
    """The clock of the pages."""
    return timezone.now()


@pytest.fixture
def held(cast: Any, now: datetime) -> Any:
    """A sitting that ended an hour ago, by the clock of the pages; she had agreed and said yes to the sound."""
    from tests.consent.acts import agree
    from tests.transcripts.holding import hold

    agree(cast.ana, by=cast.ben, at=now - timedelta(hours=3))
    return hold(cast, cast.ana, now - timedelta(hours=2))


@pytest.fixture
def candidate(cast: Any, held: Any, now: datetime) -> Any:
    """A text of Ana's that Ben brought in and Rita has to read."""
    from tests.transcripts.holding import bring

    return bring(cast, cast.ana, now)


@pytest.fixture
def recording(cast: Any, sitting: Any, noon: datetime) -> Any:
    """The sound of that sitting, which was registered at noon."""
    from transcripts import services

    return services.register_recording(sitting, device="recorder", by=cast.ben, at=noon)


@pytest.fixture
def sent(cast: Any) -> dict[str, str]:
    """What is sent with a text."""
    from studies.models import Membership

    return {"language": "en", "known": "", "reader": str(Membership.objects.get(person=cast.rita).pk)}


@pytest.fixture
def look(cast: Any, signed_in: Any, held: Any, sent: dict[str, str]) -> Any:
    """Send a text, and fields of the form."""
    ben, url = signed_in(cast.ben), reverse("transcripts:look-through", args=[cast.ana.pk])
    return lambda text, **fields: ben.post(url, {**sent, "text": text, **fields})


@pytest.fixture
def review(cast: Any, signed_in: Any, held: Any, sent: dict[str, str]) -> Any:
    """Send a review."""
    from tests.transcripts.holding import RAW

    ben, url = signed_in(cast.ben), reverse("transcripts:review", args=[cast.ana.pk])
    return lambda **fields: ben.post(url, {**sent, "raw": RAW, **fields})
