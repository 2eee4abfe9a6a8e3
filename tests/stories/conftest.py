"""Stories run against Attune as a person starts it, in a real Chromium, with everything that a page reports watched."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from tests.services.browser import CHROMIUM
from tests.services.celery import Worker
from tests.services.process import without_services
from tests.services.server import Server

ROOT = Path(__file__).resolve().parents[2]
LAPTOP = {"width": 1280, "height": 800}
TABLET = {"width": 820, "height": 1180}
PHONE = {"width": 390, "height": 844}
PATIENCE = 20_000
"""Milliseconds for which a page may take its time."""
SECONDS = 480
"""For one story, with the start of the program."""
EXPECTED = [
    "Failed to load resource: the server responded with a status of 4",  # not hers, not now, or a bad form
    "Unexpected response code: 403",  # a socket whose link has ended
    "net::ERR_INTERNET_DISCONNECTED",
]
"""What a browser reports as an error although it is the right answer."""
expect.set_options(timeout=PATIENCE)


@dataclass
class Attune:
    """The running program: its address, its demo people by role, and its own folder."""

    url: str
    var: Path
    people: list[dict[str, str]]
    database_url: str = ""

    def person(self, role: str, number: int = 0) -> dict[str, str]:
        """Give the demo person of a role; with two of them, by number."""
        return [person for person in self.people if person["role"] == role][number]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give every story time: the first one starts the program, which plants the invented study before it answers."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.timeout(SECONDS))


@pytest.fixture(scope="session")
def attune() -> Iterator[Attune]:
    """Attune itself with its invented study: on SQLite alone, or on PostgreSQL and Redis with a worker of its own."""
    with ExitStack() as stack:
        given = {"ATTUNE_MODE": "demo"}
        if os.environ.get("ATTUNE_TEST_DATABASE") == "postgresql":
            given |= {
                "DATABASE_URL": stack.enter_context(_own_database(os.environ["TEST_POSTGRES_URL"])),
                "REDIS_URL": os.environ["TEST_REDIS_URL"],
            }
        server = stack.enter_context(Server(given))
        assert f"Attune with its invented study: {server.url} Stop it with Ctrl+C." in server.output().splitlines()
        if "REDIS_URL" in given:
            stack.enter_context(Worker({**given, "ATTUNE_VAR": str(server.directory)}))
        told = json.loads((Path(server.directory) / "demo.json").read_text())
        running = Attune(server.url, Path(server.directory), told["people"], given.get("DATABASE_URL", ""))
        beside(running, "tests.stories.unhurried")
        yield running


def beside(attune: Attune, program: str, *arguments: str) -> str:
    """Run a module as a program beside the running Attune, on its database and keys; gives what it says."""
    given = {"ATTUNE_MODE": "demo", "ATTUNE_VAR": str(attune.var), "DJANGO_SETTINGS_MODULE": "config.settings"}
    if attune.database_url:
        given["DATABASE_URL"] = attune.database_url
    run, env = [sys.executable, "-m", program, *arguments], without_services(os.environ) | given
    return subprocess.run(run, cwd=ROOT, env=env, capture_output=True, text=True, check=True, timeout=120).stdout


class _own_database:
    """A fresh database on the private PostgreSQL, for one run of the program."""

    def __init__(self, url: str) -> None:
        self.url, self.name = url, f"stories_{os.getpid()}"

    def __enter__(self) -> str:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{self.name}"'.encode())
        return self.url.rsplit("/", 1)[0] + f"/{self.name}"

    def __exit__(self, *_: object) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{self.name}" WITH (FORCE)'.encode())


@pytest.fixture(scope="session")
def playwrights() -> Iterator[Playwright]:
    """What starts browsers: one for all stories, since a second one beside it refuses to start."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def chromium(playwrights: Playwright) -> Iterator[Browser]:
    """A real Chromium that reaches this computer only."""
    flags = ["--disable-background-networking", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
    browser = playwrights.chromium.launch(
        executable_path=CHROMIUM, args=flags + (["--no-sandbox"] if os.geteuid() == 0 else [])
    )
    yield browser
    browser.close()


@dataclass
class People:
    """Opens a browser for each person of a story, and keeps what their pages complained about."""

    attune: Attune
    chromium: Browser
    complaints: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def somebody(self, size: dict[str, int] = LAPTOP, **settings: Any) -> Page:
        """Give a page of a browser that knows nobody yet; a width under 500 means touch."""
        context = self.chromium.new_context(
            viewport=size, base_url=self.attune.url, has_touch=size["width"] < 1000, reduced_motion="reduce", **settings
        )
        context.set_default_timeout(PATIENCE)
        self.contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        page.on("console", self._hear)
        return page

    def sign_in(self, role: str, number: int = 0, size: dict[str, int] = LAPTOP, **settings: Any) -> Page:
        """Give a page on which the demo person of a role has signed in, on their landing page."""
        page = self.somebody(size, **settings)
        page.goto("/")
        page.get_by_role("button", name=self.attune.person(role, number)["name"]).click()
        page.wait_for_url(lambda url: url.rstrip("/") != self.attune.url.rstrip("/"))
        return page

    def _hear(self, message: Any) -> None:
        if message.type == "error" and not any(words in message.text for words in EXPECTED):
            self.complaints.append(f"console: {message.text}")


@pytest.fixture
def people(attune: Attune, chromium: Browser) -> Iterator[People]:
    """Opens browsers for the people of a story; at its end no page may have complained."""
    cast = People(attune, chromium)
    yield cast
    for context in cast.contexts:
        context.close()
    assert cast.complaints == []


@pytest.fixture
def look(request: pytest.FixtureRequest) -> Callable[[Page, str], None]:
    """Look at a page as it stands: axe must find nothing, and no text may need sideways scrolling.

    A click returns when the answer begins to come: the look waits until the page is there.
    With ATTUNE_SCREENSHOTS=<folder> the page is photographed as well.
    """
    axe = Axe()
    folder = os.environ.get("ATTUNE_SCREENSHOTS")

    def looks(page: Page, name: str) -> None:
        page.wait_for_load_state()
        found = axe.run(page).response["violations"]
        assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{name} is {wide} px too wide"
        if folder:
            size = page.viewport_size or LAPTOP
            page.screenshot(path=str(Path(folder) / f"{name}-{size['width']}.png"), full_page=True)

    return looks
