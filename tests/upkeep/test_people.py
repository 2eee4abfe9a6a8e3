"""An administrator looks after people: each act ends what it has to end, and shows what it shows once."""

import re
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from accounts.models import Invitation, Person, Session
from ledger.models import Entry
from studies.models import Study


@pytest.fixture
def adam(cast: Any, signed_in: Any) -> Client:
    browser: Client = signed_in(cast.adam)
    return browser


def link_on(answer: Any) -> str:
    """Give the secret of the invitation that a page shows."""
    return str(re.findall(r'value="http://testserver/invited/#([\w-]{43})"', answer.content.decode())[0])


def test_an_invitation_is_shown_once_and_opens(adam: Client, cast: Any) -> None:
    answer = adam.post("/upkeep/people/invite/", {"name": "Nadia Roy", "email": "Nadia@Example.org", "duty": ""})
    person = Person.objects.get(email="nadia@example.org")
    assert Client().post("/invited/", {"secret": link_on(answer)}).headers["Location"] == "/invited/accept/"
    page = adam.get(f"/upkeep/people/{person.pk}/").content.decode()
    assert (link_on(answer) in page, page.count('<span class="badge">invited</span>')) == (False, 1)
    assert list(Entry.objects.filter(subject=person.pk).values_list("act", flat=True)) == [
        "accounts.added", "accounts.invited",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "changes",
    [{"name": ""}, {"name": "Nаdia"}, {"email": "BEN@example.org"}, {"email": "none"}, {"duty": "lead"},
     {"email": "nаdia@example.org"}],
)  # fmt: skip
def test_row79_a_bad_invitation_is_given_back(adam: Client, cast: Any, changes: dict[str, str]) -> None:
    before = Person.objects.count()
    answer = adam.post("/upkeep/people/invite/", {"name": "Nadia", "email": "nadia@example.org", "duty": "", **changes})
    assert (answer.status_code, Person.objects.count()) == (422, before)


@pytest.mark.parametrize(("act", "active", "invited"), [("close", False, 0), ("reset", True, 1)])
def test_closing_and_beginning_anew_end_all_sessions(
    adam: Client, cast: Any, signed_in: Any, act: str, active: bool, invited: int
) -> None:
    ben = signed_in(cast.ben)
    assert ben.get("/today/").status_code == 200
    adam.post(f"/upkeep/people/{cast.ben.pk}/{act}/")
    cast.ben.refresh_from_db()
    assert ben.get("/today/").headers["Location"].startswith("/?next=")
    assert (cast.ben.is_active, cast.ben.has_usable_password()) == (active, False)
    assert (Session.objects.filter(person=cast.ben).count(), Invitation.objects.filter(person=cast.ben).count()) == (
        0, invited,
    )  # fmt: skip


def test_a_closed_account_is_opened_again(adam: Client, cast: Any) -> None:
    for act, active in (("close", False), ("open", True)):
        assert adam.post(f"/upkeep/people/{cast.ben.pk}/{act}/").status_code == 302
        cast.ben.refresh_from_db()
        assert cast.ben.is_active is active


def test_the_last_administrator_stays(adam: Client, cast: Any) -> None:
    answer = adam.post(f"/upkeep/people/{cast.adam.pk}/close/")
    assert (answer.status_code, "Invite a second one first." in answer.content.decode()) == (409, True)


def test_a_study_begins_with_its_lead_and_the_administrator_sees_nothing_of_it(adam: Client, cast: Any) -> None:
    fields = {"title": "New", "institution": "Invented", "lead": "LENA@example.org", "trained_on": "2026-01-05"}
    assert adam.post("/upkeep/study/", fields).status_code == 302
    study = Study.objects.get(title="New")
    assert [(one.person, one.part) for one in study.memberships.all()] == [(cast.lena, "lead")]
    assert adam.get(f"/studies/{study.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("changes", "status"),
    [({"lead": "nobody@example.org"}, 422), ({"lead": "adam@example.org"}, 422), ({"title": ""}, 422),
     ({"trained_on": "2099-01-05"}, 409), ({"trained_on": "soon"}, 422)],
)  # fmt: skip
def test_a_study_without_a_fitting_lead_does_not_begin(
    adam: Client, cast: Any, changes: dict[str, str], status: int
) -> None:
    fields = {"title": "New", "institution": "Invented", "lead": "lena@example.org", "trained_on": "2026-01-05"}
    assert adam.post("/upkeep/study/", {**fields, **changes}).status_code == status
    assert not Study.objects.filter(title="New").exists()


@pytest.mark.parametrize("act", ["invite", "close", "reset", "open"])
def test_each_act_asks_for_the_second_step_anew(
    earnest: None, adam: Client, cast: Any, noon: datetime, act: str
) -> None:
    session = adam.session
    session["factor_at"] = noon.timestamp()  # long ago
    session.save()
    answer = adam.post(f"/upkeep/people/{cast.ben.pk}/{act}/")
    cast.ben.refresh_from_db()
    assert (answer.status_code, cast.ben.is_active, Invitation.objects.count()) == (403, True, 0)
