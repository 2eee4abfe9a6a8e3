"""The picture in Chromium: what is drawn of time as she remembers it, how it moves, and what is touched for that."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.timelines.picturing import draw, lanes, middle, opened, said, thing
from tests.watching import remembered

SURE = thing("sure", **{"from": [6, 6], "to": [12, 12]})
UNSURE = thing("unsure", **{"from": [4, 8], "to": [14, 20]})
OPEN = thing("open", **{"from": [20, 20], "to": [25, None]})
GREW = """() => { const grown = window.grown = [];
  const name = (node) => node.closest("[data-id]")?.dataset.id ?? node.getAttribute("class");
  window.watch?.disconnect();
  const heard = (all) => all.forEach((one) => grown.push(`${one.attributeName} ${name(one.target)}`));
  window.watch = new MutationObserver(heard);
  watch.observe(document.querySelector(".picture-body"), { subtree: true, childList: true, attributes: true }); }"""

OVER = """() => { const nodes = document.querySelectorAll(".picture-things [data-id]");
  const all = [...nodes].map((one) => one.getBoundingClientRect());
  const across = (one, other) => one.left < other.right - 1 && other.left < one.right - 1;
  const along = (one, other) => one.top < other.bottom - 1 && other.top < one.bottom - 1;
  const lies = (one, other) => across(one, other) && along(one, other);
  return all.filter((one, at) => all.slice(at + 1).some((other) => lies(one, other))).length; }"""


@pytest.fixture(scope="module")
def window(browser: Browser) -> tuple[Page, list[str]]:
    """The picture in a window of 1000 px, and what has gone wrong in it."""
    page = opened(browser)
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    return page, faults


@pytest.fixture
def page(window: tuple[Page, list[str]]) -> Iterator[Page]:
    """The picture as it opens, empty."""
    one, faults = window
    one.mouse.up()  # a test that failed left it down, or the page scrolled
    one.evaluate("window.scrollTo(0, 0)")
    draw(one, [], near=True)
    draw(one, [])
    said(one)
    yield one
    assert faults == []


def drawn(page: Page, name: str) -> list[str]:
    """Give the kinds of shapes that a thing is drawn with."""
    kinds: list[str] = page.evaluate(
        "(id) => [...document.querySelectorAll(`[data-id=${id}] > *`)].map((one) => one.getAttribute('class'))", name
    )
    return kinds


def box(page: Page, selector: str) -> dict[str, float]:
    found = page.locator(selector).first.bounding_box()
    assert found is not None
    return dict(found)


def test_an_unsure_end_fades_and_a_sure_one_is_firm(page: Page) -> None:
    draw(page, [SURE, UNSURE, OPEN])
    assert drawn(page, "sure") == ["period", "firm"]
    assert drawn(page, "unsure") == ["fading", "fading", "period", "firm"]
    assert drawn(page, "open") == ["fading", "period", "firm"]
    firm = page.locator("[data-id=unsure] .firm")
    assert (firm.get_attribute("x1"), firm.get_attribute("x2")) == ("26.667%", "46.667%")  # 8 and 14 of 30 years
    assert page.locator("linearGradient").count() == 18  # one for each colour and side, however many things there are


def test_far_has_shapes_without_a_word_and_near_has_words(page: Page) -> None:
    draw(page, [SURE, thing("a star", "people", "figure", symbol="star", near="far", **{"from": [3, 3]})])
    assert page.locator(".picture-things text").count() == 0
    draw(page, [SURE], near=True)
    expect(page.locator(".picture-things text.words-of-hers")).to_have_text(["sure"])
    draw(page, [SURE], near=False)
    assert page.locator(".picture-things text").count() == 0


def test_it_opens_whole_and_far_whatever_lies_where(page: Page) -> None:
    draw(page, [SURE, thing("late", "care", **{"from": [70, 70], "to": [75, 75]})])
    for name in ("sure", "late"):
        found = box(page, f"[data-id={name}]")
        assert 0 <= found["x"] <= found["x"] + found["width"] <= 1000
    expect(page.locator("[data-smaller]")).to_have_attribute("aria-disabled", "true")


def test_panning_changes_one_transform_and_touches_no_thing(page: Page) -> None:
    draw(page, [SURE, UNSURE, OPEN], near=True)
    page.locator("[data-larger]").click()
    before = box(page, "[data-id=sure]")
    page.evaluate(GREW)
    page.evaluate("picture.pan(60)")
    page.evaluate("window.frames_of()")
    assert page.evaluate("grown") == ["style picture-moves"]
    assert box(page, "[data-id=sure]")["x"] == pytest.approx(before["x"] - 60, abs=1)
    assert box(page, "[data-id=sure]")["width"] == pytest.approx(before["width"], abs=1)


def test_zooming_changes_the_layer_and_touches_no_thing(page: Page) -> None:
    draw(page, [SURE, UNSURE, OPEN], near=True)
    rows = [box(page, f"[data-id={name}]")["y"] for name in ("sure", "unsure", "open")]
    page.evaluate(GREW)
    for _ in range(6):
        page.evaluate("picture.zoom(1.1, 300)")
        page.evaluate("window.frames_of()")
    page.evaluate("picture.settle()")
    touched = {one.split()[-1] for one in page.evaluate("grown")}
    assert touched & {"sure", "unsure", "open"} == set()
    assert "style picture-moves" in page.evaluate("grown")
    assert [box(page, f"[data-id={name}]")["y"] for name in ("sure", "unsure", "open")] == rows


def test_only_what_changed_is_touched_when_a_thing_changes(page: Page) -> None:
    draw(page, [SURE, OPEN])
    page.evaluate(GREW)
    draw(page, [SURE, {**OPEN, "to": [26, 28]}])
    assert {one.split()[-1] for one in page.evaluate("grown")} == {"open"}
    draw(page, [OPEN])
    assert page.locator("[data-id=sure]").count() == 0


def test_what_has_no_time_lies_on_the_shelf(page: Page) -> None:
    draw(page, [thing("some summer", shape="moment"), SURE], near=True)
    expect(page.locator(".picture-shelf")).to_contain_text("no time yet")
    expect(page.locator(".picture-shelf [data-id='some summer']")).to_contain_text("some summer")
    draw(page, [SURE], near=True)
    expect(page.locator(".picture-shelf")).to_be_hidden()


def test_years_stand_beside_ages_only_where_she_said_when_she_was_born(page: Page) -> None:
    draw(page, [SURE])
    assert page.locator(".picture-axis .year:visible").count() == 0
    draw(page, [SURE], born=1990, age_now=31.5)
    years = page.locator(".picture-axis .year:visible").all_text_contents()
    ages = page.locator(".picture-axis text.axis:not(.year):visible").all_text_contents()
    assert [int(year) - 1990 for year in years] == [int(age) for age in ages]
    expect(page.locator(".picture-axis .today")).to_have_text("today")
    gap = box(page, ".picture-axis text.today")["x"] - box(page, "line.today")["x"]
    assert abs(gap + box(page, ".picture-axis text.today")["width"] / 2) < 3
    draw(page, [SURE])
    expect(page.locator("line.today")).to_be_hidden()


def test_lane_names_stay_in_sight_and_hidden_lanes_are_not_drawn(page: Page) -> None:
    some = lanes("places", "care")
    some[1]["hidden"] = True
    draw(page, [SURE, thing("kept", "care", **{"from": [1, 1]})], lanes_=some)
    assert page.locator("text.lane-name").all_text_contents() == ["places"]
    assert page.locator("[data-id=kept]").count() == 0
    at = box(page, "text.lane-name")["x"]
    page.evaluate("picture.zoom(3, 0); picture.pan(400)")
    page.evaluate("window.frames_of()")
    assert box(page, "text.lane-name")["x"] == at


def test_a_stroke_is_drawn_straight_from_point_to_point(page: Page) -> None:
    told = [[2, 20], [6, 100], [9.5, -100]]
    draw(
        page,
        [thing("felt", "feelings", "feelings", points=told), thing("once", "feelings", "feelings", points=[[20, 0]])],
    )
    expect(page.locator("[data-id=felt] polyline")).to_have_attribute("points", "2,80 6,0 9.5,200")
    assert drawn(page, "felt") == [None]
    rows = {page.locator(f"[data-id={name}] svg").get_attribute("y") for name in ("felt", "once")}
    assert len(rows) == 1  # breaks are of one line


def test_a_cloth_lies_where_its_thing_lay_and_has_no_words(page: Page) -> None:
    draw(page, [SURE], near=True)
    before = box(page, "[data-id=sure] .period")
    cloth = {"id": "sure", "lane": "places", "shape": "cloth", "cover": "mine", "label": "", "sequence": 2}
    draw(page, [{**cloth, "from": [6, 6], "to": [12, 12]}], near=True)
    assert drawn(page, "sure") == ["cloth"]
    after = box(page, "[data-id=sure] .cloth")
    assert all(abs(before[side] - after[side]) <= 1 for side in ("x", "y", "width", "height"))


DOOR = thing("door", "places", "moment", **{"from": [20, 20], "label": "the blue door"})
HANDS = "[picture.gestures.modes.mode, picture.gestures.pointers.size]"
CLOTH = {**DOOR, "shape": "cloth", "label": ""}


@pytest.mark.parametrize(("how", "left"), [("pressed", [CLOTH]), ("held", []), ("dragged", [CLOTH])])
def test_what_is_covered_under_a_hand_is_drawn_by_it_no_more(page: Page, how: str, left: list[Any]) -> None:
    draw(page, [DOOR, SURE], near=True)
    x, y = middle(page, "[data-id=door] .touch")
    page.mouse.move(x, y)
    page.mouse.down()
    if how == "held":
        expect(page.locator(".light")).to_have_count(1)
    if how == "dragged":
        page.mouse.move(x + 30, y)
        expect(page.locator(".ghost")).to_have_count(1)
    page.evaluate("picture.forget((id) => id === 'door')")
    draw(page, [*left, SURE], near=True)
    page.mouse.move(x + 60, y)
    assert (remembered(page, "the blue door"), page.locator(".ghost, .light, .lit").count()) == (0, 0)
    assert "the blue door" not in str(page.locator("[data-picture]").text_content())
    page.mouse.up()
    assert [one[1] for one in said(page)] == (["door", None] if how == "held" else [])
    assert page.evaluate(HANDS) == [None, 0]  # what the hand does next has its meaning again


def test_a_hand_that_lets_go_outside_the_picture_has_let_go(page: Page) -> None:
    draw(page, [DOOR], near=True)
    page.mouse.move(*middle(page, "[data-id=door] .touch"))
    page.mouse.down()
    page.mouse.move(5, 5)  # at once: nothing was dragged
    page.mouse.up()
    assert page.evaluate(HANDS) == [None, 0]


@pytest.mark.parametrize("near", ["near", "far", "glass"])
def test_a_figure_is_a_symbol_near_far_or_behind_glass(page: Page, near: str) -> None:
    draw(page, [thing("who", "people", "figure", symbol="bird", near=near, **{"from": [9, 9]})], near=True)
    made = drawn(page, "who")
    assert made[:2] == ["touch", f"figure figure-{near}"]
    assert ("glass" in made) is (near == "glass")
    sizes = {"near": 34, "far": 24, "glass": 28}
    assert page.locator("[data-id=who] .touch").get_attribute("width") == str(sizes[near])


def test_nothing_lies_over_another_thing_in_its_lane(page: Page) -> None:
    many = [
        thing(f"t{at}", "care", **{"from": [at % 7 * 3, at % 7 * 3], "to": [at % 7 * 3 + 5, at % 7 * 3 + 5]})
        for at in range(21)
    ]
    many += [thing(f"m{at}", "care", "moment", **{"from": [at, at]}) for at in range(12)]
    for near in (False, True):
        draw(page, many, near=near)
        over = page.evaluate(OVER)
        assert over == 0


@pytest.mark.parametrize("size", [100, 200])
def test_at_360_px_the_page_does_not_scroll_sideways(browser: Browser, size: int) -> None:
    page = opened(browser, width=360, height=740, size=size)
    draw(page, [SURE, UNSURE, thing("nowhere", shape="moment")], near=True, born=1990, age_now=30)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    touch = [page.locator(one).first.bounding_box() for one in (".picture-card", "[data-larger]")]
    assert [one is not None and one["height"] >= 44 for one in touch] == [True, True]
    tops = [float(one.get_attribute("y") or 0) for one in page.locator("g .period").all()]
    assert abs(tops[0] - tops[1]) == 48 * size / 100  # two rows of a fingertip each
    page.context.close()


def test_axe_finds_nothing_far_near_and_while_a_line_is_drawn(page: Page) -> None:
    draw(page, [SURE, UNSURE, thing("nowhere", shape="moment")], near=True, born=1990, age_now=30)
    page.locator("[data-draw]").click()
    found = Axe().run(page).response["violations"]
    page.locator("[data-draw]").click()
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []
    hidden = page.locator(".picture-window svg").evaluate_all(
        "(all) => all.map((one) => one.closest('[aria-hidden=true]') !== null)"
    )
    assert set(hidden) == {True}  # the list holds the same; nobody hears things twice


def test_ages_stay_in_sight_while_the_page_scrolls(page: Page) -> None:
    many = [thing(f"m{at}", "care", "moment", **{"from": [10, 10]}) for at in range(40)]
    draw(page, many, near=True)
    page.evaluate("window.scrollTo(0, 700)")
    assert box(page, ".picture-head")["y"] == 0
    page.evaluate("window.scrollTo(0, 0)")


def shown(page: Page, number: int) -> int:
    """Draw so many things, and give how many stand on the page."""
    kinds = ("period", "moment")
    many = [
        thing(f"t{at}", lanes()[at % 5]["id"], kinds[at % 2], **{"from": [at % 45, at % 45]}) for at in range(number)
    ]
    draw(page, many)
    there = page.locator(".picture-things [data-id]").count()
    draw(page, [])
    return there


def test_five_hundred_things_are_drawn(page: Page) -> None:
    assert shown(page, 500) == 500


@pytest.mark.security
def test_five_thousand_things_are_drawn(page: Page) -> None:
    assert shown(page, 5000) == 5000
