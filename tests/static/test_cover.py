"""The cover over a page, in Chromium: what a board would ask meanwhile waits until it is taken off."""

from playwright.sync_api import expect

from tests.services.browser import chromium
from tests.timelines.picturing import SITE, serve

PAGE = """<!doctype html><title>Attune</title>
<main id="board" data-seat="room"><h2 data-list-title tabindex="-1">List</h2>
<dialog data-dialog="names" aria-label="Keep it like this?"><button data-close>Not now</button></dialog></main>
<template><label>Key <input></label></template>
<template data-on-cover><p>Somebody now: <a href="tel:1">1</a></p></template>
<script type="module">
  import { cover, uncover } from "/static/js/cover.js";
  import { Sheets } from "/static/js/timeline/sheets.js";
  const sheets = new Sheets(document.getElementById("board"));
  Object.assign(window, { sheets, uncover, covers: () => cover(document.querySelector("template")) });
</script>"""


def test_a_question_that_comes_under_the_cover_waits_for_whoever_takes_it_off() -> None:
    with chromium() as browser:
        context = browser.new_context()
        serve(context, PAGE)
        page = context.new_page()
        page.goto(SITE)
        page.evaluate("covers()")
        page.evaluate("sheets.whenFree(() => sheets.present('names'))")
        page.get_by_label("Key").click(timeout=5000)  # the cover is not locked by what nobody sees
        page.keyboard.type("any")
        expect(page.get_by_role("link", name="1")).to_be_visible()  # what cannot wait for the key
        expect(page.get_by_label("Key")).to_have_value("any")
        page.evaluate("uncover()")
        page.get_by_role("dialog", name="Keep it like this?").get_by_role("button", name="Not now").click()
        expect(page.locator("dialog[open]")).to_have_count(0)
