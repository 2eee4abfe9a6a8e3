"""Her pages by code: what she reads, changes and stops, and how a code closes."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape

from consent import queries, services
from tests.conftest import Cast
from tests.consent.acts import ITEMS, agree
from tests.consent.pages import without_tokens
from tests.timelines.drawing import applied, put
from timelines import services as timelines


def test_her_page_says_when_a_further_card_was_made(today_cast: Cast, hers: Any) -> None:
    assert "A new card was made on" not in hers.get("/code/mine/").content.decode()
    at = datetime(2026, 6, 9, 10, 0, tzinfo=UTC)
    code = services.make_code(today_cast.ana, by=today_cast.ben, at=at, reason="destroyed")
    assert (hers.get("/code/mine/").status_code, hers.post("/code/stop/W3/").status_code) == (404, 404)
    assert queries.in_force(today_cast.ana, timezone.now()).withdrawn == ""
    hers.post("/code/", {"code": code})
    assert "A new card was made on 9 June 2026." in hers.get("/code/mine/").content.decode()


def test_every_wrong_code_has_the_same_answer(today_cast: Cast) -> None:
    agree(today_cast.ana, by=today_cast.ben, at=timezone.now())
    services.make_code(today_cast.ana, by=today_cast.ben, at=timezone.now())
    answers = [Client().post("/code/", {"code": typed}) for typed in ("0000-0000-0000", "", "x" * 500, "7KQ4\x00")]
    assert {each.status_code for each in answers} == {422}
    assert len({without_tokens(each.content) for each in answers}) == 1


def test_after_many_wrong_codes_the_answer_is_to_wait_and_the_right_one_still_opens(today_cast: Cast) -> None:
    agree(today_cast.ana, by=today_cast.ben, at=timezone.now())
    code = services.make_code(today_cast.ana, by=today_cast.ben, at=timezone.now())
    here = Client()
    tries = [here.post("/code/", {"code": "wrong"}) for _ in range(22)]  # more than one minute allows, over two minutes
    assert {each.status_code for each in tries[:10]} == {422}
    waiting = [each for each in tries if each.status_code == 429]
    assert "Wait one minute, then try again." in waiting[0].content.decode()
    elsewhere: Any = Client(REMOTE_ADDR="10.0.0.9")
    assert elsewhere.post("/code/", {"code": "wrong"}).status_code == 422
    right: Any = here.post("/code/", {"code": code})
    assert right.url == "/code/mine/"
    assert here.get("/code/mine/").status_code == 200


def test_her_page_shows_her_choices_and_lets_her_change_one(today_cast: Cast, hers: Any) -> None:
    assert "You agreed to take part" in hers.get("/code/mine/").content.decode()
    assert hers.get("/code/choices/C09/").status_code == 200
    assert hers.post("/code/choices/C09/", {}).status_code == 422
    assert hers.post("/code/choices/C09/", {"answer": "no"}).url == "/code/choices/"
    hers.post("/code/choices/C11/", {"answer": "not_now"})
    found = queries.in_force(today_cast.ana, timezone.now())
    assert (found.items, found.follow_up) == (set(ITEMS) - {"C09", "C11"}, "not_now")
    assert hers.get("/code/choices/C15/").status_code == 404
    assert hers.get("/code/choices/X/").status_code == 404


@pytest.mark.parametrize("language", ["en", "nl", "fr"])
def test_she_stops_in_four_steps_and_comes_back(today_cast: Cast, hers: Any, language: str) -> None:
    hers.cookies["attune-language"] = language
    text = queries.her_text(today_cast.ana.pk, language).body
    everything = escape(text["withdrawal"][3]["text"])
    assert everything in hers.get("/code/mine/").content.decode()
    assert everything in hers.get("/code/stop/W3/").content.decode()
    assert hers.post("/code/stop/W3/").url == "/code/done/"
    done = hers.get("/code/done/")
    assert (escape(text["closing"]) in done.content.decode(), done.context["under_way"]) == (False, True)
    if language == "en":
        assert done.content.decode().count("at the latest on") == 1  # once for all of it
        assert "What you decided stays" in hers.get("/code/stop/W3/").content.decode()
    services.carry_out(today_cast.ana.pk, timezone.now())
    done = hers.get("/code/done/")
    days = {each.copies_until for each in done.context["effects"]}
    assert (done.context["under_way"], done.context["copies_until"]) == (False, max(days))
    assert escape(text["closing"]) in done.content.decode()  # that it is done is said once it is
    if language == "en":
        day = date_format(max(days), "j F Y")
        assert f"Gone here now. Old safety copies are gone by {day} at the latest." in done.content.decode()
        assert "Old safety copies are gone 30 days after that." in hers.get("/code/stop/W3/").content.decode()
        assert "Old safety copies" not in hers.get("/code/stop/W1/").content.decode()
    for page in ("mine/", "choices/", "done/", "kept/", "copy/", "kept.json"):
        assert hers.get(f"/code/{page}").status_code == 200
    assert ("What you decided stays" in hers.get("/code/kept/").content.decode()) == (language == "en")
    assert hers.post("/code/stop/W3/").url == "/code/done/"
    assert hers.post("/code/choices/C09/", {"answer": "no"}).status_code == 409
    assert hers.get("/code/stop/W4/").status_code == 404


@pytest.mark.parametrize("whose", ["ben's", "nobody's"])
def test_a_code_closes_by_itself_whoever_is_signed_in(
    today_cast: Cast, ben: Any, now: datetime, whose: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    agree(today_cast.ana, by=today_cast.ben, at=now)
    browser = ben if whose == "ben's" else Client()
    browser.post("/code/", {"code": services.make_code(today_cast.ana, by=today_cast.ben, at=now)})
    assert browser.get("/code/mine/").status_code == 200
    assert browser.get("/today/").status_code == 302  # whoever was signed in here is so no more
    monkeypatch.setattr("django.utils.timezone.now", lambda: now + timedelta(minutes=31))
    assert browser.get("/code/mine/").status_code == 404
    assert browser.session.get_expiry_age() > 60 * 60  # a timeline joined in this browser stays open


def test_without_a_code_or_after_leaving_nothing_opens(hers: Any, today_cast: Cast) -> None:
    assert hers.get("/code/kept.json").json()["acts"][0]["kind"] == "oral"
    answer = hers.post("/code/leave/")
    assert (answer.status_code, answer.content) == (200, Client().get("/away/").content)
    for page in ("mine/", "choices/", "choices/C09/", "stop/W1/", "done/", "copy/", "kept/", "kept.json"):
        assert hers.get(f"/code/{page}").status_code == 404
    assert hers.post("/code/stop/W1/").status_code == 404
    assert queries.in_force(today_cast.ana, timezone.now()).withdrawn == ""


def test_what_is_kept_of_her_stands_in_words_and_the_file_keeps_its_names(
    hers: Any, today_cast: Cast, now: datetime
) -> None:
    timeline = timelines.start(today_cast.ana, at=now)
    timelines.open_for_drawing(timeline, at=now)
    applied(timeline, put(timeline))
    page = hers.get("/code/kept/").content.decode()
    assert "<h3>What gives me strength</h3>" in page
    assert '<span class="quiet">age 6 to 9</span> <span>with that one</span>' in page
    shown = page[page.index("<main") :]
    assert [name for name in ("from_age", "timelines", "lanes", "T00:00") if name in shown] == []
    assert hers.get("/code/kept.json").json()["timelines"]["lanes"][0]["things"][0]["from"] == [6.0, 6.0]
