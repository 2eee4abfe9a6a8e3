"""Words that somebody posts where a code belongs: refused, given back, kept nowhere; and an attunement that is over."""

from datetime import datetime, timedelta
from itertools import cycle
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from checkins.models import Acknowledgement, Attunement, Feedback, FollowUp
from checkins.services import acknowledge, ask, give
from interviews import services
from interviews.models import Sitting
from tests.consent.acts import agree
from tests.interviews import steps

WORDS = ["she told me about the river", "１", "32768", "1\x00"]
"""Words, and numbers spelled in ways that no code is."""
ATTUNED = {"basis": "1", "capacity": "1", "zone": "1", "she_wants": "1", "adjust": "1", "support_after": "1",
           "verdict": "1"}  # fmt: skip
FELT = {"experience": "1", "feelings": "1", "at_the_end": "1", "course": "1", "her_wish": "4", "attention": "1",
        "she_saw_it": "1"}  # fmt: skip
FORMS = {"attunement": ATTUNED, "feedback": FELT, "correct-feedback": FELT, "follow-up": {"choice": "both"},
         "acknowledge": {"next": "1"}, "done": {"done": "1"}}  # fmt: skip


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def places(cast: Any, now: datetime, signed_in: Any) -> dict[str, tuple[Client, str]]:
    """Who posts each form, and where; each may be sent."""
    earlier = now - timedelta(minutes=40)
    services.publish_guide(cast.study, steps.content(), by=cast.lena, at=earlier)
    agree(cast.ana, by=cast.ben, at=earlier)
    sitting = services.close(steps.opened(cast, earlier, planned_for=now), by=cast.ben, at=now)
    day = sitting.attunement.for_day
    asked = ask(cast.ana, for_day=day, by=cast.ben, at=now)
    waits, seen = (
        give(cast.ana, by=cast.ben, at=earlier, **steps.FELT | {"her_wish": 4, "attention": 4}) for _each in range(2)
    )
    acknowledge(seen, by=cast.thea, next=1, at=now)
    Sitting.objects.filter(pk=sitting.pk).update(feedback=waits)
    ben, thea = signed_in(cast.ben), signed_in(cast.thea)
    return {
        "attunement": (thea, reverse("checkins:attunement", args=[asked.pk])),
        "feedback": (ben, reverse("interviews:feedback", args=[sitting.pk])),
        "correct-feedback": (ben, reverse("interviews:correct-feedback", args=[sitting.pk])),
        "follow-up": (ben, reverse("interviews:follow-up", args=[sitting.pk])),
        "acknowledge": (thea, reverse("checkins:acknowledge", args=[waits.pk])),
        "done": (thea, reverse("checkins:follow-up", args=[seen.pk])),
    }  # fmt: skip


def test_words_in_the_place_of_a_code_are_kept_nowhere(places: dict[str, tuple[Client, str]]) -> None:
    def kept() -> list[Any]:
        rows = (Attunement, Feedback, Acknowledgement, FollowUp)
        return [list(model._default_manager.order_by("pk").values()) for model in rows]

    before = kept()
    for name, fields in FORMS.items():
        browser, path = places[name]
        for field, words in zip(fields, cycle(WORDS), strict=False):
            status = browser.post(path, fields | {field: words}).status_code
            assert (name, field, words, status) == (name, field, words, 422)
        assert browser.post(path, fields | {"note": "she cried"}).status_code in {302, 422}
        assert browser.post(path, fields, content_type="application/json").status_code in {400, 415, 422}
    assert kept() == before


def test_an_attunement_of_yesterday_opens_nothing_and_can_no_longer_be_given(
    cast: Any, now: datetime, signed_in: Any
) -> None:
    before = now - timedelta(days=1)
    services.publish_guide(cast.study, steps.content(), by=cast.lena, at=before)
    agree(cast.ana, by=cast.ben, at=before)
    sitting = steps.ready(cast, before, planned_for=before + timedelta(minutes=1))
    opened = signed_in(cast.ben).post(reverse("interviews:open", args=[sitting.pk]))
    given = signed_in(cast.thea).post(reverse("checkins:attunement", args=[sitting.attunement.pk]), ATTUNED)
    sitting.refresh_from_db()
    assert (opened.status_code, given.status_code, sitting.opened_at) == (409, 409, None)
