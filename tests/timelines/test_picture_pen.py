"""Drawing the feelings line in Chromium: with a mouse, with a finger, with keys."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.timelines.picturing import drag, draw, lanes, opened, said, thing, touch, year

FINGER = "Draw a line in “feelings” with your finger. When you have finished, touch “Done drawing”."
KEYS = (
    "The arrow keys move the ring in “feelings”. Enter sets a point, Escape ends the line. "
    "“Done drawing” puts the pen away."
)
IN_SIGHT = """() => { const { y, height } = picture.pen.lanes()[0];
  const top = picture.scene.body.getBoundingClientRect().top + y;
  return top >= 0 && top + height <= innerHeight; }"""
UNSURE = thing("unsure", **{"from": [6, 8], "to": [12, 15]})


@pytest.fixture
def page(laptop: Page) -> Page:
    """The picture with one thing, whole and far."""
    laptop.evaluate("if (picture.pen.on) document.querySelector('[data-draw]').click()")  # a test that failed left it
    laptop.evaluate("Object.assign(picture.pen.handle.spot, { age: undefined, height: undefined })")
    draw(laptop, [], near=True)
    draw(laptop, [UNSURE])
    said(laptop)
    return laptop


def test_a_line_is_drawn_with_a_mouse_as_it_is_told(page: Page) -> None:
    page.locator("[data-draw]").click()
    body = page.locator(".picture-body").bounding_box()
    band = page.evaluate("(({first, stroke}) => [first, stroke])(picture.pen.lanes()[0])")
    assert body is not None
    x, y = body["x"] + float(page.evaluate("picture.view.x(5)")), body["y"] + band[0] + band[1] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 4 * year(page), y - band[1] * 50 / 224, steps=3)
    page.mouse.move(x + 9 * year(page), y + band[1] * 100 / 224, steps=3)
    page.mouse.move(x + 7 * year(page), y)  # back over itself
    page.mouse.up()
    page.locator("[data-draw]").click()
    (name, points, lane), *more = said(page)
    assert (name, lane, more) == ("stroke", "feelings", [])
    assert points[0] == [5, 0]
    assert points[-1] == [14, -100]
    assert [9, 50] in points
    told = [height - (50 - 30 * (age - 9)) for age, height in points if age > 9]  # straight down from there
    assert max(map(abs, told)) < 5
    drag(page, (x, y), 50)
    assert [one[0] for one in said(page)] == []  # the pen is put away, nothing lies there


def test_a_long_line_has_at_most_64_points(page: Page) -> None:
    found = page.evaluate("""async () => { const { simplify } = await import("/static/js/picture/simplify.js");
      const wave = Array.from({ length: 900 }, (_, at) => [at / 20, 140 * Math.sin(at / 9)]);
      return [simplify(wave), simplify([[1, 5]]), simplify([[0, 0], [1, 10], [2, 20], [3, 0]])]; }""")
    assert (len(found[0]), found[0][0], found[0][-1][0]) == (64, [0, 0], 45)
    assert {round(age * 10) / 10 for age, _height in found[0]} == {age for age, _height in found[0]}
    assert max(abs(height) for _age, height in found[0]) == 100
    assert found[1:] == [[[1, 5]], [[0, 0], [2, 20], [3, 0]]]


@pytest.mark.parametrize("by", ["Escape", "the button"])
def test_a_line_is_drawn_with_keys_told_in_words_and_kept_however_it_ends(page: Page, by: str) -> None:
    tool, pen, told = (page.locator(f"[data-{name}]") for name in ("draw", "pen", "said"))
    if by == "Escape":
        tool.press("Enter")
        expect(told).to_have_text(KEYS)
        expect(pen).to_be_focused()
    else:
        tool.click()
        expect(told).to_have_text(FINGER)
        expect(told).to_be_visible()
    expect(tool).to_have_text("Done drawing")
    for key in ("ArrowUp", "ArrowUp", "ArrowUp"):
        page.keyboard.press(key)  # also while the tool has the focus
    expect(told).to_have_text("age 15: a little up")
    pen.focus()
    page.keyboard.press("Enter")
    for key in ("ArrowRight", "ArrowDown", "ArrowDown", "ArrowDown"):
        page.keyboard.press(key)
    expect(page.locator("[data-said]")).to_have_text("age 15.5: in the middle")
    page.keyboard.press("Enter")
    if by == "Escape":
        page.keyboard.press("Escape")
    page.locator("[data-draw]").click()
    assert said(page) == [["stroke", [[15, 30], [15.5, 0]], "feelings"]]
    expect(page.locator("[data-said]")).to_have_text("" if by == "Escape" else "The line ends here.")
    expect(pen).to_be_hidden()
    expect(tool).to_have_text("Draw how it felt")


def test_on_the_pen_every_escape_is_heard_by_the_page_which_is_left_by_three(page: Page) -> None:
    page.locator("[data-draw]").click()
    page.locator("[data-pen]").focus()
    page.evaluate("void (document.onkeydown = ({ key }) => said.push([key]))")
    for key in ("ArrowUp", "Escape", "Escape", "Escape"):
        page.keyboard.press(key)
    page.evaluate("document.onkeydown = null")
    assert said(page) == [["Escape"]] * 3


def test_the_height_of_a_line_is_said_in_seven_words(page: Page) -> None:
    page.locator("[data-draw]").click()
    page.locator("[data-pen]").focus()
    heard = []
    for key in ["ArrowUp"] * 22 + ["ArrowDown"] * 20:
        page.keyboard.press(key)
        heard.append(page.locator("[data-said]").text_content())
    page.keyboard.press("Escape")
    page.locator("[data-draw]").click()
    words = list(dict.fromkeys(str(one).split(": ")[1] for one in heard[-21:]))
    assert words == ["very high", "high", "a little up", "in the middle", "a little down", "low", "very low"]
    assert said(page) == []


def test_without_a_lane_of_feelings_there_is_nothing_to_draw_on(page: Page) -> None:
    draw(page, [], lanes_=lanes("places"))
    expect(page.locator("[data-draw]")).to_be_hidden()


@pytest.mark.parametrize("lane", ["places", "feelings"])
def test_a_finger_that_draws_moves_no_page_and_anywhere_else_the_page_scrolls(browser: Browser, lane: str) -> None:
    page = opened(browser, width=390, height=500, has_touch=True, is_mobile=True)
    draw(page, [UNSURE])
    page.locator("[data-draw]").evaluate(
        "(tool) => { document.body.style.paddingBottom = '2000px'; tool.scrollIntoView(); tool.click(); }"
    )
    assert page.evaluate(IN_SIGHT) is True
    y = float(page.evaluate("(id) => picture.layout.bands.find((one) => one.lane.id === id).y + 60", lane))
    y += float(page.evaluate("picture.scene.body.getBoundingClientRect().top"))
    before = page.evaluate("window.scrollY")
    way = page.context.new_cdp_session(page)
    touch(way, "Start", (150, y))
    for by in range(20, 140, 20):
        touch(way, "Move", (150 + by / 4, y - by))
    touch(way, "End")
    page.evaluate("window.frames_of()")
    drew = [one[0] for one in said(page)]
    scrolled = page.evaluate("window.scrollY") > before
    page.context.close()
    assert (drew, scrolled) == ((["stroke"], False) if lane == "feelings" else ([], True))
