"""What the database knows of a session opens none; a session ends when it should."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.core import serializers
from django.test import Client

from accounts import services
from accounts.models import Session
from accounts.sessions import SessionStore, cover, digest_of
from accounts.tasks import clear_sessions
from tests.accounts.somebody import PASSWORD, Somebody


def test_no_row_holds_a_key_that_opens_a_session(lena: Somebody) -> None:
    key = lena.arrives().cookies["attune"].value
    rows = serializers.serialize("json", Session.objects.all())
    assert (key in rows, digest_of(key) in rows) == (False, True)
    lena.browser.cookies["attune"] = digest_of(key)
    assert lena.browser.get("/today/").status_code == 302


def test_each_step_gets_a_new_key(lena: Somebody) -> None:
    keys = []
    lena.browser.get("/")
    for step in (lena.says, lambda: lena.browser.post("/sign-in/second/", {"code": lena.code(1)})):
        step()
        keys.append(lena.browser.cookies["attune"].value)
    lena.clock.later(seconds=61)
    lena.browser.post("/again/", {"over-code": lena.code(), "over-to": "/me/"})
    keys.append(lena.browser.cookies["attune"].value)
    assert len(set(keys)) == 3
    assert Session.objects.filter(person=lena.person).count() == 1


def test_twelve_hours_are_the_most(lena: Somebody) -> None:
    browser = lena.arrives()
    for _ in range(71):
        lena.clock.later(minutes=10)
        assert browser.post("/here/").status_code == 204
    lena.clock.later(minutes=10)
    assert browser.get("/today/").headers["Location"].startswith("/?next=")
    browser = lena.arrives()
    assert browser.get("/today/").status_code == 200
    Session.objects.update(expire_date=lena.clock.now + timedelta(hours=13))  # began by a clock that ran ahead
    assert browser.get("/today/").headers["Location"].startswith("/?next=")


def test_a_fourth_browser_ends_the_oldest(lena: Somebody) -> None:
    browsers = []
    for _ in range(4):
        lena.browser = Client(headers={"host": "localhost"})
        browsers.append(lena.arrives())
    assert [each.get("/today/").status_code for each in browsers] == [302, 200, 200, 200]


def test_her_own_page_shows_her_sessions_and_ends_one(lena: Somebody) -> None:
    first = lena.arrives()
    lena.browser = Client(headers={"host": "localhost"})
    second = lena.arrives()
    page = second.get("/me/").content.decode()
    assert page.count('action="/me/session/"') == 2
    second.post("/me/session/", {"session": digest_of(first.cookies["attune"].value)})
    assert (first.get("/today/").status_code, second.get("/today/").status_code) == (302, 200)


def test_nobody_ends_a_session_of_somebody_else(lena: Somebody, cast: Any) -> None:
    hers = digest_of(lena.arrives().cookies["attune"].value)
    from accounts.services.signing_in import end_session

    end_session(cast.ben, hers)
    assert Session.objects.filter(digest=hers).exists()


def test_a_late_save_brings_no_ended_session_back(lena: Somebody) -> None:
    key = lena.arrives().cookies["attune"].value
    late = SessionStore(key)
    late["something"] = 1
    services.end_sessions(lena.person.pk)
    with pytest.raises(UpdateError):
        late.save()


def test_a_late_save_takes_no_cover_off(lena: Somebody) -> None:
    late = SessionStore(lena.arrives().cookies["attune"].value)
    late["something"] = 1
    cover(SessionStore(late.session_key), lena.clock.now)
    late.save()
    assert lena.browser.get("/today/").headers["Location"].startswith("/locked/")


@pytest.mark.parametrize("change", ["password", "factor", "part"])
def test_a_change_of_what_opens_ends_the_other_sessions(lena: Somebody, cast: Any, change: str) -> None:
    first = lena.arrives()
    lena.browser = Client(headers={"host": "localhost"})
    second = lena.arrives()
    if change == "password":
        new = "a new row of quiet words"
        assert second.post("/me/password/", {"password": new, "again": new}).status_code == 302
    elif change == "factor":
        lena.makes_key()
    else:
        day = lena.clock.now.date()
        from studies.models import Part
        from studies.services import add_member, end_part

        about = {"delegated_from": day, "trained_on": day, "by": cast.otto.pk, "at": lena.clock.now}
        part = add_member(cast.other_study, lena.person, Part.READER, **about)
        assert [each.get("/today/").status_code for each in (first, second)] == [200, 200]  # it takes nothing away
        end_part(part, last_day=None, by=cast.otto.pk, at=lena.clock.now)
    kept = 302 if change == "part" else 200
    assert (first.get("/today/").status_code, second.get("/today/").status_code) == (302, kept)


def test_ended_sessions_are_deleted_by_the_daily_work(lena: Somebody) -> None:
    lena.arrives()
    lena.clock.later(hours=13)
    clear_sessions()
    assert Session.objects.count() == 0


def test_a_new_password_is_long_and_none_that_everybody_uses(lena: Somebody) -> None:
    lena.arrives()
    tries = {
        "short words": "eleven sign", "many digits": "123456789012", "often used": "StartFinding",
        "long": "ü" * 64, "spaces": "  a b c d e f  ",
    }  # fmt: skip
    answers = {
        name: lena.browser.post("/me/password/", {"password": each, "again": each}) for name, each in tries.items()
    }
    assert {name: each.status_code for name, each in answers.items()} == {
        "short words": 422, "many digits": 422, "often used": 422, "long": 302, "spaces": 302
    }  # fmt: skip
    lena.person.refresh_from_db()
    assert lena.person.password.startswith("argon2$argon2id$")
    assert [lena.person.check_password(each) for each in ("  a b c d e f  ", PASSWORD)] == [True, False]
