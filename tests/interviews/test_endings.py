"""How a sitting ends, and what is offered after each way."""

import re
from typing import Any

import pytest
from django.test import Client

from checkins.models import Feedback
from interviews.models import Sitting
from tests.interviews.pages import at
from tests.interviews.steps import SENT, opened

pytestmark = pytest.mark.usefixtures("agreed", "clock")


@pytest.mark.parametrize("sent", [{}, {"sure": ""}, {"reason": "transport"}])
def test_a_sitting_stops_for_good_only_once_that_is_ticked(
    cast: Any, ben: Client, clock: Any, sent: dict[str, str]
) -> None:
    sitting = opened(cast, clock.at)
    answer = ben.post(at("stop", sitting.pk), sent)
    page = answer.content.decode()
    assert (answer.status_code, page.count("Tick this first. Until then the sitting goes on.")) == (422, 1)
    asked = page[page.index("It goes on another day") : page.index("Stop for good<")]
    assert " required" not in asked  # a browser would speak its own language
    fold = page[: page.index("It stops for good")].rpartition("<details")[2]
    assert (fold.startswith(' class="more" open'), Sitting.objects.get().closed_at) == (True, None)


@pytest.mark.parametrize(("how", "offered"), [("interrupt", ["2", "3"]), ("close", ["1", "2"]), ("stop", ["1", "2"])])
def test_feedback_offers_only_what_fits_how_the_sitting_ended(
    cast: Any, ben: Client, clock: Any, how: str, offered: list[str]
) -> None:
    sitting = opened(cast, clock.at)
    ben.post(at(how, sitting.pk), {"reason": "transport", "sure": "1"})
    page = ben.get(at("end", sitting.pk)).content.decode()
    assert re.findall(r'name="course" value="(\d)"', page) == offered
    assert page.count(f'href="/transcripts/{cast.ana.pk}/"') == 1  # where it is said that nothing was recorded
    other = ({"1", "2", "3"} - set(offered)).pop()
    assert ben.post(at("feedback", sitting.pk), SENT | {"course": other}).status_code == 422
    assert Feedback.objects.count() == 0
