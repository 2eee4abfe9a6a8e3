"""An administrator looks after people: each act ends what it has to end, and shows what it shows once."""

import re
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from accounts import factors
from accounts.access import Role
from accounts.models import Invitation, Person, Session
from accounts.services import add_person
from checkins.models import Feedback
from checkins.services import acknowledge
from ledger.models import Entry
from studies.models import Study
from studies.queries import roles_of
from tests.checkins.pages import gave
from tests.checkins.runs import second_therapist
from tests.consent.acts import agree


@pytest.fixture
def adam(cast: Any, signed_in: Any) -> Client:
    browser: Client = signed_in(cast.adam)
    return browser


def link_on(answer: Any) -> str:
    """Give the secret of the invitation that a page shows."""
    return str(re.findall(r"data-link>http://testserver/invited/#([\w-]{43})</code>", answer.content.decode())[0])


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


def test_who_takes_an_account_over_sees_nothing_until_the_lead_says_that_it_is_them(
    adam: Client, cast: Any, signed_in: Any
) -> None:
    case = f"/studies/participants/{cast.ana.pk}/"
    assert signed_in(cast.ben).get(case).status_code == 200
    adam.post(f"/upkeep/people/{cast.ben.pk}/reset/")
    cast.ben.refresh_from_db()
    taken, lena = signed_in(cast.ben), signed_in(cast.lena)
    assert (taken.get(case).status_code, roles_of(cast.ben.pk, cast.at)) == (404, frozenset())
    assert "is it them?" in lena.get("/today/").content.decode()
    confirm, sent = f"/studies/{cast.study.pk}/member/confirm/", {"person": str(cast.ben.pk)}
    assert lena.get(f"/studies/{cast.study.pk}/").content.decode().count(confirm) == 1
    assert [signed_in(one).post(confirm, sent).status_code for one in (cast.adam, cast.otto, cast.ben)] == [404] * 3
    for who in ("", "x", str(cast.cleo.pk)):
        lena.post(confirm, {"person": who})
    assert taken.get(case).status_code == 404
    lena.post(confirm, sent)
    assert taken.get(case).status_code == 200  # a part that goes on signs nobody out
    acts = Entry.objects.filter(act__startswith="studies.member_").order_by("seq")
    assert list(acts.values_list("act", "actor"))[-2:] == [
        ("studies.member_rests", cast.adam.pk), ("studies.member_confirmed", cast.lena.pk),
    ]  # fmt: skip


def test_a_lead_leads_again_when_another_one_who_keeps_the_installation_says_so(
    adam: Client, cast: Any, signed_in: Any
) -> None:
    adam.post(f"/upkeep/people/{cast.lena.pk}/reset/")
    confirm = f"/upkeep/people/{cast.lena.pk}/confirm/"
    assert confirm not in adam.get("/upkeep/").content.decode()
    adam.post(confirm)
    assert roles_of(cast.lena.pk, cast.at) == frozenset()
    curt = signed_in(add_person(email="curt@example.org", name="Curt", duty="custodian", at=cast.at))
    assert curt.get("/upkeep/").content.decode().count(confirm) == 1
    curt.post(confirm)
    assert roles_of(cast.lena.pk, cast.at) == {Role.LEAD}


def test_nobody_begins_the_own_account_anew(adam: Client, cast: Any) -> None:
    answer = adam.post(f"/upkeep/people/{cast.adam.pk}/reset/")
    assert (answer.status_code, "Another administrator does this" in answer.content.decode()) == (409, True)
    assert adam.get("/upkeep/").status_code == 200


def test_a_closed_account_is_opened_again(adam: Client, cast: Any) -> None:
    for act, active in (("close", False), ("open", True)):
        assert adam.post(f"/upkeep/people/{cast.ben.pk}/{act}/").status_code == 302
        cast.ben.refresh_from_db()
        assert cast.ben.is_active is active


def test_an_account_that_leaves_a_centre_with_nobody_is_closed_after_a_second_step(adam: Client, cast: Any) -> None:
    page, close = f"/upkeep/people/{cast.thea.pk}/", f"/upkeep/people/{cast.thea.pk}/close/"
    agree(cast.ana, by=cast.ben, at=cast.at)
    gave(cast.ana, cast.ben, cast.at, attention=4)
    answer = adam.post(close)
    for one in (adam.get(page), answer):
        said = " ".join(one.content.decode().split())
        assert said.count("After this nobody at their centre can be told anything.") == 1
        assert said.count("somebody is asked for now, and nobody has answered. Speak with Lena first.") == 1
        assert "The Lime Tree" not in said
    assert (answer.status_code, Person.objects.get(pk=cast.thea.pk).is_active) == (422, True)
    second_therapist(cast)
    acknowledge(Feedback.objects.get(), by=cast.thea, next=1, at=cast.at)
    assert "Speak with Lena first." not in adam.get(page).content.decode()
    assert adam.post(close).status_code == 302


def test_who_has_spoken_with_the_lead_closes_it(adam: Client, cast: Any) -> None:
    assert adam.post(f"/upkeep/people/{cast.thea.pk}/close/", {"asked": "yes"}).status_code == 302
    assert Person.objects.get(pk=cast.thea.pk).is_active is False


def test_the_last_administrator_who_can_sign_in_stays(adam: Client, cast: Any) -> None:
    second = add_person(email="ada@example.org", name="Ada", duty="administrator", at=cast.at)
    answer = adam.post(f"/upkeep/people/{cast.adam.pk}/close/")
    assert (answer.status_code, "No other administrator can sign in." in answer.content.decode()) == (409, True)
    seed = factors.new_seed()
    factors.add_code(second, seed, factors.code_at(seed, int(cast.at.timestamp()) // 30), at=cast.at)
    assert adam.post(f"/upkeep/people/{cast.adam.pk}/close/").headers["Location"] == "/"
    assert adam.get("/upkeep/").headers["Location"].startswith("/?next=")


def test_a_study_begins_with_its_lead_and_the_administrator_sees_nothing_of_it(adam: Client, cast: Any) -> None:
    fields = {"title": "New", "institution": "Invented", "lead": "LENA@example.org", "trained_on": "2026-01-05"}
    assert adam.post("/upkeep/study/", fields).status_code == 302
    study = Study.objects.get(title="New")
    assert [(one.person, one.part) for one in study.memberships.all()] == [(cast.lena, "lead")]
    assert adam.get(f"/studies/{study.pk}/").status_code == 404
    (token,) = re.findall(r'name="token" value="([^"]+)"', adam.get("/upkeep/study/").content.decode())
    again = fields | {"title": "Newer", "token": token}
    assert [adam.post("/upkeep/study/", again).status_code for _twice in range(2)] == [302, 302]
    assert Study.objects.filter(title="Newer").count() == 1
    for other in ({"title": "Newest"}, {"trained_on": "2026-01-06"}, {"lead": "otto@example.org"}):
        changed = adam.post("/upkeep/study/", again | other)
        assert (changed.status_code, "is not kept: open it anew" in changed.content.decode()) == (409, True)
    assert not Study.objects.filter(title="Newest").exists()


@pytest.mark.parametrize(
    ("changes", "status"),
    [({"lead": "nobody@example.org"}, 422), ({"lead": "adam@example.org"}, 422), ({"title": ""}, 422),
     ({"lead": "thea@example.org"}, 422),
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
