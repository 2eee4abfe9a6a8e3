"""She changes one choice to a no: what was kept by it closes at once and goes, and nothing else does."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from consent import services as consent
from interviews import services
from interviews.models import Characteristic
from tests.interviews.steps import opened
from timelines.models import ShareLink, Timeline

pytestmark = pytest.mark.usefixtures("agreed", "clock")


def later(at: datetime) -> datetime:
    return at + timedelta(minutes=10)


def fields(cast: Any) -> set[str]:
    return set(Characteristic.objects.filter(participant=cast.ana).values_list("field", flat=True))


def test_her_ethnic_background_goes_with_the_choice_that_let_it_be_noted(cast: Any, noon: datetime) -> None:
    services.describe(cast.ana, {"age": "34", "ethnicity": "north_african"}, by=cast.ben, at=noon)
    consent.change_item(cast.ana, "C10", yes=False, at=later(noon))
    assert services.open_characteristics(cast.ana, by=cast.ben, at=later(noon)) == {"age": "34"}
    assert consent.carry_out(cast.ana.pk, later(noon))
    assert fields(cast) == {"age"}
    assert [each.words for each in consent.progress(cast.ana.pk, later(noon))] == [
        "What you no longer want noted about you is deleted."
    ]


def test_a_yes_before_it_was_carried_out_keeps_it(cast: Any, noon: datetime) -> None:
    services.describe(cast.ana, {"ethnicity": "north_african"}, by=cast.ben, at=noon)
    opened(cast, noon)
    for item in ("C08", "C10"):
        consent.change_item(cast.ana, item, yes=False, at=later(noon))
        consent.change_item(cast.ana, item, yes=True, at=later(noon))
    assert consent.carry_out(cast.ana.pk, later(noon))
    assert (fields(cast), Timeline.objects.count()) == ({"ethnicity"}, 1)


def test_a_timeline_closes_at_once_and_is_deleted(cast: Any, noon: datetime, signed_in: Any) -> None:
    services.describe(cast.ana, {"age": "34"}, by=cast.ben, at=noon)
    sitting = opened(cast, noon)
    services.invite(sitting, lands_on="/timelines/hers/", by=cast.ben, at=noon)
    timeline = Timeline.objects.get()
    ben, url = signed_in(cast.ben), f"/timelines/{timeline.pk}/"
    assert ben.get(url).status_code == 200
    consent.change_item(cast.ana, "C08", yes=False, at=later(noon))
    assert ben.get(url).status_code == 404
    assert consent.carry_out(cast.ana.pk, later(noon))
    assert (Timeline.objects.count(), ShareLink.objects.filter(closed_at=None).count(), fields(cast)) == (0, 0, {"age"})
    assert [each.words for each in consent.progress(cast.ana.pk, later(noon))] == [
        "Your phone or tablet no longer opens the timeline.", "The timeline and everything on it is deleted.",
    ]  # fmt: skip
