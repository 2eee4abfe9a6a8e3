"""The room without a server: a kept page with nothing of hers, from which everything comes back; and who is heard."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from interviews.models import HelpCalled
from interviews.services import close
from tests.interviews.room.test_acts_in_browser import held, note, tap, waiting
from tests.services.here import served
from tests.timelines.test_offline import read, until
from tests.watching import until as watched
from timelines import presence, watch

Look = Callable[[Page, str], None]
SHELL = "async () => (await (await caches.open('attune-room')).keys()).some(({ url }) => url.endsWith('/shell/'))"
KEPT = """async () => [await caches.keys(), (await navigator.serviceWorker.getRegistrations()).length]"""
LET_GO = "async () => { for (const one of await navigator.serviceWorker.getRegistrations()) await one.unregister(); }"
HEART = Path("static/js/timeline/heart.js")


def kept(page: Page) -> None:
    """Wait until this browser keeps the page, and opens it when nobody answers."""
    watched(page, SHELL)
    watched(page, "() => navigator.serviceWorker.controller !== null")


def aside(page: Page) -> None:
    """Set the first topic aside, from the guide of the kept page."""
    page.locator("summary", has_text="The questions").click()
    page.get_by_role("button", name="French").click()
    page.locator("summary:visible", has_text="Theme 1 (fr)").click()
    page.locator("form:visible", has_text="Set the whole topic aside").get_by_role("button").first.click()


def test_a_reload_without_a_server_gives_a_calm_page_and_the_room_comes_back_with_all_that_was_done(
    screen: Callable[[str], Page], port: int, look: Look, sitting: Any
) -> None:
    with served(port):
        page = screen("room")
        kept(page)
        code, phone = read(lambda: (her := sitting.interview.participant) and (her.code, her.centre.phone))
        assert code in page.content()
    page.reload()
    calm(page, code, phone, look)
    acted(page)
    until(lambda: waiting(page).count('"once"') == 5)
    page.reload()
    expect(page.locator("[data-waits]:visible")).to_contain_text("you need not do it once more: 5")
    noted(page)
    with served(port):
        expect(page.get_by_text("There is a connection again. Keep your note first.")).to_be_visible()
        page.get_by_role("button", name="Keep", exact=True).click()
        expect(page.get_by_role("heading", name=f"{code}, sitting 1")).to_be_visible()
        until(lambda: '"once"' not in waiting(page))
        assert read(held) == {
            "talked": [], "asides": 1, "notes": ["the blue door"], "moments": ["silence"], "pauses": [], "heard": 6,
        }  # fmt: skip
        assert read(HelpCalled.objects.count) == 1
        expect(page.locator("[data-topic-aside]:not([hidden])")).to_have_count(1)  # what was delivered shows itself
        read(lambda: close(sitting, by=sitting.opened_by, at=timezone.now()))
        page.reload()
        watched(page, "async () => !(await caches.has('attune-room'))")
        assert page.evaluate(KEPT) == [[], 0]


def calm(page: Page, code: str, phone: str, look: Look) -> None:
    """Nothing of hers is on the kept page, and whom to call is."""
    expect(page.get_by_role("heading", name="No connection at the moment")).to_be_visible()
    hers = (code, "consent", "attunement", "csrfmiddlewaretoken", "data-talked")
    assert [word for word in hers if word in page.content()] == []
    expect(page.get_by_role("link", name=phone)).to_be_visible()
    expect(page.locator("[data-needs-keeping]", has_text="What you did is kept on this device")).to_be_visible()
    look(page, "room-without-a-connection")


def acted(page: Page) -> None:
    """Call for help, breathe and take that back, mark one silence by two taps, set a topic aside."""
    tap(page, "Help was called")
    tap(page, "Breathe together")
    form = page.locator("form", has_text="Breathe together")
    expect(form.get_by_text("kept on this device")).to_be_visible()
    form.get_by_role("button", name="Take it back").click()
    expect(form.get_by_text("kept on this device")).to_be_hidden()
    page.get_by_role("button", name="A silence").dblclick()
    aside(page)


def noted(page: Page) -> None:
    """Begin a note that is not kept yet; what waits on the device can be read by nobody."""
    page.locator("summary", has_text="A note").click()
    page.get_by_label("Without names, places or dates").fill("the blue door")
    tap(page, "Look again")
    expect(page.get_by_text("Still no connection. It goes on looking by itself.")).to_be_visible()
    assert [word for word in ("blue", "silence", "help") if word in waiting(page)] == []


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes seconds takes a moment, on both sides."""
    monkeypatch.setattr(presence, "HEARD_FOR", 1.5)
    monkeypatch.setattr(watch, "LOOKS_EVERY", 0.1)


def hasty(page: Page) -> None:
    """Let a page ping often: from its next opening on."""
    script = HEART.read_text()
    for said, sooner in (("const EVERY = 5000;", "200"), ("const ANSWER_WITHIN = 8000;", "1500")):
        assert said in script
        script = script.replace(said, f"{said.split(' = ')[0]} = {sooner};")
    page.context.route("**/heart.js", lambda route: route.fulfill(body=script, content_type="text/javascript"))
    page.evaluate(LET_GO)
    page.reload()


@pytest.mark.usefixtures("quick")
def test_the_room_says_who_is_heard_and_when_it_is_not_connected_itself(
    screen: Callable[[str], Page], port: int
) -> None:
    with served(port):
        room, hers = screen("room"), screen("hers")
        for page in (room, hers):
            hasty(page)
        here, silent = room.get_by_text("Her device is here."), room.get_by_text("Her device is not heard just now.")
        expect(here).to_be_visible()
        top = room.get_by_role("link", name="Someone now").bounding_box()
        hers.context.set_offline(True)
        hers.evaluate("location.replace('about:blank')")  # a dead battery says no more
        expect(silent).to_be_visible()
        expect(here).to_be_hidden()
        assert room.get_by_role("link", name="Someone now").bounding_box() == top
    expect(room.get_by_text("You are not connected just now.")).to_be_visible()
    expect(room.get_by_text("What her device shows is not known just now.")).to_be_visible()
    note(room, "the blue door")
    expect(room.get_by_text("Kept on this device. It goes on as soon as we are connected.").first).to_be_visible()
    assert room.get_by_role("link", name="Someone now").bounding_box() == top
    with served(port):
        expect(room.get_by_text("You are not connected just now.")).to_be_hidden()
