"""Her board in Chromium: the page as the server gives it, its scripts, and a socket that the test answers."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import BrowserContext, Locator, Page, WebSocketRoute, expect

from tests.services.browser import SITE, chromium, giving
from tests.timelines.drawing import applied, begin, put, seated
from tests.watching import until
from timelines import queries
from timelines.rules import Seat

LONG_LIFE = {"label": "the far hope", "from_age": 118, "to_age": 120}


@pytest.fixture
def given(cast: Any, request: Any) -> tuple[str, dict[str, Any]]:
    """Her page and its state, with one thing that lies at 120; in English where a test asks for nothing else."""
    timeline = begin(cast.ana, by=cast.ben, at=cast.at)
    applied(timeline, put(timeline, **LONG_LIFE))
    device = seated(timeline, Client(), by=cast.ben)
    device.cookies["attune-language"] = getattr(request, "param", "en")
    return device.get("/j/timeline/").content.decode(), queries.state(timeline, Seat.HERS)


@pytest.fixture
def ways() -> list[WebSocketRoute]:
    """The sockets of her board, the last one last."""
    return []


@pytest.fixture
def phone(given: tuple[str, dict[str, Any]], ways: list[WebSocketRoute]) -> Iterator[Page]:
    """A narrow screen with her board drawn."""
    page_of_hers, state = given

    def answer(socket: WebSocketRoute, said: str | bytes) -> None:
        if "since" in json.loads(said):
            socket.send(json.dumps({"state": state}))

    def opened(way: WebSocketRoute) -> None:
        ways.append(way)
        way.on_message(lambda said: answer(way, said))

    with chromium() as browser:
        context = browser.new_context(viewport={"width": 390, "height": 844})
        context.add_cookies([{"name": "attune-seat", "value": "1", "url": SITE}])
        page = context.new_page()
        page.route("**/*", giving({"/j/timeline/": page_of_hers}))
        page.route("**/j/timeline/leave/", lambda route: route.abort())  # a network that is there by name only
        page.route_web_socket("**/live/**", opened)
        page.goto(f"{SITE}/j/timeline/")
        expect(page.locator("svg.line .board-thing")).to_have_count(1)
        yield page


def seats(context: BrowserContext) -> int:
    return len([one for one in context.cookies(SITE) if one["name"] == "attune-seat"])


@pytest.mark.parametrize("given", ["en", "fr"], indirect=True)
def test_ages_keep_apart_and_the_bar_stays_in_two_rows_on_a_phone(phone: Page) -> None:
    boxes = [one.bounding_box() for one in phone.locator("text.axis:visible").all()]
    gaps = [
        right["x"] - left["x"] - left["width"] for left, right in zip(boxes, boxes[1:], strict=False) if left and right
    ]
    assert min(gaps) > 4
    for row in (".bottom-tools .btn", ".signals .btn, .leave-form > .btn"):  # what she does; below it what she says
        tops = {round(one.bounding_box()["y"]) for one in phone.locator(f"{row} >> visible=true").all()}  # type: ignore[index]
        assert len(tops) == 1, row


def test_words_are_said_to_be_hidden_and_a_tap_on_a_lane_begins_there(phone: Page) -> None:
    expect(phone.locator("[data-far]")).to_have_text("Words are hidden from far.")
    phone.locator("[data-distance]").click()
    expect(phone.locator("[data-far]")).to_have_text("")
    expect(phone.locator("svg.line .board-thing")).to_be_in_viewport()  # near, it begins where her things do
    phone.locator("[data-distance]").click()
    phone.locator(".picture-body").click(position={"x": 100, "y": 30})
    form = phone.locator("[data-form]")
    expect(form).to_be_visible()
    chosen = form.locator("[name=lane]:checked")
    first = form.locator("[name=lane]").first
    assert chosen.get_attribute("value") == first.get_attribute("value")
    assert 20 <= int(form.locator("[name=from_age]").input_value()) <= 40
    assert form.locator("[name=label]").input_value() == ""


ABOVE_THE_BAR = """() => document.querySelector(".picture-card")?.getBoundingClientRect().bottom
  <= document.querySelector(".bottom-bar").getBoundingClientRect().top"""


def begun(phone: Page, lane: int) -> Locator:
    """Begin a moment on a lane, and give the form where it asks for the age."""
    phone.locator("[data-add]").click()
    form = phone.locator("[data-form]")
    for step, place in (("what", 1), ("lane", lane)):
        expect(form.locator("[data-next]")).to_be_hidden()
        form.locator(f"[data-step={step}] label").nth(place).click()
    return form


def kept(form: Locator) -> None:
    form.locator("[data-next]").click()
    form.locator("[data-keep]").click()


def test_a_question_of_one_choice_goes_on_by_itself_and_what_was_added_comes_into_sight(phone: Page) -> None:
    known = phone.locator(".board-thing").get_attribute("data-id")
    phone.locator("[data-distance]").click()
    form = begun(phone, 0)
    assert form.locator("[data-age=from] label").inner_text().strip() in ("Age", "Âge")
    form.locator("[name=from_age]").fill("20")
    for end in ("from", "to"):  # hidden, and of before: it counts for nothing
        form.locator(f"[name={end}_age_latest]").evaluate("field => { field.value = 30; }")
    form.locator("[name=from_age]").fill("60")
    kept(form)
    expect(phone.locator("svg.line .board-thing")).to_have_count(2)
    expect(phone.locator(f".board-thing:not([data-id='{known}'])")).to_be_in_viewport()
    phone.evaluate("window.scrollTo(0, 0)")
    kept(begun(phone, 0))  # without a time: it lies on the shelf, below all lanes
    until(phone, ABOVE_THE_BAR)


def test_after_keeping_the_page_stands_where_it_stood_and_the_next_age_begins_near_the_last(phone: Page) -> None:
    form = begun(phone, 1)
    form.locator("[data-age=from] [data-by='1']").click()
    assert form.locator("[name=from_age]").input_value() == "65"  # the middle of what is in sight
    form.locator("[name=from_age]").fill("33")
    kept(form)
    expect(phone.locator(".board:not([data-open], [data-rests]) .picture-things .board-thing")).to_have_count(2)
    phone.evaluate("window.scrollTo(0, 100)")
    form = begun(phone, 1)
    form.locator("[data-age=from] [data-by='1']").click()
    assert form.locator("[name=from_age]").input_value() == "33"
    kept(form)
    until(phone, "() => Math.abs(window.scrollY - 100) < 3")  # what is new is in sight there: nothing moves


def test_a_change_opens_at_its_last_question_with_the_way_back_and_escape_leaves_from_there(phone: Page) -> None:
    phone.locator(".thing [data-change]").click()
    words = phone.locator("[data-form] [name=label]")
    expect(words).to_be_visible()
    assert words.input_value() == "the far hope"
    phone.locator("[data-form] [data-back]").click()
    expect(phone.locator("[data-form] [name=to_age]")).to_have_value("120")
    phone.locator("[data-otherwise] summary").click()
    phone.locator("[data-form] [name=relation]").focus()
    for _ in range(3):  # out of a question that is open
        phone.keyboard.press("Escape")
    phone.wait_for_url("about:blank")


BESIDE = """() => {
  const [words, ages] = ["label", "ages"].map((name) => document.querySelector(`.thing [data-slot=${name}]`));
  ages.textContent = "10 tot 14 jaar"; // as Dutch says it
  return words.getBoundingClientRect().right <= ages.getBoundingClientRect().left;
}"""


def test_words_from_right_to_left_leave_the_ages_where_they_are(phone: Page) -> None:
    phone.locator("[data-distance]").click()
    phone.locator(".thing [data-change]").click()
    phone.locator("[data-form] [name=label]").fill("بيت 12")
    assert phone.locator("[data-form] [name=label]").evaluate("(one) => one.matches(':dir(rtl)')")
    phone.locator("[data-form] [data-keep]").click()
    expect(phone.locator(".thing b")).to_have_text("بيت 12")
    assert phone.evaluate(BESIDE)


KEPT = """async () => JSON.stringify([
  { ...localStorage }, { ...sessionStorage }, document.cookie, location.href, history.state,
  (await indexedDB.databases()).map(({ name }) => name), (await self.caches?.keys()) ?? []])"""


def test_how_it_is_now_is_answered_on_her_screen_and_goes_nowhere(phone: Page) -> None:
    place = phone.locator("[data-how]")
    before, asked = phone.evaluate(KEPT), list[str]()
    phone.on("request", lambda request: asked.append(request.url))
    place.locator("summary").press("Enter")
    for answer in place.locator("[data-how-now]").all():
        answer.press("Enter")
        said = place.locator(f"[data-how-said={answer.get_attribute('data-how-now')}]")
        expect(said).to_be_visible()
        expect(place.locator("[data-how-said]:visible")).to_have_count(1)
        expect(place.locator("[aria-pressed=true]")).to_have_count(1)
    assert (phone.evaluate(KEPT), asked) == (before, [])
    assert place.locator("form, input, [name]").count() == 0
    place.locator("summary").press("Enter")
    expect(place.locator("[aria-pressed=true]")).to_have_count(0)


def test_leaving_without_a_network_takes_the_seat_and_is_announced_while_something_waits(phone: Page) -> None:
    phone.locator(".thing [data-change]").click()
    phone.locator("[data-form] [data-keep]").click()  # the test never acknowledges
    expect(phone.locator("[data-mark]")).to_contain_text("Leaving this page before that takes it away.")
    phone.locator(".foot").scroll_into_view_if_needed()
    expect(phone.locator("[data-mark]")).to_be_in_viewport()  # wherever she is on the page
    assert seats(phone.context) == 1
    phone.context.set_offline(True)
    phone.locator(".bottom-bar [data-leave]").click()
    phone.wait_for_url("about:blank")
    assert seats(phone.context) == 0


def test_what_had_not_arrived_when_her_link_ends_is_said_and_not_that_nothing_goes(
    phone: Page, ways: list[WebSocketRoute]
) -> None:
    phone.locator(".thing [data-change]").click()
    phone.locator("[data-form] [data-keep]").click()  # the test never acknowledges
    phone.route("**/j/timeline/state/**", lambda route: route.fulfill(status=404, body=""))
    ways[-1].send(json.dumps({"rest": "pause"}))
    ways[-1].close(code=4404)
    expect(phone.locator("[data-notice]")).to_have_text("A pause.")
    expect(phone.get_by_text("What you put here last had not arrived yet, so it is not kept.")).to_be_visible()
    expect(phone.locator("[data-ended-whole]")).to_be_hidden()


def test_it_opens_at_the_calm_place_also_below_the_first_screen(phone: Page, given: tuple[str, dict[str, Any]]) -> None:
    page, state = given
    (thing,) = state["things"]
    thing["lane"] = state["lanes"][-1]["id"]
    opens = page.replace('data-room="', f'data-calm="{thing["id"]}" data-room="', 1)
    phone.route("**/j/timeline/", lambda route: route.fulfill(body=opens, content_type="text/html"))
    phone.set_viewport_size({"width": 390, "height": 500})
    phone.goto("about:blank")
    phone.goto(f"{SITE}/j/timeline/")
    expect(phone.locator("svg.line .board-thing")).to_be_in_viewport(ratio=1)
