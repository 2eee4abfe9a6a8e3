"""The gentle prompts of the room, in Chromium whose clock stands: one at a time, and the next one minutes later."""

from playwright.sync_api import Browser, expect

from tests.services.browser import SITE, giving

ROOM = """<!doctype html><title>Attune</title><main tabindex="-1"><p data-prompt-held hidden>held</p>
<section data-prompt hidden data-every="20" data-since-reminded="9999" data-since-asked="9999">
<p data-prompt-for="reminded" hidden>Leave out</p><p data-prompt-for="asked" hidden>How she is</p>
<input data-prompt-what><button data-done>Done</button><button data-prompt-later>Not now</button></section></main>
<script type="module">
  import { Prompts } from "/static/js/room/prompts.js";
  window.prompts = new Prompts(null, { on: false });
  document.querySelector("[data-done]").addEventListener("click", () => prompts.done(prompts.shows));
</script>"""


def test_a_second_prompt_does_not_come_under_the_finger_that_answers_the_first(browser: Browser) -> None:
    page = browser.new_page()
    page.route("**/*", giving({"/": ROOM}))
    page.clock.install()
    page.goto(f"{SITE}/")
    prompt = page.locator("[data-prompt]")
    expect(prompt).to_contain_text("Leave out")
    page.get_by_role("button", name="Done").click()
    page.clock.run_for(120_000)
    expect(prompt).to_be_hidden()
    page.clock.run_for(120_000)
    expect(page.get_by_text("How she is")).to_be_visible()
    page.close()
