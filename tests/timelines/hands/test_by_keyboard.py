"""The list twin driven by keyboard alone, and read as a screen reader reads it."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.timelines.hands.saying import button, pick, press, row, rows, tab_to

Look = Callable[..., None]
READ_OUT = """
- heading "What I always remember" [level=3]
- list
- heading "What gives me strength" [level=3]
- list
- heading "my houses" [level=3]
- list:
  - listitem: covered age 7 to about 9–11
- heading "People around me" [level=3]
- list
- heading "Being a mother" [level=3]
- list
- heading "Drugs and alcohol" [level=3]
- list
- heading "Help and treatment" [level=3]
- list
- heading "How it felt" [level=3]
- list:
  - listitem:
    - text: "a part of the feelings line age 7: a little up, age 11: far down"
    - button "Change a part of the feelings line"
    - button "More a part of the feelings line"
- heading "What happened in the world" [level=3]
- list
- heading "my dogs" [level=3]
- list
- group: Hidden lanes
- heading "No time yet" [level=3]
- list:
  - listitem:
    - text: that one (bird, behind glass) no time yet (People around me)
    - button "Change that one (bird, behind glass)"
    - button "More that one (bird, behind glass)"
"""


def typed(page: Page, label: str, words: str) -> None:
    """Reach a field by keyboard and type into it."""
    field = page.get_by_label(label, exact=True)
    tab_to(page, field)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(words)


def onward(page: Page, kind: str, lane: str) -> None:
    """Answer the first two questions by keys; each goes on with *Next*."""
    pick(page, "What is it?", kind)
    press(page, button(page, "Next"))
    pick(page, "Where does it belong?", lane)
    press(page, button(page, "Next"))


def add_period(page: Page, look: Look) -> None:
    press(page, page.get_by_role("button", name="Add", exact=True))
    onward(page, "A period", "Where I lived")
    typed(page, "From age", "6")
    typed(page, "To age", "9")
    press(page, page.locator("[data-otherwise] summary"))
    tab_to(page, page.get_by_label("The end: how sure?"))
    page.keyboard.type("about")
    look(page, "room-form")
    typed(page, "In your own words such as: when I lived in the blue house", "before we moved")
    page.keyboard.press("Enter")  # in a field it goes on, too
    typed(page, "You don't have to give names.", "the blue door")
    page.keyboard.press("Enter")
    expect(row(page, "the blue door")).to_contain_text("before we moved, age 6 to about 8–10")


def add_figure(page: Page) -> None:
    press(page, page.get_by_role("button", name="Add", exact=True))
    onward(page, "Somebody", "People around me")
    press(page, button(page, "Next"))
    expect(page.get_by_label("You don't have to give names.")).not_to_be_visible()
    pick(page, "Which shape?", "bird")
    pick(page, "Is that one near?", "behind glass")
    press(page, page.get_by_role("button", name="Keep", exact=True))
    expect(rows(page)).to_have_text(["the blue door", "that one (bird, behind glass)"])


def add_feelings(page: Page) -> None:
    press(page, page.get_by_role("button", name="Add", exact=True))
    onward(page, "How it felt", "How it felt")
    typed(page, "Age", "7")
    page.keyboard.press("Tab")
    page.keyboard.type("a little up")
    press(page, button(page, "One more point"))
    page.keyboard.type("11")
    page.keyboard.press("Tab")
    page.keyboard.type("far down")
    press(page, page.get_by_role("button", name="Keep", exact=True))
    expect(row(page, "a part of the feelings line")).to_contain_text("age 7: a little up, age 11: far down")


def change_it(page: Page) -> None:
    press(page, row(page, "the blue door").get_by_role("button", name="More"))
    press(page, button(page, "A year later"))
    expect(page.get_by_role("dialog")).to_contain_text("age 7 to about 9–11")
    press(page, button(page, "Cover"))
    press(page, page.get_by_role("dialog").get_by_role("button", name="Only she sees it"))
    expect(rows(page).first).to_have_text("covered")


def lanes(page: Page, look: Look) -> None:
    press(page, button(page, "Lanes"))
    dialog = page.get_by_role("dialog", name="Lanes")
    look(page, "room-lanes", as_it_is=True)
    press(page, dialog.get_by_role("button", name="Down What gives me strength"))
    expect(dialog.get_by_role("listitem").first).to_contain_text("What I always remember")
    expect(dialog.get_by_role("button", name="Down What gives me strength")).to_be_focused()
    press(page, dialog.get_by_role("button", name="Hide What I hope for"))
    expect(dialog.get_by_role("button", name="Show What I hope for")).to_be_focused()
    press(page, dialog.get_by_role("button", name="Rename Where I lived"))
    page.keyboard.type("my houses")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("button", name="Rename my houses")).to_be_visible()
    typed(page, "A lane of your own", "my dogs")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("button", name="Rename my dogs")).to_be_visible()
    page.keyboard.press("Escape")


def taken_back(page: Page, look: Look) -> None:
    press(page, button(page, "Undo my last step"))
    expect(page.get_by_role("heading", name="my dogs")).not_to_be_visible()  # hidden: a lane is never gone
    press(page, button(page, "Undo my last step"))
    expect(page.get_by_role("heading", name="Where I lived")).to_be_visible()
    press(page, row(page, "that one").get_by_role("button", name="More"))
    look(page, "room-thing", as_it_is=True)
    press(page, button(page, "Take away"))
    look(page, "room-gone", as_it_is=True)
    press(page, button(page, "Gone for good"))
    expect(rows(page)).to_have_text(["covered", "a part of the feelings line"])


def test_everything_in_the_list_is_done_by_keyboard_alone_and_is_read_out(room: Page, look: Look) -> None:
    press(room, button(room, "List only"))
    expect(room.locator("[data-picture]")).not_to_be_visible()
    add_period(room, look)
    look(room, "room-list")
    add_figure(room)
    add_feelings(room)
    change_it(room)
    lanes(room, look)
    expect(room.locator("[data-lists]")).to_match_aria_snapshot(READ_OUT)
    look(room, "room-by-keyboard")
    taken_back(room, look)


def test_on_her_screen_one_question_at_a_time_by_keyboard(hers: Page, look: Look) -> None:
    press(hers, hers.get_by_role("button", name="Add", exact=True))
    pick(hers, "What is it?", "Somebody")
    look(hers, "her-what")
    press(hers, button(hers, "Next"))
    pick(hers, "Where does it belong?", "People around me")
    press(hers, button(hers, "Next"))
    typed(hers, "From age", "5")
    press(hers, hers.locator("[data-otherwise] summary"))
    tab_to(hers, hers.get_by_label("The beginning: how sure?"))
    hers.keyboard.type("not sure")
    typed(hers, "The beginning: … and this age", "4")
    press(hers, button(hers, "Next"))
    expect(hers.get_by_role("alert")).to_have_text("It ends before it begins.")
    look(hers, "her-time-wrong", as_it_is=True)
    typed(hers, "The beginning: … and this age", "7")
    look(hers, "her-time")
    press(hers, button(hers, "Next"))
    press(hers, hers.get_by_role("button", name="Keep", exact=True))
    expect(hers.get_by_role("alert")).to_have_text("Choose a shape for that one.")
    pick(hers, "Which shape?", "star")
    look(hers, "her-shape")
    press(hers, hers.get_by_role("button", name="Keep", exact=True))
    expect(row(hers, "that one (star)")).to_contain_text("about 5–7")
    press(hers, hers.get_by_role("button", name="Add", exact=True))
    pick(hers, "What is it?", "How it felt")
    press(hers, button(hers, "Next"))
    pick(hers, "Where does it belong?", "How it felt")
    press(hers, button(hers, "Next"))
    look(hers, "her-feelings")


def test_years_are_asked_once_and_what_happened_in_the_world_is_shown_on_request(hers: Page, look: Look) -> None:
    expect(hers.locator("[data-world]")).not_to_be_visible()
    press(hers, hers.locator("[data-life-ask]").get_by_role("button", name="Yes"))
    typed(hers, "Year of birth", "1990")
    look(hers, "her-years")
    hers.keyboard.press("Enter")
    expect(hers.locator("[data-life-ask]")).not_to_be_visible()
    expect(hers.locator(".lane-things li")).to_have_count(0)  # not shown until somebody asks for it
    hers.locator("[data-where]").select_option("Belgium")
    expect(row(hers, "the eclipse of the sun")).to_contain_text("age 9")
    expect(row(hers, "the eclipse of the sun").get_by_role("button")).to_have_count(0)
    look(hers, "her-world")
