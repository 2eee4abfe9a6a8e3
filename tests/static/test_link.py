"""The way of a timeline to the server, in Chromium: with sockets and answers that come when the test says so."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route

from tests.services.browser import chromium

SITE = "http://attune.test"
MADE = """
window.sockets = [];
window.WebSocket = class extends EventTarget {
  static CONNECTING = 0; static OPEN = 1; static CLOSING = 2; static CLOSED = 3;
  readyState = 0;
  constructor() { super(); window.sockets.push(this); }
  send() {}
  close() { this.become(3, new CloseEvent("close", { code: 1000 })); }
  become(state, event) { this.readyState = state; this.dispatchEvent(event); }
};
window.fetch = () => new Promise((resolve) => { window.answer = resolve; });
window.heard = [];
"""
BEGIN = """async () => {
  const { Link } = await import("/link.js");
  window.link = new Link({ socket: "/live/", state: "/state/" },
    { last: () => 0, state: () => true, ack() {}, refused() {}, mark() {}, ended: () => heard.push("ended") });
  link.connect();
}"""


@pytest.fixture
def page(root: Path) -> Iterator[Page]:
    """A page whose only script is the one that is tested, and whose clock stands."""
    scripts = {f"{SITE}/{path.name}": path.read_text() for path in (root / "static/js/timeline").glob("*.js")}

    def serve(route: Route) -> None:
        script = scripts.get(route.request.url)
        route.fulfill(content_type="text/javascript" if script else "text/html", body=script or "<p>")

    with chromium() as browser:
        page = browser.new_page()
        page.route("**/*", serve)
        page.clock.install()
        page.goto(f"{SITE}/")
        page.evaluate(MADE)
        page.evaluate(BEGIN)
        yield page


def refuse(page: Page) -> None:
    """Let the newest socket be refused; the script then asks whether there is still a timeline."""
    page.evaluate("sockets.at(-1).become(3, new CloseEvent('close', { code: 1006 }))")


def answer(page: Page, **what: object) -> None:
    page.evaluate("async (what) => { answer(what); await Promise.resolve(); }", what)


def test_who_connected_while_the_answer_was_on_its_way_has_one_socket(page: Page) -> None:
    refuse(page)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.evaluate("sockets.at(-1).become(1, new Event('open'))")
    answer(page, ok=True, status=200)
    page.clock.run_for(7_000)  # its heart beats for eight seconds without an answer
    assert page.evaluate("sockets.map((one) => one.readyState)") == [3, 1]


def test_a_timeline_that_is_there_is_connected_again_and_one_that_is_not_has_ended(page: Page) -> None:
    refuse(page)
    answer(page, ok=True, status=200)
    page.clock.run_for(2_000)
    assert page.evaluate("[sockets.length, heard]") == [2, []]
    refuse(page)
    answer(page, ok=False, status=404)
    page.clock.run_for(60_000)
    assert page.evaluate("[sockets.length, heard]") == [2, ["ended"]]


def test_who_has_left_hears_nothing_and_does_not_come_back(page: Page) -> None:
    refuse(page)
    page.evaluate("link.leave()")
    answer(page, ok=False, status=404)
    page.clock.run_for(60_000)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    assert page.evaluate("[sockets.length, heard]") == [1, []]
