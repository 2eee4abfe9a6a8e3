"""Her answers on the form, in Chromium: a reload keeps them, every other page and leaving forgets them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route

SITE = "http://attune.test"
RADIOS = "".join(f'<input type="radio" name="{name}" value="{value}">' for name in ("C01", "C02") for value in "yn")
BOXES = "".join(f'<input type="checkbox" name="some" value="{value}">' for value in "ab")
PAGES = {
    "/hers/": f"<form data-answers>{RADIOS}</form>",
    "/not-now/": "<p>",
    "/feedback/": f'<form data-answers="feedback 1">{RADIOS}{BOXES}</form>',
    "/end/": f'<form data-answers="debrief 1">{RADIOS}</form><form data-answers="feedback 1">{RADIOS}{BOXES}</form>',
}
CHOSEN = "[...document.querySelectorAll(':checked')].map((one) => one.name + one.value)"


@pytest.fixture
def page(root: Path, browser: Browser) -> Iterator[Page]:
    """A browser on the form, with the script under test only."""
    script = (root / "static/js/answers.js").read_text()

    def serve(route: Route) -> None:
        body = PAGES[route.request.url.removeprefix(SITE)]
        route.fulfill(content_type="text/html", body=f"<body>{body}<script type='module'>{script}</script>")

    page = browser.new_page()
    page.route("**/*", serve)
    page.goto(f"{SITE}/hers/")
    page.locator("[name=C01][value=y]").check()
    page.locator("[name=C02][value=n]").check()
    yield page
    page.close()


def test_a_reload_brings_her_answers_back_as_codes(page: Page) -> None:
    page.reload()
    assert page.evaluate(CHOSEN) == ["C01y", "C02n"]
    assert page.evaluate("Object.values(sessionStorage)") == ['{"/hers/":[["C01","y"],["C02","n"]]}']


def test_a_form_that_says_its_name_is_known_at_another_address(page: Page) -> None:
    page.goto(f"{SITE}/feedback/")
    page.locator("[name=C02][value=y]").check()
    page.locator("[name=some][value=a]").check()
    page.locator("[name=some][value=b]").check()
    page.goto(f"{SITE}/end/")
    assert page.evaluate(CHOSEN) == ["C02y", "somea", "someb"]
    page.goto(f"{SITE}/hers/")
    assert page.evaluate(CHOSEN) == []


def test_the_way_on_and_leaving_forget_them(page: Page) -> None:
    page.goto(f"{SITE}/not-now/")
    page.goto(f"{SITE}/hers/")
    assert page.evaluate(CHOSEN) == []
    page.locator("[name=C01][value=y]").check()
    page.evaluate("document.dispatchEvent(new CustomEvent('attune:leave'))")
    assert page.evaluate("sessionStorage.length") == 0
