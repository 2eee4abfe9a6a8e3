"""What is done in the room comes through a cut, a reload and a server that was killed: all of it, and once."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q
from playwright.sync_api import Locator, Page, expect

from interviews.models import Aside, Coverage, Heard, Moment, Note, Pause
from tests.services.here import served
from tests.timelines.hands.conftest import LAPTOP, PHONE
from tests.timelines.offline import Device
from tests.timelines.test_offline import read, until
from timelines.services import noticed

KEPT = "Kept on this device. It goes on as soon as we are connected."


def tap(page: Page, name: str, place: int = 0) -> None:
    page.get_by_role("button", name=name, exact=True).nth(place).click()


def waiting(page: Page) -> str:
    """Give everything that the device keeps."""
    return Device.stored(type("", (), {"page": page})())


def held() -> dict[str, Any]:
    """Give what the server has."""
    return {
        "talked": sorted(Coverage.objects.values_list("question__code", "talked")),
        "asides": Aside.objects.count(), "notes": [one.words for one in Note.objects.all()],
        "moments": list(Moment.objects.order_by("second").values_list("kind", flat=True)),
        "pauses": list(Pause.objects.order_by("began_at").values_list(Q(ended_at__isnull=False), flat=True)),
        "heard": Heard.objects.count(),
    }  # fmt: skip


def note(page: Page, words: str) -> None:
    page.locator("[data-note] > summary").click()
    page.get_by_label("Without names, places or dates").fill(words)
    page.locator("[data-note]").get_by_role("button", name="Keep").click()


def test_acts_come_through_a_cut_a_reload_and_a_dead_server(screen: Callable[[str], Page], port: int) -> None:
    with served(port):
        page = screen("room")
        tap(page, "discussed", 0)
        until(lambda: read(held)["talked"] == [("K01", "discussed")])
        page.context.set_offline(True)
        tap(page, "volunteered", 1)
        tap(page, "A silence")
        expect(page.get_by_text(KEPT).first).to_be_visible()
        expect(page.get_by_role("button", name="volunteered", pressed=True)).to_have_count(1)
    page.context.set_offline(False)
    tap(page, "Pause")  # the server is gone
    tap(page, "Go on")
    tap(page, "discussed", 0)  # which takes the first mark back
    note(page, "the blue door")
    page.evaluate("new Promise((done) => setTimeout(done, 0))")
    until(lambda: waiting(page).count('"once"') == 6)
    assert [word for word in ("blue", "silence", "volunteered", "pause") if word in waiting(page)] == []
    with served(port):
        page.reload()
        until(lambda: read(held)["heard"] == 7 and '"once"' not in waiting(page))
        assert read(held) == {
            "talked": [("K02", "volunteered")], "asides": 0, "notes": ["the blue door"], "moments": ["silence"],
            "pauses": [True], "heard": 7,
        }  # fmt: skip
        expect(page.get_by_text(KEPT)).to_have_count(0)
        expect(page.get_by_role("button", name="volunteered", pressed=True)).to_have_count(1)
        expect(page.get_by_role("button", name="discussed", pressed=True)).to_have_count(0)


def what_is_refused_is_said_until_the_next_act(page: Page) -> None:
    """What she set aside is hers to take up: the words of the refusal stay, and the button says how it stands."""
    said = page.locator("[data-acts-mark]")
    tap(page, "set aside", 0)
    until(lambda: read(held)["talked"] == [("K03", "set_aside")])
    tap(page, "set aside", 0)
    expect(said).to_have_text("This could not be kept: She takes it up again on her own screen, whenever she wants.")
    beside_what_she_says(page, said)
    expect(page.get_by_role("button", name="set aside", pressed=True)).to_have_count(1)
    tap(page, "A silence")
    until(lambda: read(held)["moments"] == ["disclosure", "silence"])
    expect(said).to_have_text("")


def beside_what_she_says(page: Page, said: Locator) -> None:
    """What this screen says and what she says without words never lie over each other."""
    line = page.locator("[data-signal-line=slower]")
    line.evaluate("one => { one.hidden = false; }")
    ours, hers = said.bounding_box(), line.bounding_box()
    assert ours is not None
    assert hers is not None
    assert ours["y"] + ours["height"] <= hers["y"]
    line.evaluate("one => { one.hidden = true; }")


def test_an_answer_that_was_lost_on_its_way_does_nothing_twice(screen: Callable[[str], Page], port: int) -> None:
    with served(port):
        page = screen("room")
        lost = []

        def answer(route: Any) -> None:
            route.fetch()
            lost.append(route.request.post_data)
            route.abort()

        page.route("**/acts/", answer, times=2)
        page.get_by_role("button", name="A disclosure", exact=True).dblclick()  # a double click is one press
        tap(page, "Set the whole topic aside")
        until(lambda: '"once"' not in waiting(page) and read(held)["heard"] == 2)
        expect(page.locator("[data-topic-aside]:not([hidden])")).to_have_count(1)
        assert (len(lost), read(held)["moments"], read(held)["asides"]) == (2, ["disclosure"], 1)
        what_is_refused_is_said_until_the_next_act(page)
        what_does_not_arrive_is_said(page)


def what_does_not_arrive_is_said(page: Page) -> None:
    """An invitation is no act that waits: where nobody answers, the page says so, until it has come."""
    said = page.locator("[data-acts-mark]")
    page.route("**/invite/", lambda way: way.abort(), times=1)
    tap(page, "Invite her device")
    for _poll in range(2):  # what asks by itself has its answer, and takes nothing back
        with page.expect_response("**/standing/**"):
            expect(said).to_contain_text("This has not arrived.")
    tap(page, "Invite her device")
    expect(page.locator("#invite .invite")).to_be_visible()
    expect(said).to_have_text("")


def test_a_note_with_a_name_stays_in_its_field_until_it_is_said_to_be_none(
    screen: Callable[[str], Page], port: int
) -> None:
    noticed("Tom", "en")  # reads the lists of names once, which takes a while
    with served(port):
        page = screen("room")
        note(page, "She lived with Tom Janssens in Ghent")
        expect(page.locator("[data-noticed]")).to_contain_text("“Tom Janssens” “Ghent”")
        the_guide_can_be_read_beside_it(page)
        assert read(held)["notes"] == []
        full = page.get_by_text("This note is full.")
        for words, is_full in (("a" * 2000, True), ("She lived with that one in the city", False)):
            page.get_by_label("Without names, places or dates").fill(words)
            expect(full).to_be_visible(visible=is_full)
        page.locator("[data-note]").get_by_role("button", name="Keep").click()
        expect(page.get_by_text("The note is kept.")).to_be_visible()
        assert read(held)["notes"] == ["She lived with that one in the city"]
        page.context.set_offline(True)
        page.get_by_label("Without names, places or dates").fill("She named Tom Janssens")
        page.locator("[data-note]").get_by_role("button", name="Keep").click()
        page.get_by_label("Without names, places or dates").fill("the next one")
        nothing_lies_over_the_note(page)
        page.context.set_offline(False)
        expect(page.locator("[data-noticed]")).to_contain_text("“Tom Janssens”")
        field = page.get_by_label("Without names, places or dates")
        expect(field).to_have_value("She named Tom Janssens\nthe next one")
        the_closing_says_what_it_cannot_keep(page)


SEEN = """(high) => {
  const at = (name) => document.querySelector(name).getBoundingClientRect();
  const [foot, cards, keep] = [at(".guide-foot"), at(".guide-cards"), at("[data-note] button")];
  const guide = Math.min(cards.bottom, foot.top) - Math.max(cards.top, 0);
  return { guide, keep: keep.top > foot.top && keep.bottom <= high };
}"""
KEYBOARD = """(high) => {
  Object.defineProperty(visualViewport, "height", { value: high, configurable: true });
  visualViewport.dispatchEvent(new Event("resize"));
}"""
TABLET = {"width": 768, "height": 1024}


def the_guide_can_be_read_beside_it(page: Page) -> None:
    """With its question, at three sizes, with a keyboard on a tablet's screen, and where all is twice as large."""
    page.evaluate("location.hash = 'guide'")
    for size in (LAPTOP, TABLET, PHONE, {"width": 640, "height": 400}):
        page.set_viewport_size({"width": size["width"], "height": size["height"]})
        page.evaluate("document.querySelectorAll('.topic')[1].scrollIntoView()")
        seen = page.evaluate(SEEN, size["height"])
        assert (size, seen["guide"] > min(200, size["height"] / 4), seen["keep"]) == (size, True, True)
    page.set_viewport_size({"width": TABLET["width"], "height": TABLET["height"]})
    for high, guide in ((600, 100), (TABLET["height"], 200)):
        page.evaluate(KEYBOARD, high)
        seen = page.evaluate(SEEN, high)
        assert (high, seen["guide"] > guide, seen["keep"]) == (high, True, True)
    page.evaluate("delete visualViewport.height")
    page.set_viewport_size({"width": LAPTOP["width"], "height": LAPTOP["height"]})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.querySelector('.guide-cards').clientHeight") >= 160  # the page scrolls instead
    page.evaluate("document.documentElement.style.fontSize = ''")
    page.set_viewport_size({"width": TABLET["width"], "height": TABLET["height"]})


def nothing_lies_over_the_note(page: Page) -> None:
    """On a tablet: what is said of the connection stands beside its last line, and what she says below it."""
    parts = [page.locator(f"[data-note] {part}").bounding_box() for part in ("summary", "textarea", "button")]
    said = page.locator("[data-acts-mark]")
    expect(said).to_have_text(KEPT)
    beside = said.bounding_box()
    page.locator("[data-signal-line=pause]").evaluate("one => { one.hidden = false; }")
    keep, below = page.locator("[data-note] button").bounding_box(), page.locator(".signal").bounding_box()
    page.locator("[data-signal-line=pause]").evaluate("one => { one.hidden = true; }")
    assert beside is not None
    assert keep is not None
    assert below is not None
    assert keep["y"] + keep["height"] <= below["y"]
    over = [
        one for one in parts if one and one["x"] + one["width"] > beside["x"] and one["y"] + one["height"] > beside["y"]
    ]
    assert over == []


def the_closing_says_what_it_cannot_keep(page: Page) -> None:
    """A note that comes from before waits for the room, where its field is; a wish that is refused is taken back."""
    room, said = page.url.partition("#")[0], page.locator("[data-acts-mark]")
    page.context.set_offline(True)
    page.get_by_label("Without names, places or dates").fill("with Tom Janssens")
    page.locator("[data-note]").get_by_role("button", name="Keep").click()
    until(lambda: waiting(page).count('"once"') == 1)
    page.goto("about:blank")
    page.context.set_offline(False)
    page.goto(f"{room}end/")
    expect(said).to_contain_text("The note waits for you in the room.")
    page.get_by_role("heading", name="A talk afterwards").click()
    page.get_by_text("She says something else now").click()
    told, wishes = page.locator("[data-wish-told]"), page.locator("form[data-act=wish]")
    before = told.text_content()
    page.route("**/acts/", lambda way: way.continue_(post_data={**way.request.post_data_json, "choice": "nowhere"}))
    wishes.get_by_label("not now").check()
    wishes.get_by_role("button", name="Keep").click()
    expect(said).to_contain_text("This could not be kept:")
    expect(told).to_have_text(before or "")
    page.unroute("**/acts/")
    page.goto(room)
    expect(page.get_by_label("Without names, places or dates")).to_have_value("with Tom Janssens")
    expect(page.locator("[data-noticed]")).to_contain_text("“Tom Janssens”")
