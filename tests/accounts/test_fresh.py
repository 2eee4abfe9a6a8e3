"""What asks for the second step anew gets it, and a form that was sent meanwhile is not lost."""

from typing import Any

import pytest
from django.test import Client

from tests.accounts.somebody import PASSWORD, Somebody

NEW = "a new row of quiet words"


def test_five_minutes_long_it_is_fresh(lena: Somebody) -> None:
    browser = lena.arrives()  # half a minute ago
    lena.clock.later(minutes=4, seconds=28)
    assert browser.get("/me/password/").status_code == 200
    lena.clock.later(seconds=1)
    assert browser.get("/me/password/").headers["Location"] == "/again/?next=%2Fme%2Fpassword%2F"
    session = browser.session
    session["factor_at"] = lena.clock.now.timestamp() + 3600  # of a clock that ran ahead
    session.save()
    assert browser.get("/me/password/").headers["Location"] == "/again/?next=%2Fme%2Fpassword%2F"


def test_a_page_is_led_back_to_after_the_second_step(lena: Somebody) -> None:
    browser = lena.arrives()
    lena.clock.later(minutes=6)
    browser.get("/again/", {"next": "/me/password/"})
    answers = [
        browser.post("/again/", {"over-code": code, "over-to": "/me/password/"}) for code in ("000000", lena.code())
    ]
    assert [(each.status_code, each.headers.get("Location")) for each in answers] == [
        (422, None),
        (302, "/me/password/"),
    ]
    assert browser.get("/me/password/").status_code == 200


def test_a_form_is_carried_through_the_second_step(lena: Somebody) -> None:
    browser = lena.arrives()
    lena.clock.later(minutes=6)
    answer = browser.post("/me/password/", {"password": NEW, "again": NEW})
    assert (answer.status_code, lena.person.check_password(PASSWORD)) == (403, True)
    carried = {"password": NEW, "again": NEW, "over-to": "/me/password/", "over-sent": "1"}
    back = browser.post("/again/", {**carried, "over-code": lena.code()})
    assert dict(back.context["carried"].fields) == {"password": NEW, "again": NEW}
    assert browser.post("/me/password/", dict(back.context["carried"].fields)).status_code == 302
    lena.person.refresh_from_db()
    assert lena.person.check_password(NEW)


@pytest.mark.parametrize("path", ["/me/factor/", "/me/recovery/", "/me/code/", "/me/key/", "/me/password/"])
def test_what_opens_an_account_asks_for_it(lena: Somebody, path: str) -> None:
    browser = lena.arrives()
    lena.clock.later(minutes=6)
    answer = browser.post(path)
    assert (answer.status_code, answer.headers.get("Location", "")[:7]) in {(403, ""), (302, "/again/")}


def test_the_last_second_step_stays(lena: Somebody) -> None:
    browser = lena.arrives()
    from accounts.factors import factors

    only = factors(lena.person)[0].pk
    assert browser.post("/me/factor/", {"factor": only}).status_code == 409
    lena.makes_key()
    assert browser.post("/me/factor/", {"factor": only}).status_code == 302
    assert [each.type for each in factors(lena.person)] == ["webauthn"]


@pytest.mark.parametrize("pk", ["", "x", "-1", "9" * 40, "٣"])
def test_a_factor_that_is_none_is_not_taken_away(lena: Somebody, pk: str) -> None:
    assert lena.arrives().post("/me/factor/", {"factor": pk}).status_code == 409


def test_the_demonstration_asks_for_none_and_says_so(cast: Any, signed_in: Any) -> None:
    browser: Client = signed_in(cast.adam)
    page = browser.get("/upkeep/people/invite/").content.decode()
    assert page.count("Outside it, this asks for yours first.") == 1
