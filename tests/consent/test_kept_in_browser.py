"""Her page of what is kept, in Chromium: it fits a small phone whatever words stand in it."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.test import Client
from django.utils import timezone
from playwright.sync_api import Route

from consent import services
from tests.consent.acts import agree
from tests.services.browser import chromium
from tests.timelines.drawing import applied, put
from timelines import services as timelines

SITE = "http://attune.test"
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
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


def test_what_is_kept_fits_a_small_phone(cast: Any, root: Path) -> None:
    page_of_hers = kept_page(cast)
    assert LONG in page_of_hers

    def serve(route: Route) -> None:
        path = urlsplit(route.request.url).path
        file = root / path.lstrip("/")
        if path.startswith("/static/") and file.is_file():
            route.fulfill(content_type=TYPES.get(file.suffix, "font/woff2"), body=file.read_bytes())
        else:
            route.fulfill(content_type="text/html; charset=utf-8", body=page_of_hers if path == "/code/kept/" else "")

    with chromium() as browser:
        page = browser.new_page(viewport={"width": 360, "height": 780})
        page.route("**/*", serve)
        page.goto(f"{SITE}/code/kept/")
        wide = page.evaluate("document.documentElement.scrollWidth")
        wider = page.evaluate(
            """[...document.querySelectorAll("main *")].filter((one) => one.scrollWidth > 360).length"""
        )
    assert (wide, wider) == (360, 0)
