"""What is kept nowhere yet when a page is closed, in Chromium: asked about, unless the page goes by itself."""

import pytest
from playwright.sync_api import Browser, Dialog

from tests.services.browser import SITE, giving

ROOM = """<!doctype html><title>Attune</title><form data-act="note"><p data-note-full hidden></p><textarea name="words"
aria-label="Words" maxlength="9"></textarea></form><script type="module">
  import { leaving } from "/static/js/room/leaving.js";
  import { Note } from "/static/js/room/note.js";
  leaving(window.acts = { waits: false, kept: { holds: true } }, new Note());
</script>"""
REVIEW = """<!doctype html><title>Attune</title><form data-unsaved="now"><textarea aria-label="Words"></textarea></form>
<script type="module" src="/static/js/review/unsaved.js"></script>"""
IN_MEMORY = "Object.assign(acts, { waits: true, kept: { holds: false } })"
GOES = "document.documentElement.toggleAttribute('data-goes', true)"


@pytest.mark.parametrize(
    ("page_of", "typed", "then", "asks"),
    [
        (ROOM, "", "null", False), (ROOM, "the blue", "null", True), (ROOM, "the blue", GOES, False),
        (ROOM, "the blue", "acts.over = true", False), (ROOM, "", IN_MEMORY, True),
        (ROOM, "", "acts.waits = true", False), (REVIEW, "", "null", True), (REVIEW, "", GOES, False),
    ],
)  # fmt: skip
def test_what_is_not_kept_yet_is_asked_about_where_somebody_closes_the_page(
    browser: Browser, page_of: str, typed: str, then: str, asks: bool
) -> None:
    page = browser.new_page()
    page.route("**/*", giving({"/": page_of, "/other": "<p>"}))
    page.goto(f"{SITE}/")
    page.get_by_label("Words").click()  # a browser asks only where somebody did something
    page.keyboard.type(typed)
    page.evaluate(then)
    heard: list[str] = []

    def go_on(dialog: Dialog) -> None:
        heard.append(dialog.type)
        dialog.accept()

    page.on("dialog", go_on)
    page.goto(f"{SITE}/other")
    page.close()
    assert heard == ["beforeunload"] * asks
