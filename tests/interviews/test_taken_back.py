"""A correction that takes back that somebody is asked to come now: a second step, and what stood before stays."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from checkins.models import Done, Feedback, Next
from checkins.queries import came_of, followed, is_followed
from checkins.services import NotSure, acknowledge, follow_up, give
from interviews import services
from interviews.models import Sitting
from tests.consent.acts import agree
from tests.interviews import steps
from tests.interviews.steps import SENT

NOW = {"her_wish": "4", "attention": "4"}
ASKS = "You asked that somebody sees her now. Call her centre first, then tick this."
QUARTER = timedelta(minutes=15)


@pytest.fixture
def ended(cast: Any) -> Sitting:
    now = timezone.now()
    earlier = now - timedelta(minutes=40)
    services.publish_guide(cast.study, steps.content(), by=cast.lena, at=earlier)
    agree(cast.ana, by=cast.ben, at=earlier)
    return services.close(steps.opened(cast, earlier, planned_for=now), by=cast.ben, at=now)


def words(page: Any) -> str:
    return " ".join(page.content.decode().split())


def test_to_ask_for_less_than_now_takes_a_call_and_a_second_step(cast: Any, ended: Sitting, signed_in: Any) -> None:
    ben: Client = signed_in(cast.ben)
    end, first, correct = (
        reverse(f"interviews:{name}", args=[ended.pk]) for name in ("end", "feedback", "correct-feedback")
    )
    assert 'name="called"' not in words(ben.get(end))
    ben.post(first, SENT | NOW)
    assert words(ben.get(end)).count('name="called"') == 1
    answer = ben.post(correct, SENT)
    assert (answer.status_code, words(answer).count(ASKS), Feedback.objects.count()) == (422, 2, 1)
    assert ben.post(correct, SENT | {"called": "on", "show": "1"}).status_code == 200
    assert ben.post(correct, SENT | {"called": "on"}).status_code == 302
    second = Feedback.objects.get(corrects__isnull=False)
    came = came_of(second.corrects, second.released_at - timedelta(microseconds=1))
    assert came is not None
    assert (came.until_then, came.number_stays, came.waits) == (True, True, True)  # its therapists read it still
    after = came_of(second.corrects, second.released_at)
    assert after is not None
    assert (after.until_then, after.number_stays, after.waits) == (False, False, False)


def test_a_now_that_stays_one_is_corrected_in_one_step(cast: Any, ended: Sitting, signed_in: Any) -> None:
    ben: Client = signed_in(cast.ben)
    ben.post(reverse("interviews:feedback", args=[ended.pk]), SENT | NOW)
    sent = ben.post(reverse("interviews:correct-feedback", args=[ended.pk]), SENT | NOW | {"experience": "5"})
    assert (sent.status_code, Feedback.objects.count()) == (302, 2)


def test_what_a_therapist_said_they_do_stays_open_after_a_correction_and_its_page_says_what_stood_before(
    cast: Any, signed_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    noon: datetime = cast.at.replace(year=2026, month=6, day=9, hour=10, minute=0)
    agree(cast.ana, by=cast.ben, at=noon - timedelta(hours=1))
    codes = steps.FELT | {"her_wish": 4}
    first = give(cast.ana, by=cast.ben, at=noon, **codes | {"attention": 4})
    acknowledge(first, by=cast.thea, next=Next.SAME_DAY, at=noon)
    follow_up(first, by=cast.thea, done=Done.NOT_REACHED, at=noon + timedelta(minutes=5))
    milder = {"by": cast.ben, "corrects": first, **codes, "attention": 1}
    with pytest.raises(NotSure):
        give(cast.ana, at=noon + timedelta(minutes=6), **milder)
    second, later = give(cast.ana, at=noon + timedelta(minutes=6), called=True, **milder), noon + QUARTER
    assert [is_followed(first, at) for at in (later, later + timedelta(days=30))] == [True, True]
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    thea: Client = signed_in(cast.thea)
    page, before = (words(thea.get(reverse("checkins:feedback", args=[each.pk]))) for each in (second, first))
    assert page.count("Before, on 9 June, 12:00: please see her now.") == page.count("I go to her now") == 1
    assert (page.count(f"/{first.pk}/"), before.count("It was corrected on 9 June, 12:15.")) == (1, 1)
    assert before.count("What became of it?") == 1
    follow_up(first, by=cast.thea, done=Done.TALKED, at=later)
    assert (followed(later).count(), thea.get(reverse("checkins:feedback", args=[first.pk])).status_code) == (0, 302)
