"""Her own check-in, in Chromium: five words and one more, answered on her screen, sent nowhere and kept nowhere."""

import re
from pathlib import Path

from playwright.sync_api import Request, Route

from tests.services.browser import chromium
from tests.watching import until

SITE = "http://attune.test/"
KEPT = "[localStorage.length, sessionStorage.length, document.cookie.length, (await indexedDB.databases()).length]"


def test_what_she_touches_is_answered_here_and_is_gone_when_she_closes_it(root: Path) -> None:
    script = (root / "static/js/timeline/how.js").read_text()
    template = (root / "templates/timelines/_how_is_it_now.html").read_text()
    place = re.sub(r"{%\s*translate \"([^\"]*)\"\s*%}", r"\1", template.split("%}", 1)[1])
    asked: list[Request] = []

    def serve(route: Route) -> None:
        route.fulfill(content_type="text/html", body=f"<body>{place}<script type='module'>{script}</script>")

    with chromium() as browser:
        page = browser.new_page()
        page.route("**/*", serve)
        page.goto(SITE)
        page.on("request", lambda request: asked.append(request))
        page.locator("summary").click()
        words = page.get_by_role("button").all_text_contents()
        assert words == ["Calm", "Fairly calm", "In between", "Tense", "Very tense", "I'd rather not say"]
        for name in words:
            page.get_by_role("button", name=name, exact=True).click()
            assert page.locator("[aria-pressed=true]").all_text_contents() == [name]
            assert page.locator("[data-how-said]:visible").count() == 1
        assert page.evaluate(f"async () => {KEPT}") == [0, 0, 0, 0]
        page.locator("summary").click()
        until(page, "!document.querySelector('[aria-pressed=true]')")
        assert (asked, page.locator("form, input, [name], [href]").count()) == ([], 0)
