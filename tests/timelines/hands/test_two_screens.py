"""What one of the two says, and what the other screen then has: sharing, names, taking back, what comes too late."""

import re
from collections.abc import Callable
from functools import partial

from django.test import Client
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from ledger.models import Entry
from tests.timelines.drawing import put
from tests.timelines.hands.conftest import PHONE
from tests.timelines.hands.saying import (
    add,
    button,
    cover,
    more,
    near,
    renamed,
    row,
    rows,
    stored,
    touched,
    touched_twice,
)
from tests.watching import remembered, until, whole
from timelines import services
from timelines.models import Thing, Timeline

NOTHING_KEPT = """async () => (await indexedDB.databases()).length + (await caches.keys()).length
  + (await navigator.serviceWorker.getRegistrations()).length === 0"""
Look = Callable[..., None]


def prepared(timeline: Timeline, words: str) -> None:
    """Place something as she does alone, before a sitting."""
    services.apply(
        timeline,
        put(timeline, words, from_age=len(words)),
        hers=True,
        by=timeline.pk,
        at=timeline.created_at,
        alone=True,
    )


def test_what_she_prepared_alone_is_shared_one_by_one_or_all(
    timeline: Timeline, hers: Page, room: Page, look: Look
) -> None:
    for words in ("one", "three", "eleven"):
        stored(partial(prepared, timeline, words))
    near(hers, room)
    expect(rows(hers)).to_have_text(["one", "three", "eleven"])
    expect(rows(room)).to_have_count(0)
    more(hers, "three", "Share it")
    expect(rows(room)).to_have_text(["three"])
    button(hers, "Look at it again, one by one").click()
    dialog = hers.get_by_role("dialog")
    look(hers, "her-review-alone", as_it_is=True)
    dialog.get_by_role("button", name="Share it").click()
    expect(rows(room)).to_have_text(["one", "three"])
    expect(dialog).to_contain_text("2 of 3")
    expect(dialog.get_by_role("button", name="Share it")).to_be_hidden()
    dialog.get_by_role("button", name="Keep it", exact=True).click()
    expect(dialog.get_by_role("button", name="Keep it for myself")).to_be_visible()
    dialog.get_by_role("button", name="Stop here").click()
    button(hers, "Share all that I prepared").click()
    expect(rows(room)).to_have_text(["one", "three", "eleven"])
    expect(button(hers, "Share all that I prepared")).to_have_count(0)


def test_a_name_is_masked_unless_somebody_says_that_it_is_none(hers: Page, room: Page, look: Look) -> None:
    near(hers, room)
    add(hers, "with Maria  in Gent", "Where I lived", 6, 9)
    dialog = hers.get_by_role("dialog", name="Keep it like this?")
    expect(dialog.get_by_role("listitem")).to_have_text(["with [that one] in [that place]"])
    look(hers, "her-names")
    assert stored(Thing.objects.count) == 0
    dialog.get_by_role("button", name="Change the words").click()
    expect(hers.get_by_label("You don't have to give names.")).to_have_value("with Maria in Gent")
    hers.get_by_role("button", name="Keep", exact=True).click()
    dialog.get_by_role("button", name="Keep it like this").click()
    expect(rows(room)).to_have_text(["with [that one] in [that place]"])
    add(room, "with Rose", "People around me", 3, 4)
    look(room, "room-names", as_it_is=True)
    room.get_by_role("dialog").get_by_role("button", name="It is not a name: keep my words").click()
    expect(rows(hers)).to_have_text(["with [that one] in [that place]", "with Rose"])
    assert stored(Entry.objects.filter(act="timelines.no_name").count) == 1
    button(hers, "Lanes").click()
    hers.get_by_label("A lane of your own").fill("Life with Maria")
    button(hers, "Keep the lane").click()
    hers.get_by_role("button", name="Back", exact=True).click()
    dialog.get_by_role("button", name="Keep it like this").click()
    expect(room.get_by_role("heading", name="Life with [that one]")).to_be_visible()


def test_ones_own_last_steps_are_taken_back_and_nothing_of_the_other(hers: Page, room: Page) -> None:
    near(hers, room)
    add(hers, "first", "Where I lived", 6, 9)
    more(hers, "first", "A year later")
    hers.get_by_role("dialog").get_by_role("button", name="Back").click()
    expect(row(room, "first")).to_contain_text("age 7 to 10")
    button(hers, "Undo my last step").click()
    expect(hers.locator("[data-signal-told]")).to_have_text("Taken back")
    expect(row(room, "first")).to_contain_text("age 6 to 9")
    add(room, "of the room", "Where I lived", 20, 22)
    expect(rows(hers)).to_have_text(["first", "of the room"])
    more(room, "first", "A year later")
    expect(row(hers, "first")).to_contain_text("age 7 to 10")
    button(hers, "Undo my last step").click()
    expect(hers.get_by_text("It was changed on the other screen since. It stays as it is.")).to_be_visible()
    expect(rows(hers)).to_have_text(["first", "of the room"])


def test_gone_for_good_says_the_truth_and_cannot_be_taken_back(hers: Page, room: Page, look: Look) -> None:
    near(hers, room)
    add(room, "the blue door", "Where I lived", 6, 9)
    more(hers, "the blue door", "Take away")
    dialog = hers.get_by_role("dialog", name="Take this away for good?")
    expect(dialog).to_contain_text("Then it is gone here at once. Old safety copies are gone after 30 days.")
    look(hers, "her-gone")
    dialog.get_by_role("button", name="Gone for good").click()
    expect(rows(room)).to_have_count(0)
    for page in (hers, room):
        expect(page.locator("[data-undo]")).to_have_attribute("aria-disabled", "true")
        assert ("the blue door" in whole(page), remembered(page, "the blue door")) == (False, 0)


def test_her_review_goes_thing_by_thing_and_can_stop(hers: Page, room: Page, look: Look) -> None:
    near(hers, room)
    add(hers, "my gran", "What gives me strength", 1)
    add(hers, "the blue door", "Where I lived", 6, 9)
    add(hers, "the boat", "Where I lived", 10, 11)
    add(hers, "the shop", "Where I lived", 12, 13)
    button(hers, "Look at it again, one by one").click()
    dialog = hers.get_by_role("dialog")
    expect(dialog).to_contain_text("the blue door")
    renamed(room, "the blue door", "the red door")  # what the other screen changes is seen as it is now
    expect(dialog).to_contain_text("the red door")
    look(hers, "her-review")
    dialog.get_by_role("button", name="Keep it").dblclick()  # a touch too many keeps nothing unseen
    expect(dialog).to_contain_text("the boat")
    dialog.get_by_role("button", name="The one before").click()
    expect(dialog).to_contain_text(re.compile(r"1 of 4[\s\S]*the red door"))
    dialog.get_by_role("button", name="Keep it").click()
    expect(dialog).to_contain_text("the boat")
    dialog.get_by_role("button", name="Stop here").click()
    button(hers, "Look at it again, one by one").click()
    expect(dialog).to_contain_text("the boat")  # what was answered is not asked again
    dialog.get_by_role("button", name="Cover it").click()
    cover(hers, "Only I see it")
    expect(dialog).to_contain_text("the shop")
    dialog.get_by_role("button", name="Take it out").click()
    dialog.get_by_role("button", name="Gone for good").click()
    expect(dialog).to_contain_text("my gran")
    dialog.get_by_role("button", name="Keep it").click()
    seen_everything(dialog, look)
    expect(rows(room)).to_have_text(["my gran", "the red door", "covered"])


def seen_everything(dialog: Locator, look: Look) -> None:
    expect(dialog.get_by_role("heading", name="You have seen everything")).to_be_visible()
    expect(dialog.get_by_role("listitem")).to_have_text(["my gran"])
    look(dialog.page, "her-review-end")
    dialog.get_by_role("button", name="Back to the timeline").click()


def test_the_focus_stays_when_the_other_screen_changes_something(hers: Page, room: Page) -> None:
    near(hers, room)
    assert touched(hers) == [True, True]
    assert touched_twice(hers) == [True, False]
    add(hers, "first", "Where I lived", 6, 9)
    change = row(room, "first").get_by_role("button", name="Change")
    change.focus()
    add(hers, "before it", "Where I lived", 1, 2)
    expect(rows(room)).to_have_text(["before it", "first"])
    expect(change).to_be_focused()
    more(hers, "first", "A year earlier")
    hers.get_by_role("dialog").get_by_role("button", name="To another lane").click()
    hers.get_by_role("group", name="Where does it belong?").get_by_text("Help and treatment").click()
    hers.get_by_role("button", name="Keep", exact=True).click()
    expect(room.locator("section.lane", has_text="Help and treatment")).to_contain_text("first")
    expect(change).to_be_focused()
    more(hers, "first", "Take away")
    hers.get_by_role("dialog").get_by_role("button", name="Gone for good").click()
    expect(rows(room)).to_have_text(["before it"])
    expect(room.get_by_role("heading", name="Help and treatment")).to_be_focused()


def test_she_can_begin_before_the_server_has_said_anything(
    devices: dict[str, Client], screen: Callable[..., Page]
) -> None:
    silent = lambda page: page.route_web_socket("**/live/**", lambda way: None)  # noqa: E731
    hers = screen(devices["hers"], "/j/timeline/", PHONE, before=silent, kept=False)
    add(hers, "the blue door", "Where I lived", 6, 9)
    expect(rows(hers)).to_have_text(["the blue door"])
    expect(hers.locator("section.lane", has_text="Where I lived")).to_contain_text("the blue door")
    for name in ("Lanes", "Years"):  # they would be said whole, over what she doesn't know yet
        expect(button(hers, name)).to_have_count(0)


def test_nothing_that_was_said_stays_in_a_page_whose_link_has_ended(timeline: Timeline, hers: Page, look: Look) -> None:
    near(hers)
    add(hers, "the blue door", "Where I lived", 6, 9)
    button(hers, "Lanes").click()
    hers.get_by_label("A lane of your own").fill("Life on a boat")
    button(hers, "Keep the lane").click()
    expect(hers.locator("html:not([data-unsent]) [data-mark].kept")).to_have_count(1)
    look(hers, "her-lanes", as_it_is=True)
    hers.evaluate("navigator.serviceWorker.ready")
    until(hers, "caches.has('attune-shell')")
    hers.reload()  # what the page itself came with goes, too
    near(hers)
    add(hers, "with Maria", "Where I lived", 10, 11)  # what is asked about it goes as well
    expect(hers.get_by_role("dialog", name="Keep it like this?")).to_be_visible()
    stored(lambda: services.close_for_drawing(timeline, at=timezone.now(), why="complete"))
    hers.route_web_socket("**/live/**", lambda way: way.close(code=4404))
    hers.route("**/j/timeline/state/**", lambda route: route.fulfill(status=404, body=""))
    hers.context.set_offline(True)
    hers.context.set_offline(False)
    hers.evaluate("window.dispatchEvent(new Event('online'))")
    expect(hers.locator("[data-notice]")).to_have_text("Our interview is complete.")
    expect(hers.get_by_role("status").locator("[data-notice-words]")).to_be_focused()
    expect(hers.get_by_text("You need not do anything more.")).to_be_visible()
    for words in ("the blue door", "Life on a boat", "with Maria"):
        assert (words in whole(hers), remembered(hers, words)) == (False, 0), words
    expect(hers.get_by_text("A copy to take home")).to_have_count(0)
    look(hers, "her-ended", as_it_is=True)
    until(hers, NOTHING_KEPT)


def test_taking_back_leaves_the_lane_as_the_other_screen_named_it(hers: Page, room: Page) -> None:
    for page, name in ((hers, "Hers"), (room, "His")):
        button(page, "Lanes").click()
        page.get_by_role("button", name="Rename Where I lived" if page is hers else "Rename Hers").click()
        page.get_by_role("dialog").get_by_label("A new name for").fill(name)
        button(page, "Keep the lane").click()
        page.get_by_role("dialog").get_by_role("button", name="Back", exact=True).click()
        for each in (hers, room):
            expect(each.locator("h3.lane-name", has_text=name)).to_have_count(1)
    button(hers, "Undo my last step").click()
    expect(hers.get_by_text("It was changed on the other screen since. It stays as it is.")).to_be_visible()
    expect(room.locator("h3.lane-name", has_text="His")).to_have_count(1)


def test_a_thing_is_pointed_at_by_a_button_and_seen_in_the_list(hers: Page, room: Page) -> None:
    near(hers, room)
    add(hers, "the blue door", "Where I lived", 6, 9)
    expect(rows(room)).to_have_text(["the blue door"])
    more(hers, "the blue door", "Point at it")
    expect(row(room, "the blue door")).to_have_class("thing thing-period lit")
    expect(room.locator("[data-told]")).to_have_text("The other screen points at: the blue door")
    expect(room.locator(".thing.lit")).to_have_count(0)
    expect(room.locator("[data-told]")).to_have_text("")
