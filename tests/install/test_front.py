"""Through nginx, as deploy/nginx.conf sets it: one line for all files, packed and kept; no page packed; a socket."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.templatetags.static import static
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from tests.install import fronted
from tests.services.certificates import certificate
from tests.watching import until

pytestmark = [
    pytest.mark.security,
    pytest.mark.timeout(300),
    pytest.mark.skipif(fronted.NGINX is None, reason=fronted.MISSING),
]
LOADED = """() => ["navigation", "resource"].flatMap((kind) => performance.getEntriesByType(kind)).map((one) =>
  [new URL(one.name).pathname, one.nextHopProtocol, one.transferSize, one.encodedBodySize, one.decodedBodySize])"""
"""How each file of a page came (Resource Timing, W3C)."""
ASKED = """async ([path, size]) => {
  const body = size ? new URLSearchParams({ secret: "x".repeat(size) }) : undefined;
  const answer = await fetch(path, { method: size ? "POST" : "GET", body });
  return [answer.status, answer.headers.get("Content-Encoding")];
}"""


@dataclass
class Front:
    """A browser before nginx before Attune, and a link to a timeline."""

    browser: Browser
    spool: Path
    timeline: Any
    by: Any
    secret: str

    def let_in(self) -> None:
        from tests.timelines.drawing import let_in

        let_in(self.timeline, by=self.by)


@pytest.fixture
def front(committed_cast: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Front]:
    from tests.timelines.drawing import applied, begin, joined, put

    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Chromium's driver runs a loop in this thread
    timeline = begin(committed_cast.ana, by=committed_cast.ben, at=timezone.now())
    applied(timeline, put(timeline))
    secret, made = joined(timeline, by=committed_cast.ben), certificate(tmp_path, fronted.STAFF, fronted.HERS)
    with (
        fronted.Behind() as attune,
        fronted.nginx(tmp_path, made, attune.port) as nginx,
        fronted.browser(made, nginx.port) as browser,
    ):
        yield Front(browser, nginx.directory / "client_body", timeline, committed_cast.ben, secret)


def loaded(page: Page) -> dict[str, list[list[Any]]]:
    """Give how the files of the program came, and how all else did."""
    found: dict[str, list[list[Any]]] = {"files": [], "pages": []}
    for one in page.evaluate(LOADED):
        found["files" if one[0].startswith("/static/") else "pages"].append(one[1:])
    return found


def test_her_phone_asks_for_all_files_over_one_line_and_never_again(front: Front) -> None:
    page, sockets = fronted.device(front.browser).new_page(), list[str]()
    tools = page.context.new_cdp_session(page)
    tools.send("Network.enable")
    tools.on("Network.webSocketHandshakeResponseReceived", lambda said: sockets.append(said["response"]["headersText"]))
    page.goto(f"/j/#{front.secret}")
    page.get_by_role("button", name="Open our timeline").click()
    expect(page.locator("[data-wait]")).to_be_visible()
    until(page, fronted.ALL_HERE)
    first = loaded(page)
    front.let_in()
    expect(page.locator("[data-mark].kept")).to_be_visible()
    second = loaded(page)

    assert {by for one in first.values() for by, *_ in one} == {"h2"}
    assert len(first["files"]) > 100
    large = [(packed, whole) for _by, sent, packed, whole in first["files"] if sent and whole >= 1024]
    assert [one for one in large if one[0] > one[1] * 0.7] == []
    assert {packed == whole for _by, _sent, packed, whole in [*first["pages"], *second["pages"]]} == {True}
    asked = [path for path, _by, sent, *_ in page.evaluate(LOADED) if sent]
    assert asked == ["/j/timeline/", static("img/shapes.svg")]  # all else is kept since the page before
    assert [said.split("\r\n")[0] for said in sockets] == ["HTTP/1.1 101 Switching Protocols"]

    before = front.spool.stat().st_mtime_ns
    assert page.evaluate(ASKED, ["/j/", 200_000]) == [403, None]  # no secret of the form
    assert front.spool.stat().st_mtime_ns == before  # a temporary file changes its folder, also when it is gone at once
    assert page.evaluate(ASKED, ["/static/js/nothing.js", 0]) == [404, None]
    assert page.evaluate(ASKED, ["/static/js/timeline.js", 0]) == [200, "gzip"]
