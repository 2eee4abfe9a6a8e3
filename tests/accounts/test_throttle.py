"""Who tries again and again is slowed down, alone: not the account, not a whole centre."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, RequestFactory

from accounts import known
from accounts.models import Session, Throttle
from accounts.rules import PACES
from accounts.services import invite
from accounts.throttle import TooMany, clear_old, forget, take, wait
from tests.accounts.somebody import PASSWORD, Somebody


def tried(at: datetime, *who: str) -> bool:
    try:
        take("sign in", *who, at=at)
    except TooMany:
        return False
    return True


def test_some_tries_at_once_then_one_in_a_while(db: None, noon: datetime) -> None:
    pace = PACES["sign in"]
    assert [tried(noon, "ana") for _ in range(pace.at_once + 2)] == [True] * pace.at_once + [False] * 2
    with pytest.raises(TooMany) as refused:
        take("sign in", "ana", at=noon)
    assert refused.value.seconds == pace.every
    after = noon + timedelta(seconds=pace.every)
    assert [tried(after, "ana") for _ in range(2)] == [True, False]
    assert tried(noon, "ben")
    forget("sign in", "ana")
    assert tried(noon, "ana")


def test_tries_under_a_clock_that_ran_ahead_hold_nobody_up(db: None, noon: datetime) -> None:
    tomorrow, pace = noon + timedelta(days=1), PACES["sign in"]
    assert [tried(tomorrow, "ana") for _ in range(pace.at_once + 1)] == [True] * pace.at_once + [False]
    wait("sign in", "ana", at=noon)
    assert [tried(noon, "ana") for _ in range(pace.at_once + 1)] == [True] * pace.at_once + [False]


def test_many_at_the_same_instant_get_no_more_than_one_alone(committed: None, noon: datetime) -> None:
    def one(_: int) -> bool:
        try:
            return tried(noon, "ana")
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(one, range(40))) == PACES["sign in"].at_once


def test_no_row_names_a_person_or_an_address(lena: Somebody) -> None:
    lena.says(password="wrong")
    assert [(len(row.key), "example" in row.key, "127" in str(row)) for row in Throttle.objects.all()] == [
        (64, False, False)
    ] * 2
    clear_old(lena.clock.later(hours=1))
    assert Throttle.objects.count() == 0


def test_a_thousand_wrong_tries_close_no_account_from_elsewhere(lena: Somebody) -> None:
    answers = [lena.says(password="wrong") for _ in range(30)]
    slow = answers[-1]
    assert (slow.status_code, 0 < int(slow.headers["Retry-After"]) <= 30) == (429, True)
    assert "Nothing has changed, and nothing is closed for good." in slow.content.decode()
    for address in ("192.0.2.7", "127.0.0.1"):  # another place; and a colleague behind the same address
        lena.browser = Client(headers={"host": "localhost"}, REMOTE_ADDR=address)
        if address == "192.0.2.7":
            assert lena.says().headers["Location"] == "/sign-in/second/"
            assert lena.browser.post("/sign-in/second/", {"code": lena.code(1)}).headers["Location"] == "/today/"
        else:
            colleague = lena.browser.post("/sign-in/", {"email": "ben@example.org", "password": PASSWORD})
            assert colleague.status_code == 422


@pytest.mark.parametrize("where", ["/sign-in/second/", "/again/", "/locked/"])
def test_codes_are_slowed_down_too(lena: Somebody, where: str) -> None:
    lena.arrives()
    if where == "/sign-in/second/":
        lena.browser.post("/sign-out/")
        lena.says()
    if where == "/locked/":
        lena.browser.post("/cover/")
    fields = {"code": "000000", "over-code": "000000", "over-words": "000000"}
    answers = [lena.browser.post(where, fields).status_code for _ in range(9)]
    at_once = PACES["uncover" if where == "/locked/" else "factor"].at_once
    assert answers == [422] * at_once + [429] * (9 - at_once)
    assert lena.browser.post(where, {name: lena.code(1) for name in fields}).status_code == 429


def test_wrong_invitations_are_slowed_down_and_a_right_one_opens_all_the_same(lena: Somebody, cast: Any) -> None:
    answers = [lena.browser.post("/invited/", {"secret": "wrong"}).status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]
    secret = invite(cast.ben, by=cast.adam.pk, at=lena.clock.now)
    assert lena.browser.post("/invited/", {"secret": secret}).headers["Location"] == "/invited/accept/"


def stranger(address: str = "127.0.0.1") -> Client:
    return Client(headers={"host": "localhost"}, REMOTE_ADDR=address)


def wrong(browser: Client, email: str) -> int:
    status: int = browser.post("/sign-in/", {"email": email, "password": "wrong"}).status_code
    return status


def test_wrong_tries_from_a_centre_keep_out_nobody_who_works_there(lena: Somebody) -> None:
    lena.arrives().post("/sign-out/")
    there = stranger()
    assert [wrong(there, lena.person.email) for _ in range(6)] == [422] * 5 + [429]
    lena.says()
    assert [lena.browser.post("/sign-in/second/", {"code": "000000"}).status_code for _ in range(2)] == [422] * 2
    answers = [wrong(there, f"nobody{at}@example.org") for at in range(20)]
    assert (answers.count(422), answers.count(429)) == (15, 5)
    lena.arrives()  # the browser on which she came in before
    assert lena.browser.get("/today/").status_code == 200


def test_a_browser_is_known_for_its_own_person_until_a_new_password(lena: Somebody, cast: Any) -> None:
    held = lena.arrives().cookies[settings.KNOWN_COOKIE_NAME]
    request = RequestFactory().get("/")
    request.COOKIES[held.key] = held.value
    assert (len(known.mark(request, lena.person)), known.mark(request, cast.ben), known.mark(request, None)) == (
        22,
        "",
        "",
    )
    assert (held["httponly"], held["samesite"], str(lena.person.pk) in held.value) == (True, "Strict", False)
    for forged in (held.value[:-1] + "x", held.value.partition(".")[0], "é" + held.value, held.value + ".", ""):
        request.COOKIES[held.key] = forged
        assert known.mark(request, lena.person) == ""
    request.COOKIES[held.key] = held.value
    lena.person.set_password("another row of quiet words")
    assert known.mark(request, lena.person) == ""


def test_tries_at_many_accounts_are_slowed_together_and_nowhere_else(lena: Somebody) -> None:
    answers = [wrong(stranger(), f"nobody{at}@example.org") for at in range(25)]
    assert answers == [422] * 20 + [429] * 5
    assert wrong(stranger("192.0.2.7"), "nobody@example.org") == 422
    slow = stranger().post("/sign-in/", {"email": lena.person.email, "password": PASSWORD})
    assert (slow.status_code, slow.headers["Retry-After"]) == (429, "5")
    lena.clock.later(seconds=5)
    assert lena.says().headers["Location"] == "/sign-in/second/"


def test_a_challenge_for_a_key_makes_no_row_and_counts_once(lena: Somebody) -> None:
    lena.arrives()
    key = lena.makes_key()
    before = (Session.objects.count(), Throttle.objects.count())
    other = stranger()
    for _ in range(3):
        asked = other.post("/key/sign-in/").json()
    assert (Session.objects.count(), Throttle.objects.count()) == before
    cookies, said = other.cookies.copy(), {"credential": json.dumps(key.shown(asked, up=0))}  # a key without a counter
    assert other.post("/sign-in/key/", said).headers["Location"] == "/today/"
    again = stranger()
    again.cookies = cookies
    assert (again.post("/sign-in/key/", said).status_code, "_auth_user_id" in again.session) == (422, False)
    late = stranger()
    asked = late.post("/key/sign-in/").json()
    lena.clock.later(minutes=5)
    assert late.post("/sign-in/key/", {"credential": json.dumps(key.shown(asked))}).status_code == 422
