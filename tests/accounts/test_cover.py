"""A screen that nobody sits at is covered by the server's clock, and no work is lost by it."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.access import Role, actor_of
from accounts.models import Session
from accounts.sessions import SessionStore
from tests.accounts.somebody import PASSWORD, Somebody

BY_SCRIPT = {"accept": "application/json"}


def covered(somebody: Somebody) -> Client:
    browser = somebody.arrives()
    browser.get("/today/")
    somebody.clock.later(minutes=15)
    return browser


def test_after_a_quarter_of_an_hour_the_next_page_is_the_cover_and_leads_back(lena: Somebody) -> None:
    browser = lena.arrives()
    browser.get("/today/")
    lena.clock.later(minutes=14, seconds=59)
    assert browser.get("/today/").status_code == 200
    lena.clock.later(minutes=15)
    answer = browser.get("/studies/participants/?page=2")
    assert answer.headers["Location"] == "/locked/?next=%2Fstudies%2Fparticipants%2F%3Fpage%3D2"
    page = browser.get(answer.headers["Location"]).content.decode()
    assert (page.count("This screen is covered."), page.count("Your work is kept.")) == (1, 1)
    opened = browser.post("/locked/", {"over-words": lena.code(), "over-to": "/studies/participants/?page=2"})
    assert opened.headers["Location"] == "/studies/participants/?page=2"
    assert browser.get("/today/").status_code == 200


@pytest.mark.parametrize("seen", ["seen_at", "covered_at"])
def test_who_was_there_by_a_clock_that_ran_ahead_is_covered_once_it_is_right_again(lena: Somebody, seen: str) -> None:
    browser = lena.arrives()
    browser.get("/today/")
    Session.objects.update(**{seen: lena.clock.now + timedelta(days=1)})
    assert browser.get("/today/").headers["Location"] == "/locked/?next=%2Ftoday%2F"
    browser.post("/locked/", {"over-words": lena.code()})
    lena.clock.later(minutes=14)
    assert browser.get("/today/").status_code == 200


@pytest.mark.parametrize("how", ["code", "password", "key"])
def test_code_password_and_key_open_it(lena: Somebody, how: str) -> None:
    browser = lena.arrives()
    key = lena.makes_key()
    assert (
        browser.post("/cover/", {"next": "/today/?a=1&b=2"}).headers["Location"]
        == "/locked/?next=%2Ftoday%2F%3Fa%3D1%26b%3D2"
    )
    assert browser.get("/today/").headers["Location"] == "/locked/?next=%2Ftoday%2F"
    before = browser.cookies["attune"].value
    said = {
        "code": lambda: {"over-words": lena.code()}, "password": lambda: {"over-words": PASSWORD},
        "key": lambda: {"over-credential": json.dumps(key.shown(browser.post("/key/show/").json()))},
    }[how]()  # fmt: skip
    assert browser.post("/locked/", said, headers=BY_SCRIPT).status_code == 204
    assert (browser.get("/today/").status_code, browser.cookies["attune"].value == before) == (200, False)


@pytest.mark.parametrize("words", ["", "000000", "a wrong password", "0" * 999])
def test_wrong_words_leave_it_covered(lena: Somebody, words: str) -> None:
    browser = covered(lena)
    assert browser.post("/locked/", {"over-words": words}, headers=BY_SCRIPT).status_code == 422
    assert browser.post("/locked/", {"over-words": words, "over-to": "/today/"}).status_code == 422
    assert browser.get("/today/").status_code == 302


def test_a_form_that_was_sent_under_the_cover_is_handed_back_and_sent_on(lena: Somebody) -> None:
    browser = covered(lena)
    text = "\n two lines <b>&\nof her own"
    answer = browser.post("/studies/x/?a=1", {"words": text, "many": ["1", "2"]})
    assert answer.status_code == 404  # there is no such page to cover
    answer = browser.post("/me/password/", {"password": text, "again": ["1", "2"]})
    assert (answer.status_code, answer.context["carried"].fields) == (
        423, [("password", text), ("again", "1"), ("again", "2")],
    )  # fmt: skip
    sent = {"password": text, "again": ["1", "2"], "over-to": "/me/password/", "over-sent": "1"}
    opened = browser.post("/locked/", {**sent, "over-words": PASSWORD})
    assert opened.context["carried"].fields == answer.context["carried"].fields
    assert '<form method="post" action="/me/password/">' in opened.content.decode()
    assert "two lines &lt;b&gt;&amp;\nof her own</textarea>" in opened.content.decode()


@pytest.mark.parametrize(
    "there", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", "/\\elsewhere.example", ""]
)
def test_it_leads_back_to_this_site_only(lena: Somebody, there: str) -> None:
    browser = covered(lena)
    assert browser.post("/locked/", {"over-words": PASSWORD, "over-to": there}).headers["Location"] == "/"


def test_a_script_gets_nothing_but_the_number_423(lena: Somebody) -> None:
    browser = covered(lena)
    asked: list[dict[str, str]] = [BY_SCRIPT, {"hx-request": "true"}, {"sec-fetch-mode": "cors"}]
    answers = [browser.get("/today/", headers=each) for each in asked]
    answers += [browser.post("/me/session/", headers=each) for each in asked]
    assert {(each.status_code, each.content) for each in answers} == {(423, b"")}


def test_who_is_covered_holds_no_role_so_that_sockets_close(lena: Somebody) -> None:
    key = lena.arrives().cookies["attune"].value
    roles = [actor_of(SessionStore(key), lena.person, lena.clock.now).roles]
    lena.clock.later(minutes=15)
    roles.append(actor_of(SessionStore(key), lena.person, lena.clock.now).roles)
    assert roles == [{Role.ANONYMOUS, Role.LEAD}, {Role.ANONYMOUS}]


def test_asking_whether_it_is_covered_is_no_act_and_telling_that_one_is_there_is(lena: Somebody) -> None:
    browser = covered(lena)
    browser.post("/locked/", {"over-words": PASSWORD})
    left = []
    for tells in (False, True, False):
        lena.clock.later(minutes=5)
        if tells:
            browser.post("/here/")
        left.append(browser.get("/here/", headers=BY_SCRIPT).json()["seconds"])
    assert left == [600, 900, 600]


def test_in_the_room_of_a_running_sitting_it_waits_for_half_an_hour(clock: Any, cast: Any, signed_in: Any) -> None:
    from interviews.services import publish_guide
    from tests.consent.acts import agree
    from tests.interviews.steps import content, opened

    publish_guide(cast.study, content(), by=cast.lena, at=clock.now - timedelta(days=1))
    agree(cast.ana, by=cast.ben, at=clock.now - timedelta(hours=1))
    room = f"/room/{opened(cast, clock.now).pk}/"
    browser = signed_in(cast.ben)
    assert browser.get(room).status_code == 200
    for minutes, page in ((29, room), (29, room), (30, "/locked/")):
        clock.later(minutes=minutes)
        answer = browser.get(room)
        assert (answer.status_code, answer.headers.get("Location", page)[: len(page)]) == (
            302 if page == "/locked/" else 200, page
        )  # fmt: skip
    browser.post("/locked/")
    browser.get("/today/")
    clock.later(minutes=15)
    assert browser.get("/today/").status_code == 302


def test_the_pages_of_participants_are_not_covered(lena: Somebody) -> None:
    browser = covered(lena)
    assert [browser.get(path).status_code for path in ("/code/", "/j/", "/invited/")] == [200, 200, 200]


def test_signing_out_and_the_language_work_under_the_cover(lena: Somebody) -> None:
    browser = covered(lena)
    assert browser.post("/language/", {"language": "nl", "next": "/locked/"}).headers["Location"] == "/locked/"
    assert browser.post("/sign-out/").headers["Location"] == "/"
    assert dict(browser.session) == {}


def test_in_the_demonstration_a_button_opens_it_and_says_so(clock: Any, cast: Any, signed_in: Any) -> None:
    browser = signed_in(cast.ben)
    browser.post("/cover/")
    page = browser.get("/locked/").content.decode()
    assert (page.count("In the demonstration nobody has a key"), 'name="over-words"' in page) == (1, False)
    assert browser.post("/locked/", {"over-to": "/today/"}).headers["Location"] == "/today/"
    assert browser.get("/today/").status_code == 200
