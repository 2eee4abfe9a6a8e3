"""What a person sees, and what a script does, where the server fails, or says that it was asked too often."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.throttle import TooMany
from interviews.models import Moment
from tests.services.here import served
from tests.timelines.test_offline import read, until

WORDS = {"en": "Something went wrong on our side", "nl": "Er ging iets mis aan onze kant", "fr": "Quelque chose"}
BUSY = "Kept on this device. The other side could not take it just now; it is sent again by itself."


def fails(*_whatever: Any, **_else: Any) -> None:
    raise RuntimeError


def too_often(*_whatever: Any, **_else: Any) -> None:
    raise TooMany(1)


def calm(page: Page, first: str, look: Callable[[Page, str], None], name: str) -> None:
    """The page is whole at every size, and begins in the language that was being read."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(first)
    look(page, name)


@pytest.mark.security
@pytest.mark.parametrize("fault", [fails, too_often])
def test_what_was_done_waits_until_our_side_takes_it(
    screen: Callable[[str], Page], port: int, look: Callable[[Page, str], None], fault: Any
) -> None:
    """Nothing is lost, the page says so, and what could not be opened opens again."""
    with served(port):
        room, hers = screen("room"), screen("hers")
        expect(hers.get_by_text("kept", exact=True)).to_be_visible()
        with pytest.MonkeyPatch.context() as planted:
            planted.setattr("interviews.services.do", fault)
            planted.setattr("timelines.her_views._drawn", fault)
            planted.setattr("today.views.render", fault)
            room.get_by_role("button", name="A silence", exact=True).click()
            expect(room.locator("[data-acts-mark]")).to_have_text(BUSY)
            assert read(Moment.objects.count) == 0
            for code, words in WORDS.items() if fault is fails else ():
                hers.context.add_cookies([{"name": "attune-language", "value": code, "url": hers.url}])
                hers.reload()
                calm(hers, words, look, f"hers-500-{code}")
                expect(hers.locator("a[href='']")).to_have_count(3)
            today = room.context.new_page()
            today.goto(f"http://127.0.0.1:{port}/today/")
            calm(today, WORDS["en"] if fault is fails else "A short pause", look, f"today-{fault.__name__}")
        until(lambda: read(Moment.objects.count) == 1)
        expect(room.locator("[data-acts-mark]")).to_have_text("")
