"""A browser in which a text was brought in keeps nothing of it on its disk: closed in order, or killed."""

import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.templatetags.static import static
from playwright.sync_api import BrowserContext, expect, sync_playwright

from tests.canary import places
from tests.canary.installation import ON_SQLITE, Installation, installed, plant
from tests.canary.scanner import Scanner
from tests.canary.searching import Find, Search
from tests.canary.words import Brood, Canary
from tests.services.browser import CHROMIUM
from tests.watching import until

FLAGS = ["--disable-background-networking", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
PATIENCE = 120_000  # the first text waits for the lists of names to be read, on a busy machine for long


def opened(playwright: Any, profile: Path, attune: Installation) -> BrowserContext:
    """Give a browser with a profile of its own, in which Ben is signed in."""
    context = playwright.chromium.launch_persistent_context(
        str(profile), executable_path=CHROMIUM, args=FLAGS + (["--no-sandbox"] if os.geteuid() == 0 else [])
    )
    context.set_default_timeout(PATIENCE)
    session = attune.study.sessions["ben"]
    context.add_cookies([{"name": "attune", "value": session, "url": f"http://127.0.0.1:{attune.web.port}"}])
    return context


def brought_in(context: BrowserContext, attune: Installation, canary: Canary) -> None:
    """Paste a text, with a name that is known, look through it, and go on once."""
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{attune.web.port}/transcripts/{attune.study.participant}/bring/")
    page.locator("textarea[name=text]").fill(canary.text(3000))
    page.locator("textarea[name=known]").fill(canary.plain)
    page.locator("select[name=reader]").select_option(attune.study.reader)
    page.get_by_role("button", name="Look through it").click()
    page.wait_for_url("**/look-through/")
    assert canary.accented in page.locator("main").inner_text()
    page.get_by_role("button", name="Show what will be stored").click()
    page.get_by_role("heading", name="This will be stored").wait_for()


def drawn(context: BrowserContext, attune: Installation, canary: Canary) -> None:
    """In the room, place something while the network is gone, and write a note on its kept page: both wait, sealed."""
    page, room = context.new_page(), f"http://127.0.0.1:{attune.web.port}/room/{attune.study.sitting}/"
    page.goto(room)
    expect(page.locator("[data-mark]")).to_have_text("kept")
    until(page, SHELL)
    context.set_offline(True)
    page.evaluate(WAITS, canary.plain)
    page.goto(f"{room}shell/")
    page.locator("summary", has_text="A note").click()
    page.get_by_label("Without names, places or dates").fill(canary.text(400))
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.get_by_text("kept on this device").last).to_be_visible()
    context.set_offline(False)


SHELL = "async () => (await (await caches.open('attune-room')).keys()).some(({ url }) => url.endsWith('/shell/'))"
WAITS = """async (words) => {
  const { Outbox } = await import("/static/js/timeline/outbox.js");
  const outbox = new Outbox(document.querySelector("[data-timeline]").dataset);
  const id = crypto.randomUUID();
  await outbox.keep({ id, kind: "put", target: crypto.randomUUID(), label: words });
  if (!(await outbox.waiting()).some((letter) => letter.id === id)) throw new Error("nothing was kept");
}""".replace("/static/", static(""))
"""As the link does with every operation; the page's own would send it as soon as it can."""


def found_after(
    committed_cast: Any, folder: Path, *, killed: bool, doing: Callable[..., None] = brought_in
) -> list[Find]:
    brood = Brood()
    with installed(plant(committed_cast), folder / "var", traced=False) as attune, sync_playwright() as playwright:
        context = opened(playwright, folder / "profile", attune)
        doing(context, attune, brood.canary("browser"))
        if killed:
            kill(folder / "profile")
        context.close()
    return Search(Scanner(brood)).of(places.files(folder / "profile"))


def kill(profile: Path) -> None:
    """Kill every process of the browser that has this profile."""
    listed = subprocess.run(["ps", "-eo", "pid,args"], capture_output=True, text=True, check=True).stdout
    for line in listed.splitlines()[1:]:
        pid, _, command = line.strip().partition(" ")
        if f"--user-data-dir={profile}" in command:
            os.kill(int(pid), signal.SIGKILL)


@ON_SQLITE
@pytest.mark.security
@pytest.mark.parametrize("killed", [False, True])
def test_the_profile_of_the_browser_holds_no_word(committed_cast: Any, tmp_path: Path, killed: bool) -> None:
    assert found_after(committed_cast, tmp_path, killed=killed) == []
    assert sum(1 for path in (tmp_path / "profile").rglob("*") if path.is_file()) > 20


@ON_SQLITE
@pytest.mark.security
@pytest.mark.parametrize("killed", [False, True])
def test_the_profile_of_a_browser_in_which_a_timeline_waits_holds_no_word(
    committed_cast: Any, tmp_path: Path, killed: bool
) -> None:
    assert found_after(committed_cast, tmp_path, killed=killed, doing=drawn) == []
    kept = [path for path in (tmp_path / "profile").rglob("*") if "IndexedDB" in str(path) and path.is_file()]
    assert sum(path.stat().st_size for path in kept) > 300
    assert any("CacheStorage" in str(path) and path.is_file() for path in (tmp_path / "profile").rglob("*"))
