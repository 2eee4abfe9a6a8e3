"""Two screens on one timeline, hers a phone, with the real server between them."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from tests.services.browser import chromium as begun
from tests.services.here import served

PHONE = {"width": 390, "height": 844}
LAPTOP = {"width": 1280, "height": 800}
PATIENCE = 20_000
"""Milliseconds for which a page may take its time."""
OLD = "delete Element.prototype.checkVisibility; delete Array.prototype.toSpliced;"
"""Makes of Chromium the oldest browser that README names."""
WIDTHS = (1280, 768, 390, 360)
expect.set_options(timeout=PATIENCE)


@pytest.fixture
def timeline(committed_cast: Any) -> Any:
    from tests.timelines.drawing import begin  # a conftest is read before Django is set up

    return begin(committed_cast.ana, by=committed_cast.ben, at=committed_cast.at)


@pytest.fixture(scope="session", autouse=True)
def _read() -> None:
    """The lists of names, read beforehand: on a busy machine lines are given up while the first words wait for them."""
    from timelines.rules import noticed

    noticed("with Maria", "en")  # of all languages


@pytest.fixture
def devices(committed_cast: Any, timeline: Any) -> dict[str, Client]:
    """Her device, which was let in, and the interviewer's; made before a browser runs in this thread."""
    from tests.timelines.drawing import seated

    ben = Client()
    ben.force_login(committed_cast.ben)
    return {"hers": seated(timeline, Client(), by=committed_cast.ben), "room": ben}


@pytest.fixture
def site(committed_cast: Any) -> Iterator[str]:
    """The address of the real server."""
    with served() as address:
        yield address


@pytest.fixture
def chromium(devices: dict[str, Client], site: str) -> Iterator[Browser]:
    with begun() as browser:
        yield browser


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What the pages complained about: nothing, at the end."""
    said: list[str] = []
    yield said
    assert said == []


@pytest.fixture
def screen(chromium: Browser, site: str, complaints: list[str]) -> Iterator[Callable[..., Page]]:
    """Gives a page with the cookies of a test client, on a path."""
    contexts = []

    def opened(
        device: Client, path: str, size: dict[str, int], before: Callable[[Page], Any] | None = None, kept: bool = True
    ) -> Page:
        context = chromium.new_context(base_url=site, reduced_motion="reduce", viewport=size)
        contexts.append(context)
        context.add_cookies([{"name": one.key, "value": one.value, "url": site} for one in device.cookies.values()])
        context.add_init_script(OLD)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: complaints.append(f"script: {error}"))
        if before:
            before(page)
        page.goto(path)
        expect(page.locator("[data-mark].kept" if kept else "[data-ways]")).to_be_visible()
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def hers(devices: dict[str, Client], screen: Callable[..., Page]) -> Page:
    """Her phone."""
    return screen(devices["hers"], "/j/timeline/", PHONE)


@pytest.fixture
def room(timeline: Any, devices: dict[str, Client], screen: Callable[..., Page]) -> Page:
    """The interviewer's laptop."""
    return screen(devices["room"], f"/timelines/{timeline.pk}/", LAPTOP)


@pytest.fixture
def look() -> Callable[..., None]:
    """Look at a page at every width, or only as wide as it is: axe finds nothing, nothing needs sideways scrolling.

    With ATTUNE_SCREENSHOTS=<folder> it is photographed as well.
    """
    axe, folder = Axe(), os.environ.get("ATTUNE_SCREENSHOTS")

    def looks(page: Page, name: str, *, as_it_is: bool = False) -> None:
        size = page.viewport_size or PHONE
        for width in WIDTHS if folder else (size["width"],) if as_it_is else (1280, 390, 360):
            page.set_viewport_size({"width": width, "height": 844})
            if width != 390 or as_it_is:
                found = axe.run(page).response["violations"]
                assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, f"{name} is {wide} px too wide at {width}"
            if folder:
                page.screenshot(path=str(Path(folder) / f"{name}-{width}.png"), full_page=True)
        page.set_viewport_size(size)

    return looks
