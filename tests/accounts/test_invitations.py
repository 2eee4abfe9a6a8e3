"""An invitation opens once, within a day, by a POST; the database can't tell what opens it."""

from typing import Any

import pytest
from django.core import serializers
from django.test import Client

from accounts import factors, services
from accounts.models import Invitation, Person
from tests.accounts.somebody import Somebody

NEW = {"password": "a new row of quiet words", "again": "a new row of quiet words"}


@pytest.fixture
def browser(earnest: None, clock: Any) -> Client:
    return Client(headers={"host": "localhost"})


def invited(cast: Any, clock: Any, person: Person | None = None) -> str:
    return services.invite(person or cast.ben, by=cast.adam.pk, at=clock.now)


def test_it_leads_to_a_password_and_then_to_a_second_step(browser: Client, cast: Any, clock: Any) -> None:
    assert browser.post("/invited/", {"secret": invited(cast, clock)}).headers["Location"] == "/invited/accept/"
    assert browser.get("/invited/accept/").content.decode().count("ben@example.org") == 1
    assert browser.post("/invited/accept/", NEW).headers["Location"] == "/me/"
    assert browser.get("/today/").headers["Location"] == "/me/"
    cast.ben.refresh_from_db()
    assert cast.ben.check_password(NEW["password"])


def test_looking_at_it_uses_nothing_up(browser: Client, cast: Any, clock: Any) -> None:
    secret = invited(cast, clock)
    for method in (browser.get, browser.head):
        assert method("/invited/").status_code == 200
        assert method("/invited/", {"secret": secret}).status_code == 200
    assert browser.post("/invited/", {"secret": secret}).status_code == 302


@pytest.mark.parametrize("why", ["unknown", "used", "late", "made void", "closed account", "cut", "other letters"])
def test_what_does_not_open_has_one_answer(browser: Client, cast: Any, clock: Any, why: str) -> None:
    unknown = browser.post("/invited/", {"secret": "unknown"})
    secret = invited(cast, clock)
    if why == "used":
        browser.post("/invited/", {"secret": secret})
        browser.post("/invited/accept/", NEW)
        browser.post("/sign-out/")
    elif why == "late":
        clock.later(hours=24)
    elif why == "made void":
        invited(cast, clock)
    elif why == "closed account":
        services.deactivate(cast.ben, by=cast.adam.pk, at=clock.now)
    secret = {"unknown": "unknown", "cut": secret[:-1], "other letters": secret.swapcase()}.get(why, secret)
    answer = browser.post("/invited/", {"secret": secret})
    assert (answer.status_code, len(answer.content)) == (422, len(unknown.content))


def test_two_who_opened_it_at_once_get_one_account(browser: Client, cast: Any, clock: Any) -> None:
    secret, other = invited(cast, clock), Client(headers={"host": "localhost"})
    for each in (browser, other):
        each.post("/invited/", {"secret": secret})
    answers = [each.post("/invited/accept/", NEW).headers["Location"] for each in (browser, other)]
    assert answers == ["/me/", "/invited/"]
    found = Invitation.objects.get()
    assert services.accept(found, password="x", at=clock.now) is None


def test_the_database_holds_nothing_that_opens(browser: Client, cast: Any, clock: Any) -> None:
    assert invited(cast, clock) not in serializers.serialize("json", Invitation.objects.all())


def test_a_new_password_by_invitation_does_not_go_round_the_second_step(lena: Somebody, cast: Any) -> None:
    secret = invited(cast, lena.clock, lena.person)
    lena.browser.post("/invited/", {"secret": secret})
    assert lena.browser.post("/invited/accept/", NEW).headers["Location"] == "/sign-in/second/"
    assert "_auth_user_id" not in lena.browser.session
    lena.clock.later(seconds=31)
    assert lena.browser.post("/sign-in/second/", {"code": lena.code()}).status_code == 302


def test_who_has_lost_the_second_step_gets_in_by_a_new_invitation_only(lena: Somebody, cast: Any) -> None:
    services.reset_factors(lena.person, by=cast.adam.pk, at=lena.clock.now)
    assert (lena.says().status_code, factors.has_factor(lena.person)) == (422, False)
    lena.browser.post("/invited/", {"secret": invited(cast, lena.clock, lena.person)})
    assert lena.browser.post("/invited/accept/", NEW).headers["Location"] == "/me/"


def test_the_first_administrator_says_who_they_are(browser: Client, db: None, clock: Any) -> None:
    secret = services.invite_first_administrator(at=clock.now)
    browser.post("/invited/", {"secret": secret})
    wrong = browser.post("/invited/accept/", {**NEW, "name": "Аda", "email": "ada@example.org"})
    assert wrong.status_code == 422
    assert browser.post("/invited/accept/", {**NEW, "name": "Ada", "email": "ADA@example.org"}).status_code == 302
    ada = Person.objects.get()
    assert (ada.email, ada.duty, services.needs_an_administrator()) == ("ada@example.org", "administrator", True)
    factors.add_code(ada, seed := factors.new_seed(), Somebody(ada, clock, seed).code(), at=clock.now)
    assert not services.needs_an_administrator()


def test_row79_two_accounts_never_share_an_address(browser: Client, cast: Any, clock: Any) -> None:
    secret = services.invite_first_administrator(at=clock.now)
    browser.post("/invited/", {"secret": secret})
    answers = [
        browser.post("/invited/accept/", {**NEW, "name": "Ada", "email": email}).status_code
        for email in ("LENA@EXAMPLE.ORG", "lenа@example.org", "ben@exаmple.org")
    ]
    assert answers == [422, 422, 422]
