"""Words that came too late: offered back to whoever said them, and to nobody else."""

from collections.abc import Callable

from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.stories.consenting import choose
from tests.stories.sittings import Line
from tests.timelines.hands.conftest import LAPTOP
from tests.timelines.hands.saying import add, button, more, near, renamed, row, rows, stored
from tests.timelines.hands.test_refused import KEPT
from tests.watching import remembered, until, whole
from timelines import services
from timelines.models import ShareLink, Thing, Timeline

Look = Callable[[Page, str], None]


def cut_off(
    timeline: Timeline, devices: dict[str, Client], hers: Page, screen: Callable[..., Page]
) -> tuple[Page, Line]:
    """Give his page, cut off once both screens show one thing of hers, and its line."""
    lines: list[Line] = []
    room = screen(devices["room"], f"/timelines/{timeline.pk}/", LAPTOP, before=lambda page: lines.append(Line(page)))
    near(hers, room)
    add(hers, "the blue door", "Where I lived", 6, 9)
    expect(rows(room)).to_have_text(["the blue door"])
    lines[0].cut()
    return room, lines[0]


def test_words_that_came_too_late_are_offered_back(
    timeline: Timeline, devices: dict[str, Client], hers: Page, screen: Callable[..., Page], look: Look
) -> None:
    room, line = cut_off(timeline, devices, hers, screen)
    renamed(room, "the blue door", "the red door")
    more(hers, "the blue door", "Take away")
    hers.get_by_role("dialog").get_by_role("button", name="Gone for good").click()
    expect(rows(hers)).to_have_count(0)
    line.mend()
    offered = room.locator("[data-lost]")
    expect(offered).to_contain_text("Taken away on the other screen before your change came. These are your words:")
    expect(room.get_by_role("status").locator(offered)).to_contain_text("the red door age 6 to 9")  # read out, too
    look(room, "room-lost")
    button(room, "Put it again").click()
    expect(offered).not_to_be_visible()
    expect(rows(hers)).to_have_text(["the red door"])


def test_only_words_of_his_own_are_offered_back_to_him(
    timeline: Timeline, devices: dict[str, Client], hers: Page, screen: Callable[..., Page]
) -> None:
    room, line = cut_off(timeline, devices, hers, screen)
    more(room, "the blue door", "A year later")  # her words are in what he sends, and not his
    room.get_by_role("dialog").get_by_role("button", name="Back").click()
    more(hers, "the blue door", "Take away")
    hers.get_by_role("dialog").get_by_role("button", name="Gone for good").click()
    expect(rows(hers)).to_have_count(0)
    line.mend()
    expect(room.locator("html:not([data-unsent]) [data-mark].kept")).to_be_visible()
    expect(rows(room)).to_have_count(0)
    expect(room.locator("[data-lost]")).not_to_be_visible()
    assert "the blue door" not in whole(room)


def test_what_is_half_made_when_a_pause_begins_is_in_her_form_again_once_she_is_let_in(
    timeline: Timeline, hers: Page
) -> None:
    hers.get_by_role("button", name="Add", exact=True).click()
    choose(hers, "What is it?", "A moment")
    choose(hers, "Where does it belong?", "Where I lived")
    hers.get_by_role("spinbutton", name="Age", exact=True).fill("12")
    hers.get_by_role("button", name="Next", exact=True).click()
    hers.get_by_label("You don't have to give names.").fill("the blue do")
    stored(lambda: services.close_links(timeline, at=timezone.now(), why="pause"))
    expect(hers.get_by_text("waits on this device. Nobody can read it there.")).to_be_visible()
    until(hers, KEPT, 1)
    assert ("the blue do" in whole(hers), remembered(hers, "the blue do")) == (False, 0)
    stored(lambda: ShareLink.objects.update(closed_at=None))
    hers.reload()
    expect(hers.get_by_label("You don't have to give names.")).to_have_value("the blue do")
    assert stored(Thing.objects.count) == 0
    hers.get_by_role("button", name="Keep", exact=True).click()
    near(hers)
    expect(row(hers, "the blue do")).to_contain_text("12")
