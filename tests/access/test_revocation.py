"""What somebody may no longer do ends on their open page and at their open socket, at the next look of either."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.access import Denied
from accounts.models import Person, Refusals
from consent.models import Level
from consent.services import withdraw
from studies.models import Assignment, Membership
from tests.timelines.drawing import begin, seated
from timelines import consumers, services

Ends = Callable[["Table"], None]


class Table:
    """Ben and Ana at one table, each with an open page and an open socket."""

    def __init__(self, cast: Any, at: datetime) -> None:
        self.cast, self.at = cast, at
        self.timeline = begin(cast.ana, by=cast.ben, at=at)
        self.ben, self.hers = Client(), Client()
        self.ben.force_login(cast.ben)
        seated(self.timeline, self.hers, by=cast.ben, at=at)
        self.seats = {
            "ben": self._seat(consumers.InterviewerSeat, self.ben),
            "hers": self._seat(consumers.HerSeat, self.hers),
        }
        assert self.open() == {"ben": (True, True), "hers": (True, True)}

    def _seat(self, kind: Any, browser: Client) -> Any:
        seat = kind()
        cookies = {name: one.value for name, one in browser.cookies.items()}
        seat.scope = {"session": browser.session, "cookies": cookies, "url_route": {"kwargs": {"pk": self.timeline.pk}}}
        seat.enter()
        seat.answer({"since": 0})
        return seat

    def open(self) -> dict[str, tuple[bool, bool]]:
        """Say of each whether their page opens, and whether their socket's own look finds it still welcome."""
        pages = {"ben": self.ben.get(f"/timelines/{self.timeline.pk}/"), "hers": self.hers.get("/j/timeline/")}
        return {who: (page.status_code == 200, _welcome(self.seats[who])) for who, page in pages.items()}


def _welcome(seat: Any) -> bool:
    try:
        seat.news()
    except Denied:
        return False
    return True


def part_ended(table: Table) -> None:
    Membership.objects.filter(person=table.cast.ben).update(delegated_until=table.at.date() - timedelta(days=1))


def part_ended_at_once(table: Table) -> None:
    Membership.objects.filter(person=table.cast.ben).update(delegated_until=table.at.date(), ended_at=table.at)


def case_handed_over(table: Table) -> None:
    Assignment.objects.filter(person=table.cast.ben).update(until_day=table.at.date() - timedelta(days=1))


def account_closed(table: Table) -> None:
    Person.objects.filter(pk=table.cast.ben.pk).update(is_active=False)


def signed_out_elsewhere(table: Table) -> None:
    elsewhere = Client()
    elsewhere.cookies["attune"] = table.ben.cookies["attune"].value
    assert elsewhere.post("/sign-out/").status_code == 302


def link_closed(table: Table) -> None:
    services.close_links(table.timeline, at=table.at)


def device_left(table: Table) -> None:
    elsewhere = Client()
    elsewhere.cookies["attune"] = table.hers.cookies["attune"].value
    assert elsewhere.post("/j/timeline/leave/").status_code == 200


def withdrawn(level: str) -> Ends:
    def ends(table: Table) -> None:
        withdraw(table.cast.ana, level, by_code=True, at=table.at)  # before anything of it is carried out

    ends.__name__ = f"withdrawn_{level}"
    return ends


SHUT, STILL = (False, False), (True, True)


@pytest.mark.parametrize(
    ("ends", "ben", "hers"),
    [
        (part_ended, SHUT, STILL), (part_ended_at_once, SHUT, STILL), (case_handed_over, SHUT, STILL),
        (account_closed, SHUT, STILL),
        (signed_out_elsewhere, SHUT, STILL), (link_closed, STILL, SHUT), (device_left, STILL, SHUT),
        (withdrawn(Level.W1), STILL, SHUT), (withdrawn(Level.W2), STILL, SHUT), (withdrawn(Level.W3), SHUT, SHUT),
    ],
)  # fmt: skip
def test_what_has_ended_is_shut_at_the_next_look(
    cast: Any, noon: datetime, monkeypatch: pytest.MonkeyPatch, ends: Ends, ben: Any, hers: Any
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: noon)
    table = Table(cast, noon)
    ends(table)
    assert table.open() == {"ben": ben, "hers": hers}


def test_sockets_look_soon_enough() -> None:
    assert consumers.LOOKS_EVERY < 2


def test_a_part_that_ends_today_is_shut_at_midnight(cast: Any, noon: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    midnight = noon.replace(hour=22)  # in Brussels, in summer
    before = midnight - timedelta(seconds=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: before)
    table = Table(cast, before)
    Membership.objects.filter(person=cast.ben).update(delegated_until=noon.date())
    assert table.open()["ben"] == STILL
    monkeypatch.setattr("django.utils.timezone.now", lambda: midnight)
    assert table.open()["ben"][1] is False


def test_what_ended_is_no_refusal_of_the_look_that_noticed(
    cast: Any, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: noon)
    table = Table(cast, noon)
    part_ended(table)
    assert _welcome(table.seats["ben"]) is False
    assert Refusals.objects.count() == 0
