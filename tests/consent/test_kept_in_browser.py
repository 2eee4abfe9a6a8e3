"""Her page of what is kept, in Chromium: it fits a small phone whatever words stand in it."""

from typing import Any

from django.test import Client
from django.utils import timezone

from consent import services
from tests.consent.acts import agree
from tests.services.browser import SITE, chromium, giving
from tests.timelines.drawing import applied, put
from timelines import services as timelines

LONG = "w" * 60


def kept_page(cast: Any) -> str:
    """Give her page with one word on it that no screen is wide enough for."""
    now = timezone.now()
    agree(cast.ana, by=cast.ben, at=now)
    timeline = timelines.start(cast.ana, at=now)
    timelines.open_for_drawing(timeline, at=now)
    applied(timeline, put(timeline, label=LONG))
    browser = Client()
    browser.post("/code/", {"code": services.make_code(cast.ana, by=cast.ben, at=now)})
    return browser.get("/code/kept/").content.decode()


def test_what_is_kept_fits_a_small_phone(cast: Any) -> None:
    page_of_hers = kept_page(cast)
    assert LONG in page_of_hers
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 360, "height": 780})
        page.route("**/*", giving({"/code/kept/": page_of_hers}))
        page.goto(f"{SITE}/code/kept/")
        wide = page.evaluate("document.documentElement.scrollWidth")
        wider = page.evaluate(
            """[...document.querySelectorAll("main *")].filter((one) => one.scrollWidth > 360).length"""
        )
    assert (wide, wider) == (360, 0)
