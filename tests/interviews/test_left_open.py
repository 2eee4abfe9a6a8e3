"""A sitting that nobody ended goes on no more once its day is over: attunement and her yes were for that day."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from interviews import lasting, queries, services
from interviews.models import Ending, Kind, Moment, Reason, Sitting
from interviews.services.room import NotRunning
from tests.interviews.pages import at, said
from tests.interviews.steps import opened

pytestmark = pytest.mark.usefixtures("agreed", "clock")
OUTSIDE = "end-from-outside"


@pytest.fixture
def left(cast: Any, noon: datetime, clock: Any) -> Sitting:
    """Ben opened it at noon, marked a silence after an hour, and shut the laptop in a pause."""
    sitting = opened(cast, noon)
    act(sitting, cast, "moment", {"what": Kind.SILENCE}, clock.on(hours=1))
    services.pause(sitting, by=cast.ben, at=clock.on(minutes=10))
    return sitting


def act(
    sitting: Sitting, cast: Any, kind: str, said: dict[str, Any], at: datetime, made: datetime | None = None
) -> None:
    services.do(sitting, services.Act(uuid4(), kind, said, made), by=cast.ben, at=at)


def test_a_talk_may_go_on_past_midnight_and_no_longer_than_six_hours(noon: datetime) -> None:
    midnight = noon + timedelta(hours=10)
    found = [lasting.lasts_until(midnight - timedelta(hours=hours), midnight) - midnight for hours in (10, 6, 5, 1)]
    assert found == [timedelta(hours=hours) for hours in (0, 0, 1, 5)]


def test_the_next_day_its_room_leads_to_its_end_and_today_says_so(
    cast: Any, left: Sitting, signed_in: Any, clock: Any
) -> None:
    end = at(OUTSIDE, left.pk)
    assert signed_in(cast.ben).get(end).headers["Location"] == at("room", left.pk)
    clock.on(hours=20)
    ben = signed_in(cast.ben)
    assert [ben.get(at(name, left.pk)).headers["Location"] for name in ("room", "end")] == [end, end]
    assert "P01: The room, was left open; end it" in {one.words for one in queries.owed(cast.ben, clock())}
    shown = said(ben.get(end))
    assert "Opened 9 June 2026, 12:00 Something was last done in it 9 June 2026, 13:10" in shown


def test_nothing_is_done_in_it_any_more_but_what_was_done_on_its_day_is_kept(
    cast: Any, left: Sitting, clock: Any
) -> None:
    made, later = clock(), clock.on(hours=20)
    act(left, cast, "moment", {"what": Kind.ACCURACY}, later, made)
    for refused in (
        lambda: act(left, cast, "moment", {"what": Kind.DISCLOSURE}, later),
        lambda: act(left, cast, "go on", {}, later, later),
        lambda: services.invite(left, lands_on="/j/", by=cast.ben, at=later),
        lambda: services.answer_device(left, uuid4(), hers=True, by=cast.ben, at=later),
    ):
        with pytest.raises(NotRunning) as why:
            refused()
        assert "left open on an earlier day" in why.value.words
    assert set(Moment.objects.values_list("kind", flat=True)) == {Kind.SILENCE, Kind.ACCURACY}


def test_it_ends_when_something_was_last_done_in_it_and_its_interviewer_says_how(
    cast: Any, left: Sitting, signed_in: Any, clock: Any
) -> None:
    paused = clock()
    clock.on(hours=20)
    ben, end = signed_in(cast.ben), at(OUTSIDE, left.pk)
    empty = ben.post(end)
    codes = [code for code, _words in empty.context["form"].fields["how"].choices]
    ways = ["left_open", "transport", "collecting_child", "centre_routine", "her_wish", "other", "completed", "stopped"]
    assert (empty.status_code, codes) == (422, ways)
    assert ben.post(end, {"how": "left_open"}).headers["Location"] == at("room", left.pk)
    left.refresh_from_db()
    assert (left.ending, left.reason, left.closed_at) == (Ending.INTERRUPTED, Reason.LEFT_OPEN, paused)
    assert left.pauses.get().ended_at == paused
    assert ben.get(at("room", left.pk)).headers["Location"] == at("end", left.pk)
    next_one = [one.url for one in queries.owed(cast.ben, clock())]
    assert reverse("interviews:end", args=[left.pk]) in next_one
