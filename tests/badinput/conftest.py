"""Ana and Ben at one table, with the real server in front of them, and a real Chromium."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext

from tests.services.browser import chromium as begun
from tests.services.here import served


@pytest.fixture
def timeline(committed_cast: Any) -> Any:
    from tests.timelines.drawing import begin  # a conftest is read before Django is set up

    return begin(committed_cast.ana, by=committed_cast.ben, at=committed_cast.at)


@pytest.fixture
def ben(committed_cast: Any) -> Client:
    browser = Client()
    browser.force_login(committed_cast.ben)
    return browser


@pytest.fixture
def hers(committed_cast: Any, timeline: Any) -> Client:
    """Her device, which was let in."""
    from tests.timelines.drawing import seated

    return seated(timeline, Client(), by=committed_cast.ben)


@pytest.fixture
def site(committed_cast: Any) -> Iterator[str]:
    """The address of the real server."""
    with served() as address:
        yield address


@pytest.fixture
def chromium() -> Iterator[Browser]:
    with begun() as browser:
        yield browser


def as_device(chromium: Browser, site: str, device: Client, **settings: Any) -> BrowserContext:
    """Give a browser with the cookies of a test client."""
    context = chromium.new_context(base_url=site, reduced_motion="reduce", **settings)
    context.add_cookies([{"name": one.key, "value": one.value, "url": site} for one in device.cookies.values()])
    return context
