"""What the headers do in a real Chromium: forms pass without a referrer, htmx swaps, and nothing else makes markup."""

from functools import partial
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, Error, Page, Request, Route, expect

from interviews.services import publish_guide
from tests.badinput.conftest import as_device
from tests.consent.acts import agree
from tests.interviews import steps
from tests.timelines.drawing import applied, put

PHONE = {"width": 360, "height": 780}
EXPECTED = "the server responded with a status of 4"  # what a dead link is answered with, or an empty form
MARKUP = {
    "innerHTML": "document.createElement('p').innerHTML = '<b>x</b>'",
    "outerHTML": "document.createElement('p').outerHTML = '<b>x</b>'",
    "insertAdjacentHTML": "document.body.insertAdjacentHTML('beforeend', '<b>x</b>')",
    "parseFromString": "new DOMParser().parseFromString('<b>x</b>', 'text/html')",
    "parseHTMLUnsafe": "Document.parseHTMLUnsafe('<b>x</b>')",
    "createContextualFragment": "document.createRange().createContextualFragment('<b>x</b>')",
    "a script's address": "document.createElement('script').src = '/static/js/once.js'",
    "another policy": "trustedTypes.createPolicy('other', {})",
    "the same policy again": "trustedTypes.createPolicy('attune-swaps', { createHTML: (text) => text })",
}


@pytest.fixture
def sitting(committed_cast: Any) -> Any:
    """An open sitting; it is made before Chromium is there, which takes this thread for its loop."""
    publish_guide(committed_cast.study, steps.content(), by=committed_cast.lena, at=committed_cast.at)
    agree(committed_cast.ana, by=committed_cast.ben, at=committed_cast.at)
    return steps.opened_on_this_day(committed_cast)


@pytest.fixture
def said() -> list[str]:
    """What the pages complain about."""
    return []


def listening(page: Page, said: list[str]) -> Page:
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    return page


@pytest.fixture
def room(sitting: Any, ben: Client, site: str, chromium: Browser, said: list[str]) -> Page:
    """Ben's screen in the room of an open sitting."""
    page = listening(as_device(chromium, site, ben).new_page(), said)
    page.goto(f"/room/{sitting.pk}/")
    return page


@pytest.fixture
def no_worker(sitting: Any, ben: Client, site: str, chromium: Browser, said: list[str]) -> Page:
    """The same without the worker that keeps the room for a cut: past it no answer could be planted."""
    page = listening(as_device(chromium, site, ben, service_workers="block").new_page(), said)
    page.goto(f"/room/{sitting.pk}/")
    return page


@pytest.fixture
def drawn(timeline: Any, hers: Client) -> Client:
    """Her device, with something of hers on the timeline."""
    applied(timeline, put(timeline, "the blue door"))
    return hers


@pytest.fixture
def phone(drawn: Client, site: str, chromium: Browser, said: list[str]) -> Page:
    """Her screen with the timeline on it."""
    page = listening(as_device(chromium, site, drawn, viewport=PHONE, has_touch=True).new_page(), said)
    page.goto("/j/")
    page.goto("/j/timeline/")
    expect(page.get_by_text("kept", exact=True)).to_be_visible()
    return page


def looks_right(page: Page) -> None:
    page.wait_for_load_state()
    found = Axe().run(page).response["violations"]
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def says_the_code(room: Page) -> tuple[str, str]:
    """Mark a question by a swap, invite her device, and give the link and the code that is said aloud."""
    room.get_by_role("button", name="discussed").first.click()
    expect(room.get_by_role("button", name="discussed").first).to_have_attribute("aria-pressed", "true")
    room.get_by_role("button", name="Invite her device").click()
    room.get_by_text("Without a camera").click()
    return room.locator(".invite-address").inner_text(), room.locator(".invite-code").inner_text()


def speaks(phone: Page, language: str, opens: str) -> None:
    """Choose a language on the invitation by keyboard: its secret is sent to nobody and stands in no address."""
    sent: list[str] = []
    phone.on("request", lambda asked: sent.append(asked.post_data or ""))
    secret = phone.locator("[name=secret]").input_value()
    phone.get_by_role("button", name=language).press("Enter")
    expect(phone.get_by_role("button", name=opens)).to_be_visible()
    expect(phone.locator("[name=secret]")).to_have_value(secret)
    expect(phone.get_by_role("textbox")).to_have_count(0)
    assert ("#" in phone.url, len(secret), any(secret in each for each in sent)) == (False, 43, False)


def asks_to_join(phone: Page, link: str, code: str) -> str:
    """Open the link in two languages, type the code on a device, and give the two digits that it shows."""
    phone.goto(link)
    speaks(phone, "Nederlands", "Onze tijdlijn openen")
    speaks(phone, "English", "Open our timeline")
    phone.goto("/j/")
    phone.get_by_role("button", name="Open our timeline").click()
    expect(phone.get_by_text("Nothing stands here yet.")).to_be_visible()
    looks_right(phone)
    phone.get_by_label("The link or the letters").fill(code.lower().replace("-", " "))
    phone.get_by_role("button", name="Open our timeline").click()
    digits = phone.locator(".digits").inner_text()
    looks_right(phone)
    return digits


def test_her_device_joins_by_forms_without_a_referrer_and_swaps_under_the_policy(
    room: Page,
    chromium: Browser,
    site: str,
    said: list[str],
) -> None:
    asked: list[Request] = []
    link, code = says_the_code(room)
    phone = listening(chromium.new_context(base_url=site, viewport=PHONE, reduced_motion="reduce").new_page(), said)
    phone.on("request", lambda each: asked.append(each))
    digits = asks_to_join(phone, link, code)
    expect(room.get_by_role("heading", name=f"A device wants to join: {digits}. Is it hers?")).to_be_visible()
    room.set_viewport_size(PHONE)
    looks_right(room)
    room.get_by_role("button", name="Yes, the digits are the same").click()
    expect(phone.get_by_text("kept", exact=True)).to_be_visible()
    looks_right(phone)
    room.get_by_text("Close her device").press("Enter")
    looks_right(room)
    room.get_by_role("button", name="Yes, close her screen").press("Enter")
    expect(phone.get_by_text("Your interviewer has closed this screen.", exact=True)).to_be_visible(timeout=10_000)
    expect(phone.get_by_text("What is on the timeline stays there.")).to_be_visible()
    phone.reload()  # it is said again
    expect(phone.get_by_role("heading", name="Your interviewer has closed this screen.")).to_be_visible()
    looks_right(phone)
    sent = next(each.all_headers() for each in asked if each.method == "POST" and each.url.endswith("/j/"))
    assert (sent["origin"], sent["sec-fetch-site"], "referer" in sent) == ("null", "same-origin", False)
    assert [words for words in said if EXPECTED not in words] == []


def test_markup_from_a_string_is_refused_and_so_is_what_would_run(phone: Page) -> None:
    for name, script in MARKUP.items():
        attempt = f"() => {{ try {{ {script}; return 'made'; }} catch (refused) {{ return refused.name; }} }}"
        assert phone.evaluate(attempt) == "TypeError", name
    with pytest.raises(Error, match="TrustedHTML"):  # also by htmx itself, when it swaps no answer of the server
        phone.evaluate("htmx.swap('main', '<b>x</b>', { swapStyle: 'innerHTML' })")


def bad(answer: str, route: Route) -> None:
    route.fulfill(content_type="text/html", body=answer)


def test_an_answer_that_would_run_is_not_swapped_in(no_worker: Page, said: list[str]) -> None:
    room = no_worker
    before = room.locator("#invite").inner_html()
    for answer in ("<img src='x' onerror='window.ran = 1'>", "<template><iframe srcdoc='x'></iframe></template>"):
        room.route("**/device/", partial(bad, answer))
        with room.expect_event("pageerror"):
            room.evaluate("document.dispatchEvent(new CustomEvent('attune:device'))")
        assert (room.locator("#invite").inner_html(), room.evaluate("window.ran")) == (before, None)
        room.unroute("**/device/")
    expected = (
        "would run",
        "Service Worker registration blocked",
        "htmx:swapError",
        "Executing inline event handler violates",
    )  # two walls, one after the other
    assert [words for words in said if not any(one in words for one in expected)] == []
    assert said != []


def test_leaving_blanks_first_ends_the_session_and_leaves_nothing_behind(phone: Page, site: str) -> None:
    context = phone.context
    blank = """() => {
      localStorage.setItem("left", "x");
      const link = document.querySelector(".bottom-bar [data-leave]");
      link.click();
      return document.body.childNodes.length;
    }"""
    assert phone.evaluate(blank) == 0  # before anything else happens
    phone.wait_for_url("**/away/")
    expect(phone.get_by_text("Only you can delete that, in the settings of this browser.").first).to_be_visible()
    assert phone.title().strip("\u200b") == ""
    looks_right(phone)
    assert context.cookies(site) == []
    assert phone.evaluate("localStorage.length") == 0
    phone.go_back()
    expect(phone.get_by_role("button", name="Open our timeline")).to_be_visible()
    assert ("the blue door" in phone.content(), phone.goto("/j/timeline/").status) == (False, 404)


def test_escape_three_times_leaves_also_without_a_network(phone: Page) -> None:
    phone.get_by_role("button", name="Draw how it felt").click()
    phone.locator("[data-pen]").press("Enter")  # also from there, with a line begun
    phone.context.set_offline(True)
    for _ in range(3):
        phone.keyboard.press("Escape")
    phone.wait_for_url("about:blank")
    assert [cookie["name"] for cookie in phone.context.cookies() if "seat" in cookie["name"]] == []
    phone.context.set_offline(False)
    assert phone.goto("/j/timeline/").status == 404
