"""A refusal is counted in the register: who, where and how often, and nothing that a flood could fill it with."""

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError
from django.test import Client

from accounts import refusals
from accounts.access import Actor
from accounts.models import Refusals
from accounts.refusals import MOST, STRANGERS
from accounts.tasks import enter_refusals
from ledger.models import Entry
from ledger.queries import first_fault
from ledger.services import own_subject

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def entered() -> list[tuple[Any, datetime, dict[str, Any]]]:
    """Give the entries: who, when, and what they say."""
    rows = Entry.objects.filter(act="accounts.refused").select_related("payload").order_by("seq")
    assert {(row.subject, row.target) for row in rows} <= {(own_subject(), own_subject())}
    return [(row.actor, row.at, json.loads(row.payload.content)) for row in rows]


def said(resource: str, since: datetime, count: int, *, at_least: bool = False) -> dict[str, Any]:
    return {"resource": resource, "since": since.isoformat(), "count": count, "at_least": at_least}


def test_the_first_of_an_hour_is_entered_at_once_and_the_others_together(cast: Any, noon: datetime) -> None:
    ben, later = Actor(person=cast.ben.pk), noon + timedelta(minutes=59)
    for at in (noon, noon + timedelta(minutes=1), later):
        refusals.count(ben, "transcript", at)
    assert entered() == [(cast.ben.pk, noon, said("transcript", noon, 1))]
    refusals.enter_past(later)
    assert len(entered()) == 1
    for _twice in range(2):
        refusals.enter_past(noon + HOUR)
    assert entered()[1:] == [(cast.ben.pk, noon + HOUR, said("transcript", noon, 2))]
    assert (Refusals.objects.count(), first_fault()) == (0, None)


def test_the_next_refusal_of_a_person_enters_what_is_past(cast: Any, noon: datetime) -> None:
    for at in (noon, noon, noon + HOUR):
        refusals.count(Actor(person=cast.ben.pk), "transcript", at)
    assert [(at, what["count"]) for _who, at, what in entered()] == [(noon, 1), (noon + HOUR, 1), (noon + HOUR, 1)]


def test_each_person_and_each_resource_is_counted_for_itself(cast: Any, noon: datetime) -> None:
    for person in (cast.ben, cast.bea):
        for resource in ("transcript", "timeline"):
            refusals.count(Actor(person=person.pk), resource, noon)
    assert {(who, what["resource"]) for who, _at, what in entered()} == {
        (person.pk, resource) for person in (cast.ben, cast.bea) for resource in ("transcript", "timeline")
    }


def test_who_has_no_account_leaves_no_trace_of_her_evening(cast: Any, noon: datetime) -> None:
    midnight = noon.replace(hour=0)
    for actor in (Actor(), Actor(link=uuid4()), Actor(code=cast.ana.pk)):
        refusals.count(actor, "own consent", noon + timedelta(hours=9, minutes=3))
    refusals.count(Actor(person=cast.ben.pk), "sitting", noon + 10 * HOUR)
    assert [who for who, _at, _what in entered()] == [cast.ben.pk]
    refusals.count(Actor(), "own timeline", noon + DAY)
    assert len(entered()) == 1, "a stranger's knock would give the entry the time of a knock"
    refusals.enter_past(noon + DAY)
    assert entered()[1:] == [
        (STRANGERS, noon + DAY, said("own consent", midnight, 3)),
    ]


@pytest.mark.parametrize("known", [True, False])
def test_a_flood_stops_writing(cast: Any, noon: datetime, known: bool, django_assert_num_queries: Any) -> None:
    actor = Actor(person=cast.ben.pk) if known else Actor()
    for _ in range(MOST + 20):
        refusals.count(actor, "transcript", noon)
    assert [what["count"] for _who, _at, what in entered()] == ([1, MOST - 1] if known else [MOST])
    assert [what["at_least"] for _who, _at, what in entered()] == ([False, True] if known else [True])
    with django_assert_num_queries(1):
        refusals.count(actor, "transcript", noon)
    refusals.enter_past(noon + DAY)
    assert sum(what["count"] for _who, _at, what in entered()) == MOST


def test_strangers_fill_one_row_a_resource(cast: Any, noon: datetime) -> None:
    before = Entry.objects.count()
    for number in range(60):
        refusals.count(Actor(link=uuid4(), code=uuid4()), ("own consent", "own timeline")[number % 2], noon)
    assert (Refusals.objects.count(), Entry.objects.count() - before) == (2, 0)


def test_a_page_and_an_id_of_nothing_are_counted_alike(cast: Any, signed_in: Any) -> None:
    browser = signed_in(cast.ben)
    for path in (f"/consent/{cast.far_participant.pk}/", f"/consent/{uuid4()}/", "/upkeep/"):
        assert browser.get(path).status_code == 404
    assert browser.post(f"/consent/{uuid4()}/stop/").status_code == 404
    assert list(Refusals.objects.order_by("resource").values_list("source", "resource", "count")) == [
        (cast.ben.pk, "consent", 3), (cast.ben.pk, "installation", 1),
    ]  # fmt: skip


def test_what_is_no_refusal_is_not_counted(cast: Any, signed_in: Any) -> None:
    stranger, ben = Client(), signed_in(cast.ben)
    answers = [stranger.get("/today/"), stranger.get("/nowhere/"), ben.get("/nowhere/"), ben.get("/today/")]
    assert [each.status_code for each in answers] == [302, 404, 404, 200]
    assert ben.get(f"/consent/{cast.ana.pk}/stop/now/").status_code == 404
    assert Refusals.objects.count() == 0


def test_a_refusal_stands_when_it_cannot_be_counted(
    cast: Any, signed_in: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any) -> None:
        raise DatabaseError("canary words")

    monkeypatch.setattr(refusals, "_count", broken)
    assert signed_in(cast.ben).get("/upkeep/").status_code == 404
    assert [each.getMessage() for each in caplog.records] == ["a refusal was not counted: DatabaseError"]


def test_the_daily_work_enters_what_is_past(cast: Any, noon: datetime) -> None:
    refusals.count(Actor(), "own consent", noon - 2 * DAY)
    enter_refusals()
    assert [who for who, _at, _what in entered()] == [STRANGERS]
