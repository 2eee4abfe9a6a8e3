"""Who tries again and again is slowed down, alone: not the account, not a whole centre."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from accounts.models import Throttle
from accounts.rules import PACES
from accounts.services import invite
from accounts.throttle import TooMany, clear_old, forget, take
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
    ]
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
