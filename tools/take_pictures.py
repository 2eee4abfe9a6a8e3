"""Take the pictures of the README: a room and her timeline, out of a fresh invented study on a free port."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.services.server import Server  # noqa: E402 - the folder must be on the path first

PICTURES = ROOT / "docs/pictures"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
INTERVIEWER = "Jolien Vercruyn"
LAPTOP, PHONE = (1280, 800), (390, 844)
THINGS = [
    # lane, ages (two: a period), her words
    ("What gives me strength", (7,), "singing with gran"),
    ("What gives me strength", (29,), "swimming with them"),
    ("Where I lived", (0, 9), "at my gran's"),
    ("Where I lived", (9, 17), "back in town"),
    ("People around me", (11,), "my cousin Sunday"),
    ("Being a mother", (19,), "he is born"),
    ("Being a mother", (27,), "and then her"),
    ("Drugs and alcohol", (16, 24), "the grey years"),
    ("Help and treatment", (18, 19), "the first house"),
    ("Help and treatment", (28, 30), "here"),
    ("What I hope for", (31, 34), "a kitchen of our own"),
]


def page_of(browser: Browser, url: str, size: tuple[int, int]) -> Page:
    """A page of somebody of whom the browser knows nothing."""
    width, height = size
    context = browser.new_context(
        base_url=url, viewport={"width": width, "height": height}, reduced_motion="reduce", locale="en"
    )
    return context.new_page()


def open_room(page: Page) -> None:
    """Sign in, and open the sitting whose attunement has been seen."""
    page.goto("/")
    page.get_by_role("button", name=INTERVIEWER).click()
    page.get_by_role("link", name="The room").first.click()
    page.get_by_role("button", name="Open the sitting").click()
    page.wait_for_url("**/room/*/**")
    page.get_by_role("button", name="Yes", exact=True).click()


def choose(page: Page, question: str, answer: str) -> None:
    page.get_by_role("group", name=question).get_by_text(answer).first.click()


def place(page: Page, lane: str, ages: tuple[int, ...], words: str) -> None:
    """Put one thing on the timeline, from the interviewer's side."""
    page.get_by_role("button", name="Add", exact=True).click()
    choose(page, "What is it?", "A period" if len(ages) == 2 else "A moment")
    choose(page, "Where does it belong?", lane)
    for name, age in zip(("from_age", "to_age"), ages, strict=False):
        page.locator(f"[name={name}]").fill(str(age))
    page.get_by_role("button", name="Next", exact=True).click()
    page.get_by_label("You don't have to give names.").fill(words)
    page.get_by_role("button", name="Keep", exact=True).click()
    page.locator(".lane-things li b", has_text=words).wait_for(state="attached")


def invitation(page: Page) -> str:
    """Invite her device, and give the address that it opens."""
    page.get_by_role("button", name="Invite her device").click()
    return page.locator(".invite-address").text_content() or ""


def take(browser: Browser, url: str) -> Mapping[str, Page]:
    """Draw, join, and give the two pages as they are to be seen."""
    room, hers = page_of(browser, url, LAPTOP), page_of(browser, url, PHONE)
    open_room(room)
    for lane, ages, words in THINGS:
        place(room, lane, ages, words)
    hers.goto(invitation(room))
    hers.get_by_role("button", name="Open our timeline").click()
    room.get_by_role("button", name="Yes, the digits are the same").click()
    hers.locator("[data-mark].kept").first.wait_for()
    room.reload()
    room.get_by_role("button", name="discussed").first.click()
    room.get_by_role("button", name="Show the words").click()
    for page in (room, hers):
        page.locator("[data-mark].kept").first.wait_for()
    return {"room": room, "hers": hers}


def main() -> int:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with Server({}) as server, sync_playwright() as playwright:
        flags = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        for name, page in take(browser, server.url).items():
            path = PICTURES / f"{name}.png"
            page.screenshot(path=path)
            sys.stdout.write(f"Took {path.relative_to(ROOT)}, {path.stat().st_size // 1000} kB\n")
        browser.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
