"""A page that answers a form, in Chromium: the browser's way back to it asks for the page and does not send again."""

from pathlib import Path

from playwright.sync_api import Route

from tests.services.browser import chromium

SITE = "http://attune.test"


def test_the_way_back_opens_the_page_and_does_not_send_the_form_again(root: Path) -> None:
    script = (root / "static/js/sent.js").read_text()
    asked: list[str] = []

    def serve(route: Route) -> None:
        asked.append(f"{route.request.method} {route.request.url.removeprefix(SITE)}")
        page = f"<script type='module'>{script}</script>" if route.request.method == "POST" else ""
        body = f"<form method='post' action='/card/'><button>Show</button></form>{page}"
        route.fulfill(content_type="text/html", headers={"Cache-Control": "no-store"}, body=f"<body>{body}")

    with chromium() as browser:
        page = browser.new_page()
        page.route("**/*", serve)
        page.goto(f"{SITE}/card/")
        with page.expect_navigation(wait_until="load"):  # its script has run then
            page.get_by_role("button").click()
        page.goto(f"{SITE}/give-back/")
        page.go_back()
    assert asked == ["GET /card/", "POST /card/", "GET /give-back/", "GET /card/"]
