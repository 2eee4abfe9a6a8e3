"""One look for all screens of a process: no fact is missing by which a screen may be no longer welcome."""

import re
from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Session
from consent.models import TextVersion
from consent.services import withdraw
from studies.models import Assignment, Membership, Study
from tests.timelines.drawing import applied, put
from tests.timelines.table import Room
from timelines import consumers, services, watch
from timelines.models import ShareLink, Timeline


def screens(room: Room) -> list[Any]:
    """Give both seats, as they are once they have come in."""
    seats = []
    for kind, browser in ((consumers.InterviewerSeat, room.ben), (consumers.HerSeat, room.hers)):
        seat: Any = kind()
        cookies = {name: one.value for name, one in browser.cookies.items()}
        seat.scope = {"url_route": {"kwargs": {"pk": room.timeline.pk}}, "session": browser.session, "cookies": cookies}
        seat.language = "en"
        seat.enter()
        seats.append(seat)
    return seats


def tables(asked: CaptureQueriesContext) -> set[str]:
    """Give the tables that were read."""
    return {name for one in asked.captured_queries for name in re.findall(r'(?:FROM|JOIN) "?(\w+)"?', one["sql"])}


def test_every_table_that_a_look_through_the_door_reads_is_among_the_facts(room: Room) -> None:
    seats = screens(room)
    with CaptureQueriesContext(connection) as door:
        for one in seats:
            one.news()
    with CaptureQueriesContext(connection) as facts:
        watch.read(seats, timezone.now())
    answers = {"consent_answer"}  # never change: each belongs to an act, and the acts are there
    assert tables(door) - tables(facts) == answers


def test_as_long_as_nothing_came_the_facts_are_the_same_whatever_is_drawn(room: Room) -> None:
    seats, at = screens(room), timezone.now()
    before = watch.read(seats, at)
    applied(room.timeline, put(room.timeline))
    after = watch.read(seats, at + timedelta(minutes=2))
    assert [(after[one][0], after[one][1] == before[one][1]) for one in seats] == [(1, True), (1, True)]


CAME: dict[str, Callable[[Room], Any]] = {
    "she stops": lambda room: withdraw(room.cast.ana, "W1", by_code=True, at=timezone.now()),
    "her link is closed": lambda room: services.close_links(room.timeline, at=timezone.now()),
    "her link is old": lambda room: ShareLink.objects.update(confirmed_at=timezone.now() - timedelta(hours=5)),
    "it is closed": lambda room: services.close_for_drawing(room.timeline, at=timezone.now()),
    "it is gone": lambda room: Timeline.objects.all().delete(),
    "a text ended": lambda room: TextVersion.objects.update(ends_at=timezone.now()),
    "another clock counts there": lambda room: Study.objects.update(time_zone="Pacific/Kiritimati"),
    "the case went to somebody else": lambda room: Assignment.objects.update(until_day=timezone.now().date()),
    "a session ended": lambda room: Session.objects.update(expire_date=timezone.now()),
    "a session went": lambda room: Session.objects.all().delete(),
}
OF_STAFF: dict[str, Callable[[Room], Any]] = {
    "the delegation ended": lambda room: Membership.objects.update(delegated_until=timezone.now().date()),
    "a screen is covered": lambda room: Session.objects.update(covered_at=timezone.now()),
    "nobody did anything for long": lambda room: Session.objects.update(seen_at=timezone.now() - timedelta(hours=9)),
    "an account is closed": lambda room: type(room.cast.ben).objects.update(is_active=False),
    "a password is new": lambda room: type(room.cast.ben).objects.update(password="another"),
    "a duty is new": lambda room: type(room.cast.ben).objects.update(duty="custodian"),
}


@pytest.mark.parametrize("what", [*CAME, *OF_STAFF])
def test_whatever_may_end_a_seat_is_another_fact_for_it(room: Room, what: str) -> None:
    seats = screens(room)[: 1 if what in OF_STAFF else 2]
    before = watch.read(seats, timezone.now())
    (CAME | OF_STAFF)[what](room)
    after = watch.read(seats, timezone.now())
    assert [one in after and after[one][1] == before[one][1] for one in seats] == [False] * len(seats)


def test_midnight_there_is_another_fact_and_no_other_minute_is(room: Room) -> None:
    seats, zone = screens(room), ZoneInfo(Study.objects.get(pk=room.cast.study.pk).time_zone)
    tomorrow = timezone.now().astimezone(zone).date() + timedelta(days=1)
    midnight = datetime.combine(tomorrow, time(), zone)
    lately = midnight - timedelta(minutes=30)
    Session.objects.update(seen_at=lately, expire_date=midnight + timedelta(hours=11))
    ShareLink.objects.update(joined_at=lately, confirmed_at=lately, joinable_until=lately)
    earlier, before, after = (watch.read(seats, midnight + timedelta(seconds=away)) for away in (-61, -1, 1))
    told = [(earlier[one][1] == before[one][1], before[one][1] == after[one][1]) for one in seats]
    assert told == [(True, False)] * 2


def test_more_screens_take_no_more_queries(room: Room) -> None:
    seats = [*screens(room), *screens(room)]
    for many in (1, 4):
        with CaptureQueriesContext(connection) as asked:
            watch.read(seats[:many], timezone.now())
        assert len(asked) == 7
