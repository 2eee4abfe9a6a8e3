"""What she covers leaves the other screen whole, wherever it stood; what is covered is told of as covered."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.timelines.hands.saying import add, button, cover, more, near, row, rows
from tests.watching import remembered, whole

Look = Callable[..., None]


def test_what_she_covers_leaves_the_other_screen_and_comes_back_when_she_lifts_it(
    hers: Page, room: Page, look: Look
) -> None:
    near(hers, room)
    add(hers, "the blue door", "Where I lived", 6, 9)
    expect(rows(room)).to_have_text(["the blue door"])
    for way in ("Change", "More"):
        row(room, "the blue door").get_by_role("button", name=way).click()
        room.keyboard.press("Escape")
    row(hers, "the blue door").get_by_role("button", name="More").click()
    look(hers, "her-thing")
    button(hers, "Cover").click()
    look(hers, "her-cover")
    cover(hers, "Only I see it")
    expect(rows(room)).to_have_text(["covered"])
    assert ("the blue door" in whole(room), remembered(room, "the blue door")) == (False, 0)
    expect(row(room, "covered").get_by_role("button")).to_have_count(0)
    expect(row(hers, "the blue door")).to_contain_text("covered: only you see it")
    more(hers, "the blue door", "Cover")
    cover(hers, "Leave it out of the study")
    expect(rows(room)).to_have_count(0)
    more(hers, "the blue door", "Cover")
    cover(hers, "Neither of us sees it")
    expect(rows(hers)).to_have_text(["covered"])
    assert "the blue door" not in whole(hers)
    expect(rows(room)).to_have_text(["covered"])
    look(room, "room-cloth")
    more(hers, "covered", "Lift the cover")
    for page in (hers, room):
        expect(rows(page)).to_have_text(["the blue door"])


def test_the_interviewer_covers_when_she_asks_and_never_lifts(hers: Page, room: Page, look: Look) -> None:
    near(hers, room)
    add(room, "the blue door", "Where I lived", 6, 9)
    row(room, "the blue door").get_by_role("button", name="Change").click()
    expect(room.get_by_label("You don't have to give names.")).to_have_value("the blue door")
    more(hers, "the blue door", "Cover")
    cover(hers, "Only I see it")
    expect(room.locator("[data-form]")).not_to_be_visible()  # her words stand in no form of the other screen
    assert ("the blue door" in whole(room), remembered(room, "the blue door")) == (False, 0)
    more(hers, "the blue door", "Lift the cover")
    look(room, "room-notice", as_it_is=True)
    more(room, "the blue door", "Cover")
    look(room, "room-cover", as_it_is=True)
    cover(room, "Only she sees it")
    expect(rows(room)).to_have_text(["covered"])
    expect(room.locator("[data-undo]")).to_have_attribute("aria-disabled", "true")
    assert ("the blue door" in whole(room), remembered(room, "the blue door")) == (False, 0)
    expect(rows(hers)).to_have_text(["the blue door"])
    expect(row(hers, "the blue door")).to_contain_text("covered: only you see it")


def test_what_she_covers_leaves_the_choices_of_an_open_form_and_the_question_about_names(
    hers: Page, room: Page
) -> None:
    near(hers, room)
    add(hers, "the blue door", "Where I lived", 6, 9)
    add(hers, "the boat", "Where I lived", 10, 11)
    expect(rows(room)).to_have_text(["the blue door", "the boat"])
    assert "the blue door" not in room.locator("[data-form]").inner_html()
    row(room, "the boat").get_by_role("button", name="Change").click()
    options = room.locator("select[name=related] option")
    expect(options).to_have_text(["", "the blue door, age 6 to 9"])
    more(hers, "the blue door", "Cover")
    cover(hers, "Only I see it")
    expect(options).to_have_text([""])
    assert "the blue door" not in whole(room)
    room.get_by_label("You don't have to give names.").fill("the boat of Maria")
    room.get_by_role("button", name="Keep", exact=True).click()
    dialog = room.get_by_role("dialog", name="Keep it like this?")
    expect(dialog.get_by_role("listitem")).to_have_text(["the boat of [that one]"])
    more(hers, "the boat", "Cover")
    cover(hers, "Only I see it")
    expect(dialog).not_to_be_visible()
    expect(room.locator("[data-notice]:visible p")).to_have_text("This was covered or taken away on her screen.")
    expect(room.locator("[data-notice-close]")).to_be_focused()
    expect(rows(room)).to_have_text(["covered", "covered"])
    assert "the boat" not in whole(room)


def test_a_time_told_by_what_is_covered_now_stays_told_by_it(hers: Page, room: Page) -> None:
    near(hers, room)
    add(hers, "the blue door", "Where I lived", 6, 9)
    add(hers, "the boat", "Where I lived", 10, 11)
    row(room, "the boat").get_by_role("button", name="Change").click()
    room.get_by_role("button", name="Age", exact=True).click()
    room.get_by_text("Not sure, or in other words").click()
    room.get_by_label("Before, during or after something else").select_option("after")
    room.get_by_label("Which one?").select_option("the blue door, age 6 to 9")
    room.get_by_role("button", name="Keep", exact=True).click()
    expect(row(hers, "the boat")).to_contain_text("after “the blue door”")
    hers.get_by_role("button", name="More the blue door").click()
    hers.get_by_role("dialog").get_by_role("button", name="Cover", exact=True).click()
    cover(hers, "Only I see it")
    expect(row(room, "the boat")).to_contain_text("after “covered”")
    row(room, "the boat").get_by_role("button", name="Change").click()
    expect(room.locator("select[name=related] option:checked")).to_have_text("something else")
    room.get_by_label("You don't have to give names.").fill("the ship")
    room.get_by_role("button", name="Keep", exact=True).click()
    expect(row(hers, "the ship")).to_contain_text("after “the blue door”")


def test_a_sentence_goes_once_a_later_step_is_kept_or_it_is_closed(hers: Page, room: Page) -> None:
    near(hers, room)
    said = room.locator("[data-notice]")
    for words, opened in (("the sea", "Change"), ("the garden", "More")):
        add(hers, words, "Where I lived", 6)
        row(room, words).get_by_role("button", name=opened).click()
        more(hers, words, "Cover")
        cover(hers, "Only I see it")
        expect(said.get_by_role("paragraph")).to_have_text("This was covered or taken away on her screen.")
        expect(said.get_by_role("button", name="Close")).to_be_focused()
        expect(said).to_be_in_viewport(ratio=1)  # the list under it stays where it was scrolled to
        if words == "the sea":
            add(room, "the boat", "Where I lived", 7)
        else:
            said.get_by_role("button", name="Close").click()
        expect(said).to_be_hidden()
