"""A page that answers a form, in Chromium: the browser's way back to it asks for the page and does not send again."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route

from tests.services.browser import chromium

SITE = "http://attune.test"


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with chromium() as browser:
        yield browser.new_page()


def test_the_way_back_opens_the_page_and_does_not_send_the_form_again(root: Path, page: Page) -> None:
    script = (root / "static/js/sent.js").read_text()
    asked: list[str] = []

    def serve(route: Route) -> None:
        asked.append(f"{route.request.method} {route.request.url.removeprefix(SITE)}")
        page = f"<script type='module'>{script}</script>" if route.request.method == "POST" else ""
        body = f"<form method='post' action='/card/'><button>Show</button></form>{page}"
        route.fulfill(content_type="text/html", headers={"Cache-Control": "no-store"}, body=f"<body>{body}")

    page.route("**/*", serve)
    page.goto(f"{SITE}/card/")
    with page.expect_navigation(wait_until="load"):  # its script has run then
        page.get_by_role("button").click()
    page.goto(f"{SITE}/give-back/")
    page.go_back()
    assert asked == ["GET /card/", "POST /card/", "GET /give-back/", "GET /card/"]


def test_a_sending_that_was_broken_off_or_brings_no_page_can_be_sent_again(root: Path, page: Page) -> None:
    script = (root / "static/js/once.js").read_text()
    asked: list[str] = []
    form = "<form method='post' action='/keep/'><button>Keep</button></form>"

    def serve(route: Route) -> None:
        asked.append(route.request.method)
        if route.request.method == "POST":
            route.fulfill(status=204)  # no page
        else:
            body = f"<body data-once-words='One moment'>{form}<script type='module'>{script}</script>"
            route.fulfill(content_type="text/html", body=body)

    page.route("**/*", serve)
    page.clock.install()
    page.goto(f"{SITE}/card/")
    for again in (lambda: page.keyboard.press("Escape"), lambda: page.clock.run_for(20_000)):
        with page.expect_response("**/keep/"):
            page.get_by_role("button", name="Keep").click()
        page.get_by_role("button", name="One moment").evaluate("(one) => one.click()")  # is sent once
        again()
    page.get_by_role("button", name="Keep").wait_for()
    assert asked == ["GET", "POST", "POST"]


FILES = {"audit:chain", "audit:export", "consent:receipt", "timelines:csv", "timelines:json"}
"""Where the answer to a form is a file, so that its page stays."""


def test_a_form_that_is_answered_with_a_file_can_be_sent_again(root: Path) -> None:
    pages = "".join(path.read_text() for path in (root / "templates").rglob("*.html"))
    forms = re.findall(r"""<form method="post" action="{% url "([\w:-]+)"[^}]*%}"([^>]*)>""", pages)
    assert {name for name, _rest in forms} >= FILES
    assert [name for name, rest in forms if name in FILES and 'data-once="off"' not in rest] == []
