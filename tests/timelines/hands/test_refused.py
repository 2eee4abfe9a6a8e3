"""What was added without a network and then refused: after a reload, too, the words are there, to be said otherwise."""

from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from tests.stories.sittings import Line
from tests.timelines.hands.conftest import LAPTOP, PHONE
from tests.timelines.hands.saying import add, more, near, row, rows
from tests.watching import until
from timelines.models import Timeline


def that_works_without_a_network(screen: Callable[..., Page], device: Client) -> tuple[Page, Line]:
    """Open her timeline on a device, and give the page, once it is kept there, with its line."""
    lines: list[Line] = []
    page = screen(device, "/j/timeline/", PHONE, before=lambda page: lines.append(Line(page)))
    page.evaluate("navigator.serviceWorker.ready")
    until(page, "() => caches.has('attune-shell')")
    return page, lines[0]


def test_what_she_added_without_a_network_is_hers_after_a_reload_also_when_it_is_refused(
    devices: dict[str, Client], room: Page, screen: Callable[..., Page]
) -> None:
    hers, line = that_works_without_a_network(screen, devices["hers"])
    near(hers, room)
    add(room, "the blue door", "Where I lived", 6, 9)
    expect(rows(hers)).to_have_text(["the blue door"])
    line.cut()
    row(hers, "the blue door").get_by_role("button", name="Change").click()
    hers.get_by_label("You don't have to give names.").fill("the red door")
    hers.get_by_role("button", name="Keep", exact=True).click()
    add(hers, "with Maria", "People around me", 16, 17)
    taken_back(hers, "with Tom")
    until(hers, KEPT, 4)
    hers.reload()
    taken_back(hers, "with Ahmed")
    for words, age in (("the garden", 10), ("the sea", 12)):
        add(hers, words, "Where I lived", age, age + 1)
    until(hers, KEPT, 8)
    more(room, "the blue door", "Take away")
    room.get_by_role("dialog").get_by_role("button", name="Gone for good").click()
    line.mend()
    dialog = hers.get_by_role("dialog", name="Keep it like this?")
    expect(dialog.get_by_role("listitem")).to_have_text(["with [that one]"])
    dialog.get_by_role("button", name="Keep it like this").click()
    expect(hers.locator("[data-lost]")).to_contain_text("the red door age 6 to 9")
    expect(rows(room)).to_have_text(["the garden", "the sea", "with [that one]"])
    until(hers, KEPT, 0)
    still = hers.locator("dialog[open], [data-notice]:visible")  # of what she took away she hears no more
    expect(still).to_have_count(0)


def taken_back(page: Page, words: str) -> None:
    """Add something, and take it away again before it has arrived."""
    add(page, words, "People around me", 3, 4)
    more(page, words, "Take away")
    page.get_by_role("dialog").get_by_role("button", name="Gone for good").click()
    expect(row(page, words)).to_have_count(0)


@pytest.mark.security
def test_what_the_interviewer_added_without_a_network_is_there_after_a_reload_also_when_it_is_refused(
    timeline: Timeline, devices: dict[str, Client], hers: Page, screen: Callable[..., Page]
) -> None:
    lines: list[Line] = []
    there = f"/timelines/{timeline.pk}/"
    room = screen(devices["room"], there, LAPTOP, before=lambda page: lines.append(Line(page)))
    near(hers)
    lines[0].cut()
    add(room, "said by Maria", "Where I lived", 8, 11)
    until(room, KEPT, 1)
    room.goto("about:blank")
    lines[0].mend()
    room.goto(there)
    dialog = room.get_by_role("dialog", name="Keep it like this?")
    expect(dialog.get_by_role("listitem")).to_have_text(["said by [that one]"])
    dialog.get_by_role("button", name="Keep it like this").click()
    add(room, "the garden", "Where I lived", 3, 4)
    expect(rows(hers)).to_have_text(["the garden", "said by [that one]"])
    until(room, KEPT, 0)


KEPT = """async (many) => {
  const names = (await indexedDB.databases()).map((one) => one.name);
  const all = await Promise.all(names.map((name) => new Promise((done) => {
    const asked = indexedDB.open(name);
    asked.onsuccess = () => {
      const [store] = asked.result.objectStoreNames;
      const counted = store && asked.result.transaction(store).objectStore(store).count();
      const end = (number) => { asked.result.close(); done(number); };
      if (counted) counted.onsuccess = () => end(counted.result);
      else end(0);
    };
  })));
  return all.reduce((sum, one) => sum + one, 0) === many;
}"""
"""Whether so many letters lie on the device."""
