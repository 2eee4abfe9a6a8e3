"""A case goes from Ben to Bea: nothing of it is stranded, and what only Ben can say stays his to say."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import Person
from consent.services import withdraw
from interviews import queries, services
from interviews.models import Sitting
from ledger.models import Entry
from studies.services import Stays, assign
from studies.staying import who_stays
from tests.interviews.pages import at, said, send
from tests.interviews.steps import SENT, opened

pytestmark = pytest.mark.usefixtures("agreed", "clock")
OUTSIDE, WHEN = "end-from-outside", "10 June 2026, 12:00"


@pytest.fixture
def interrupted(cast: Any, noon: datetime, clock: Any) -> Sitting:
    """Ben's sitting goes on another day; he has given no feedback when Bea takes the case over."""
    services.describe(cast.ana, {"age": "34"}, by=cast.ben, at=noon)
    sitting = services.interrupt(opened(cast, noon), reason="transport", by=cast.ben, at=clock.on(hours=1))
    assign(cast.ana, cast.bea, by=cast.lena, at=clock.on(minutes=5))
    return sitting


def test_who_takes_over_after_an_interruption_plans_the_next_sitting(
    cast: Any, interrupted: Sitting, signed_in: Any, clock: Any
) -> None:
    now = clock.on(days=1)
    bea = signed_in(cast.bea)  # after the night: a session does not last that long
    assert [each.words for each in queries.owed(cast.bea, now)] == ["P01: Sitting 2, not planned yet"]
    assert at("plan", cast.ana.pk) in bea.get(at("interview", cast.ana.pk)).content.decode()
    later = services.plan(cast.ana, planned_for=now + timedelta(hours=1), place=cast.centre, by=cast.bea, at=now)
    assert later.number == 2


def test_who_held_a_sitting_still_owes_its_feedback_and_gives_it(
    cast: Any, interrupted: Sitting, signed_in: Any, clock: Any
) -> None:
    ben, end = signed_in(cast.ben), at("end", interrupted.pk)
    found = queries.owed(cast.ben, clock())
    assert [(each.words, each.url) for each in found] == [
        ("P01: Feedback to her therapist, not given yet", end), ("P01: A moment for yourself, open", end)
    ]  # fmt: skip
    assert ben.get(end).status_code == 200
    assert ben.post(at("feedback", interrupted.pk), SENT | {"course": "3"}).headers["Location"] == end
    kept = ben.post(at("debrief", interrupted.pk), {"load": "2", "need": "1"})
    assert kept.headers["Location"] == reverse("accounts:front")
    assert queries.owed(cast.ben, clock()) == []
    assert {ben.get(at(name, interrupted.pk)).status_code for name in ("end", "sitting")} == {404}
    assert ben.get(at("interview", cast.ana.pk)).status_code == 404


def test_who_held_a_sitting_reaches_it_for_a_week_at_most(
    cast: Any, interrupted: Sitting, asks_as: Any, clock: Any
) -> None:
    ended = clock() - timedelta(minutes=5)

    def reached(**later: float) -> bool:
        rows = Sitting.objects.filter(pk=interrupted.pk)
        return bool(asks_as(cast.ben, "sitting", "run", ended + timedelta(**later)).all(rows).exists())

    assert interrupted.closed_at == ended

    assert [reached(minutes=5), reached(days=6.9), reached(days=7)] == [True, True, False]
    assert queries.owed(cast.ben, ended + timedelta(days=8)) == []


def test_who_held_two_sittings_is_led_to_the_one_that_they_still_reach(cast: Any, noon: datetime, clock: Any) -> None:
    services.describe(cast.ana, {"age": "34"}, by=cast.ben, at=noon)
    for days in (0, 8):
        sitting = opened(cast, clock.on(days=days))
        services.interrupt(sitting, reason="transport", by=cast.ben, at=clock.on(hours=1))
    assign(cast.ana, cast.bea, by=cast.lena, at=clock.on(minutes=5))
    assert {each.url for each in queries.owed(cast.ben, clock())} == {at("end", sitting.pk)}


def test_who_held_a_sitting_sees_it_no_more_once_she_has_stopped(
    cast: Any, interrupted: Sitting, signed_in: Any, clock: Any
) -> None:
    ben = signed_in(cast.ben)
    assert ben.post(at("debrief", interrupted.pk), {"load": "2", "need": "1"}).status_code == 302
    assert ben.get(at("sitting", interrupted.pk)).status_code == 200
    withdraw(cast.ana, "W1", by_code=True, at=clock())
    assert {ben.get(at(name, interrupted.pk)).status_code for name in ("end", "sitting")} == {404}


def test_who_took_over_says_nothing_about_a_sitting_of_somebody_else(
    cast: Any, interrupted: Sitting, signed_in: Any
) -> None:
    assert signed_in(cast.bea).post(at("feedback", interrupted.pk), SENT).status_code == 409
    interrupted.refresh_from_db()
    assert interrupted.feedback is None


def test_who_took_over_ends_a_sitting_that_was_left_open_only_after_a_second_step(
    cast: Any, noon: datetime, signed_in: Any, clock: Any
) -> None:
    sitting = opened(cast, noon)
    assign(cast.ana, cast.bea, by=cast.lena, at=clock.on(days=1))
    ben, bea, page, end = signed_in(cast.ben), signed_in(cast.bea), at("sitting", sitting.pk), at(OUTSIDE, sitting.pk)
    shown = bea.get(page).content.decode()
    assert ("the case is yours now" in shown, f'href="{end}"' in shown) == (True, True)
    assert "the case is yours now" not in ben.get(page).content.decode()
    for name, sent in {"interrupt": {"reason": "other"}, "close": {}, "stop": {}}.items():  # the room's own buttons
        assert bea.post(at(name, sitting.pk), sent).status_code == 409
    asked = said(bea.get(end))
    assert "Opened by Ben Open since 9 June 2026, 12:00 Last there Ben has no page of a sitting open now." in asked
    assert ben.get(at("room", sitting.pk)).status_code == 302
    assert "Last there 10 June 2026, 12:00" in said(bea.get(end))
    codes = ["completed", "transport", "collecting_child", "centre_routine", "her_wish", "other", "left_open"]
    empty = bea.post(end)
    assert (empty.status_code, [code for code, _words in empty.context["form"].fields["how"].choices]) == (422, codes)
    assert bea.post(end, {"how": "left_open"}).headers["Location"] == page
    sitting.refresh_from_db()
    assert (sitting.ending, sitting.reason, sitting.opened_by) == ("interrupted", "left_open", cast.ben)
    assert f"Bea ended this sitting from outside the room, {WHEN}." in said(ben.get(at("end", sitting.pk)))


def test_who_opened_a_sitting_ends_it_also_after_the_case_went_over(
    cast: Any, noon: datetime, signed_in: Any, clock: Any
) -> None:
    sitting = opened(cast, noon)
    assign(cast.ana, cast.bea, by=cast.lena, at=clock.on(days=1))
    ben, end = signed_in(cast.ben), at("end", sitting.pk)
    assert ben.post(at(OUTSIDE, sitting.pk), {"how": "other"}).headers["Location"] == at("room", sitting.pk)
    assert "from outside the room" not in said(ben.get(end))


def test_a_lead_ends_the_sitting_of_who_can_not_go_on_and_gives_her_to_somebody_else(
    cast: Any, noon: datetime, signed_in: Any, clock: Any
) -> None:
    sitting, lena, ben = opened(cast, noon), signed_in(cast.lena), signed_in(cast.ben)
    assert ben.get(at("room", sitting.pk)).status_code == 200
    give, end = reverse("studies:interviewer", args=[cast.ana.pk]), at(OUTSIDE, sitting.pk)
    assert f'href="{end}"' in lena.get(give).content.decode()
    clock.on(minutes=4)
    asked = lena.get(end)
    assert "Opened by Ben Open since 9 June 2026, 12:00 Last there 9 June 2026, 12:00" in said(asked)
    assert [code for code, _words in asked.context["form"].fields["how"].choices] == [
        "interviewer_away", "device_gone", "left_open",
    ]  # fmt: skip
    for none_of_hers in ("completed", "transport", ""):
        assert lena.post(end, {"how": none_of_hers}).status_code == 422
    for who, status in (("bea", 404), ("sofie", 404), ("thea", 404), ("otto", 404)):
        assert signed_in(getattr(cast, who)).post(end, {"how": "left_open"}).status_code == status
    for _again in range(2):
        assert lena.post(end, {"how": "interviewer_away"}).headers["Location"] == give
    (closed,) = Entry.objects.filter(act="interviews.sitting_closed")
    assert (closed.actor, closed.target) == (cast.lena.pk, sitting.pk)
    bea = {"membership": cast.study.memberships.get(person=cast.bea).pk}
    assert lena.post(give, bea).status_code == 302
    late = send(ben, sitting, "pause")
    assert (late.status_code, late.json()["refused"]["words"]) == (409, "This sitting is not open.")
    told = said(ben.get(at("room", sitting.pk), follow=True))
    assert "Lena ended this sitting from outside the room, 9 June 2026, 12:04." in told
    assert "This sitting goes on another day: the interviewer could not go on." in told


def test_who_took_over_is_led_to_the_open_sitting(cast: Any, noon: datetime, clock: Any) -> None:
    services.describe(cast.ana, {"age": "34"}, by=cast.ben, at=noon)
    sitting = opened(cast, noon)
    assign(cast.ana, cast.bea, by=cast.lena, at=clock.on(days=1))
    (led,) = queries.owed(cast.bea, clock())
    assert (led.words, led.url) == ("P01: The room, open now, with your colleague", at("sitting", sitting.pk))
    (left,) = queries.owed(cast.ben, clock())
    assert (left.words, left.url) == ("P01: The room, was left open; end it", at("room", sitting.pk))


def test_nobody_is_given_away_while_a_sitting_with_her_is_open(
    cast: Any, noon: datetime, signed_in: Any, clock: Any
) -> None:
    lena, page = signed_in(cast.lena), reverse("studies:interviewer", args=[cast.ana.pk])
    bea = {"membership": cast.study.memberships.get(person=cast.bea).pk}
    words = "A sitting with her is open. Give her to somebody else when it has ended."
    assert words not in lena.get(page).content.decode()
    sitting = opened(cast, noon)
    assert words in lena.get(page).content.decode()
    refused = lena.post(page, bea)
    assert (refused.status_code, refused.context["stays"].words) == (409, words)
    assert [one.person for one in cast.ana.assignments.all()] == [cast.ben]
    closed = Person.objects.filter(pk=cast.ben.pk)
    closed.update(is_active=False)  # who can be there no more holds nobody
    assert words not in lena.get(page).content.decode()
    closed.update(is_active=True)
    tonight = clock.on(hours=11)
    with pytest.raises(Stays):
        assign(cast.ana, cast.bea, by=cast.lena, at=tonight)
    assert who_stays([cast.ana], tonight + timedelta(hours=1)) == {}  # it was left open: it holds nobody any more
    services.interrupt(sitting, reason="transport", by=cast.ben, at=tonight)
    assert signed_in(cast.lena).post(page, bea).status_code == 302
    assert list(cast.ana.assignments.filter(until_day=None).values_list("person", flat=True)) == [cast.bea.pk]
