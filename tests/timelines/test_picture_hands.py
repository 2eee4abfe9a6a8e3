"""Hands on the picture in Chromium: dragging, holding, the light."""

from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.timelines.picturing import drag, draw, middle, opened, said, thing, touch, year

UNSURE = thing("unsure", **{"from": [6, 8], "to": [12, 15]})
MOMENT = thing("once", "care", "moment", **{"from": [20, 20]})
NOWHEN = thing("nowhen", "places", "moment")


@pytest.fixture
def page(laptop: Page) -> Page:
    """The picture with its things, whole and far."""
    draw(laptop, [], near=True)
    draw(laptop, [UNSURE, MOMENT, NOWHEN])
    said(laptop)
    return laptop


@pytest.fixture(scope="module")
def phone(browser: Browser) -> tuple[Page, CDPSession]:
    """A touch screen, and how it is touched."""
    page = opened(browser, width=390, height=844, has_touch=True, is_mobile=True)
    draw(page, [UNSURE, MOMENT, NOWHEN])
    return page, page.context.new_cdp_session(page)


def test_a_thing_dragged_by_mouse_keeps_the_width_of_its_doubt(page: Page) -> None:
    drag(page, middle(page, "[data-id=unsure]"), 4 * year(page))
    assert said(page) == [["move", "unsure", {"lane": "places", "from": [10, 12], "to": [16, 19]}]]


def test_nothing_is_said_while_it_is_dragged_nor_when_it_lies_where_it_lay(page: Page) -> None:
    x, y = middle(page, "[data-id=unsure]")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 80, y)
    expect(page.locator(".ghost")).to_be_visible()
    assert said(page) == []
    page.mouse.move(x + 1, y)
    page.mouse.up()
    assert said(page) == []
    assert page.locator(".ghost").count() == 0


def test_a_thing_is_dragged_to_another_lane_at_its_age(page: Page) -> None:
    down = middle(page, "[data-id=once]")[1] - middle(page, "[data-id=unsure]")[1]
    drag(page, middle(page, "[data-id=unsure]"), 0, down)
    assert said(page) == [["move", "unsure", {"lane": "care", "from": [6, 8], "to": [12, 15]}]]


def test_an_end_is_dragged_by_itself_and_not_past_the_other(page: Page) -> None:
    x, y = middle(page, "[data-id=unsure]")
    end = float(page.evaluate("picture.view.x(15)")) + page.locator(".picture-body").bounding_box()["x"]  # type: ignore[index]
    drag(page, (end - 3, y), 5 * year(page))
    assert said(page) == [["move", "unsure", {"lane": "places", "from": [6, 8], "to": [17, 20]}]]
    drag(page, (end - 3, y), -12 * year(page))
    assert said(page) == [["move", "unsure", {"lane": "places", "from": [6, 8], "to": [8, 11]}]]


def test_nothing_leaves_the_ages_that_there_are(page: Page) -> None:
    drag(page, middle(page, "[data-id=unsure]"), -9 * year(page))
    assert said(page) == [["move", "unsure", {"lane": "places", "from": [0, 2], "to": [6, 9]}]]


def test_what_has_no_time_is_taken_from_the_shelf_into_a_lane_and_back(page: Page) -> None:
    from_shelf = middle(page, "[data-id=nowhen]")
    to = middle(page, "[data-id=once]")
    drag(page, from_shelf, to[0] - from_shelf[0], to[1] - from_shelf[1])
    assert said(page) == [["move", "nowhen", {"lane": "care", "from": [20, 20]}]]
    drag(page, to, 0, from_shelf[1] - to[1])
    assert said(page) == [["move", "once", {"lane": "care"}]]


@pytest.mark.parametrize("told", [
    {"shape": "cloth", "from": [6, 6], "to": [12, 12]}, {"shape": "feelings", "points": [[6, 40], [12, 40]]},
], ids=["cloth", "feelings"])  # fmt: skip
def test_a_cloth_and_a_stroke_stay_where_they_are(page: Page, told: dict[str, Any]) -> None:
    draw(page, [{"id": "unsure", "lane": "places", "cover": "none", "label": "", "sequence": 1, **told}])
    drag(page, middle(page, "[data-id=unsure]"), 100)
    assert said(page) == []


def test_a_click_looks_at_a_thing_and_on_an_empty_place_begins_one(page: Page) -> None:
    page.mouse.click(*middle(page, "[data-id=once]"))
    x, y = middle(page, "[data-id=once]")
    page.mouse.click(x + 5 * year(page), y)
    assert said(page) == [["look", "once"], ["add", {"lane": "care", "from": [25, 25]}]]


def test_holding_points_until_it_is_let_go(page: Page) -> None:
    page.mouse.move(*middle(page, "[data-id=once]"))
    page.mouse.down()
    expect(page.locator(".light")).to_have_count(1)
    assert said(page) == [["point", "once"]]
    page.mouse.up()
    assert said(page) == [["point", None]]  # and no look


def test_what_the_other_seat_drags_is_seen_as_a_ghost_until_it_is_let_go(page: Page) -> None:
    page.evaluate("picture.follow({ target: 'unsure', from: 20, to: 24 })")
    expect(page.locator(".ghost")).to_have_count(1)
    left = middle(page, "[data-id=unsure]")[0]
    assert (
        round((middle(page, ".ghost")[0] - left) / year(page)) == 12
    )  # from the middle of 6 to 15, to that of 20 to 24
    for said_last in ("{ target: null }", "{ target: 'nobody', from: 3, to: 4 }", "{ target: 'unsure' }"):
        page.evaluate("picture.follow({ target: 'unsure', from: 20, to: 24 })")
        page.evaluate(f"picture.follow({said_last})")
        expect(page.locator(".ghost")).to_have_count(0)


def test_a_drag_is_told_while_it_goes_on_and_that_it_ended(page: Page) -> None:
    page.evaluate("window.told = []; picture.does.drag = (...said) => told.push(said)")
    drag(page, middle(page, "[data-id=once]"), right=year(page) * 4)
    told = page.evaluate("delete picture.does.drag && told")
    assert (told[-2], told[-1]) == (["once", 24, None], [None, None, None])


def test_the_light_lies_around_the_thing_whatever_the_layout(page: Page) -> None:
    for near in (False, True):
        draw(page, [UNSURE, MOMENT], near=near)
        page.evaluate("picture.light('once')")
        assert [round(at) for at in middle(page, ".light")] == [
            round(at) for at in middle(page, "[data-id=once] .touch")
        ]
        expect(page.locator(".picture-edge")).to_be_hidden()
    page.evaluate("picture.light('nobody'); picture.light(null)")
    assert said(page) == []


def test_the_light_of_what_is_out_of_sight_shines_at_the_edge_towards_it(page: Page) -> None:
    draw(page, [UNSURE, MOMENT], near=True)
    page.evaluate("picture.zoom(4, 0)")
    page.evaluate("window.frames_of()")
    page.evaluate("picture.light('once')")
    expect(page.locator(".picture-edge")).to_have_attribute("data-side", "right")
    page.evaluate("picture.pan(1e5)")
    page.evaluate("window.frames_of()")
    page.evaluate("picture.light('unsure')")
    expect(page.locator(".picture-edge")).to_have_attribute("data-side", "left")
    expect(page.locator(".light")).to_have_count(0, timeout=9000)  # it fades by itself
    expect(page.locator(".picture-edge")).to_be_hidden()


def test_keys_move_the_picture_and_change_its_scale(page: Page) -> None:
    page.locator("[data-window]").focus()
    whole = year(page)
    for _ in range(3):
        page.keyboard.press("+")
    page.evaluate("picture.settle()")
    assert year(page) == pytest.approx(whole * 1.25**3)
    page.keyboard.press("End")
    assert page.evaluate("picture.view.left + picture.view.width") == pytest.approx(
        page.evaluate("picture.view.years * picture.view.year + 40")
    )
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("picture.view.left") == pytest.approx(0.15 * page.evaluate("picture.view.width"))
    for _ in range(9):
        page.keyboard.press("-")
    assert (year(page), page.evaluate("picture.view.left")) == (whole, 0)


def test_a_wheel_with_control_keeps_the_age_under_the_mouse(page: Page) -> None:
    x, y = middle(page, "[data-id=once]")
    page.mouse.move(x, y)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -200)
    page.keyboard.up("Control")
    page.wait_for_function("picture.view.year > picture.view.fit * 1.5")
    page.evaluate("picture.settle()")
    assert middle(page, "[data-id=once]")[0] == pytest.approx(x, abs=1.5)


def test_a_finger_sideways_moves_the_picture_and_two_change_its_scale(phone: tuple[Page, CDPSession]) -> None:
    page, way = phone
    x, y = middle(page, "[data-id=once]")
    touch(way, "Start", (x - 40, y), (x + 40, y))
    touch(way, "Move", (x - 80, y), (x + 80, y))
    touch(way, "End")
    page.evaluate("window.frames_of()")
    assert page.evaluate("picture.view.year / picture.view.fit") == pytest.approx(2, abs=0.05)
    assert middle(page, "[data-id=once]")[0] == pytest.approx(x, abs=2)
    left = page.evaluate("picture.view.left")
    touch(way, "Start", (x, y))
    for by in (20, 40, 60):
        touch(way, "Move", (x - by, y))
    touch(way, "End")
    assert page.evaluate("picture.view.left") == pytest.approx(left + 60, abs=1)
    assert [one for one in said(page) if one[0] != "point"] == []


def test_a_thing_is_dragged_by_touch_after_it_was_held(phone: tuple[Page, CDPSession]) -> None:
    page, way = phone
    draw(page, [], near=True)
    draw(page, [UNSURE, MOMENT, NOWHEN])
    said(page)
    x, y = middle(page, "[data-id=once]")
    touch(way, "Start", (x, y))
    expect(page.locator(".light")).to_have_count(1)
    touch(way, "Move", (x + 30, y))
    touch(way, "Move", (x + 5 * year(page), y))
    touch(way, "End")
    assert said(page) == [["point", "once"], ["point", None], ["move", "once", {"lane": "care", "from": [25, 25]}]]
