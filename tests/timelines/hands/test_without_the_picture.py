"""The board before its scripts have come, and in a browser that is too old for them: words from near, in the list."""

from django.test import Client
from playwright.sync_api import Browser, Page, expect

from tests.timelines.hands.saying import add
from timelines.models import Timeline


def test_words_are_hidden_from_far_before_the_scripts_have_come(
    timeline: Timeline, devices: dict[str, Client], hers: Page, chromium: Browser, site: str
) -> None:
    add(hers, "the blue door", "Where I lived", 6, 9)
    expect(hers.locator("html:not([data-unsent]) [data-mark].kept")).to_be_visible()
    context = chromium.new_context(base_url=site, storage_state=hers.context.storage_state())
    page = context.new_page()
    page.route("**/*.js", lambda route: route.abort())
    page.goto("/j/timeline/")
    clipped = "(one) => getComputedStyle(one).clipPath"
    assert page.locator(".lane-things li b").evaluate(clipped) == "inset(50%)"
    page.unroute("**/*.js")
    page.add_init_script("delete Array.prototype.findLast")  # a browser that is too old for the picture
    page.reload()
    assert page.locator(".lane-things li b").evaluate(clipped) == "none"
    page.locator("[data-plain] summary", has_text="Add something").click()
    expect(page.locator("[data-plain]").get_by_label("You don't have to give names.")).to_be_visible()
    context.close()
