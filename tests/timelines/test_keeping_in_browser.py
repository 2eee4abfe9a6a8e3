"""Pages of the copy to take home and of preparing alone, in Chromium: a small phone, by keyboard, nothing for axe."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page

from tests.conftest import Cast
from tests.services.browser import SITE, chromium, giving
from tests.timelines.drawing import applied, begin, put, seated
from timelines import services

LONG = "w" * 60


@pytest.fixture
def pages(cast: Cast) -> dict[str, str]:
    """Each page as her device gets it, with a word that no screen is wide enough for."""
    timeline = begin(cast.ana, by=cast.ben, at=cast.at)
    applied(timeline, put(timeline, LONG))
    home = seated(timeline, Client(), by=cast.ben).get("/j/timeline/keepsake/").content.decode()
    services.close_for_drawing(timeline, at=cast.at)
    now, alone = timezone.now(), Client()
    _link, keys = services.open_alone(timeline, by=cast.ben, until=now + timedelta(days=1), at=now)
    alone.post("/j/", {"secret": keys.secret})
    services.apply(timeline, put(timeline, LONG), hers=True, by=cast.ana.pk, at=now, alone=True)
    before = alone.get("/j/alone/?near=yes").content.decode()
    assert [LONG in page for page in (home, before)] == [True, True]
    return {"/home/": home, "/before/": before}


@pytest.fixture
def phone(pages: dict[str, str]) -> Iterator[Page]:
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 360, "height": 780})
        page.route("**/*", giving(pages, otherwise=200))
        yield page


def faults(page: Page) -> list[Any]:
    """Give how wide the page is, what is wider than the phone, and what axe finds."""
    wider = """[...document.querySelectorAll("main *")].filter((one) => one.getBoundingClientRect().right > 360)
        .map((one) => one.outerHTML.slice(0, 80))"""
    found = Axe().run(page).response["violations"]
    ids = [(one["id"], [node["html"][:90] for node in one["nodes"]]) for one in found]
    return [page.evaluate("document.documentElement.scrollWidth"), page.evaluate(wider), ids]


def test_both_pages_fit_a_phone_and_axe_finds_nothing(phone: Page) -> None:
    for path in ("/home/", "/before/"):
        phone.goto(f"{SITE}{path}")
        assert (path, faults(phone)) == (path, [360, [], []])


def test_the_copy_is_chosen_by_keyboard_and_not_now_stays_unless_it_is_changed(phone: Page) -> None:
    phone.goto(f"{SITE}/home/")
    not_now = phone.get_by_label("Not now")
    not_now.focus()
    assert not_now.is_checked()
    phone.keyboard.press("ArrowDown")
    assert phone.get_by_label("Yes, make the paper (PDF)").is_checked()
    words = phone.get_by_text("Other words for the paper").first
    words.focus()
    phone.keyboard.press("Enter")
    assert phone.get_by_label("Words", exact=True).first.is_visible()
    paper = {"Content-Disposition": "attachment; filename=drawing.pdf"}
    phone.route("**/home/", lambda way: way.fulfill(headers=paper, body=b"%PDF-1.7"))
    made = phone.get_by_role("button", name="Go on")
    for _again in range(2):  # the page stays, and so does the way to another paper
        with phone.expect_download():
            made.press("Enter")
        assert made.inner_text() == "Go on"
