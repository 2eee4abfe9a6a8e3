"""What a screen knows of a timeline, in Chromium: nothing that was covered or taken away comes back."""

import pytest
from playwright.sync_api import Page, expect

from tests.timelines.picturing import draw, thing

BEGIN = """async (hers) => {
  const { Store } = await import("/static/js/timeline/store.js");
  window.store = new Store(hers);
  window.thing = (sequence, more = {}) =>
    ({ id: "t", lane: "l", sequence, shape: "moment", cover: "none", label: "words", ...more });
  window.state = (since, sequence, more = {}) =>
    ({ since, sequence, lanes: [], life: {}, things: [], dropped: [], ...more });
  window.labels = () => store.shown().map(({ shape, label }) => [shape, label]);
}"""
PUT = """store.take(state(0, 1, { things: [thing(1)] }));
  store.send({ id: "a", kind: "put", target: "t", lane: "l", shape: "moment", label: "words", from_age: 7 });"""
ACK = 'store.acknowledge({ id: "a", sequence: 2, kind: "put", target: "t" });'


@pytest.fixture
def page(laptop: Page) -> Page:
    laptop.evaluate(BEGIN, False)
    return laptop


def after(page: Page, *said: str) -> object:
    return page.evaluate(f"() => {{ {' '.join(said)} return labels(); }}")


def test_a_late_acknowledgement_brings_nothing_back_that_she_took_away(page: Page) -> None:
    assert after(page, PUT, 'store.take(state(1, 3, { dropped: ["t"] }));', ACK) == []


def test_a_late_acknowledgement_brings_no_words_back_that_she_covered(page: Page) -> None:
    cloth = 'store.take(state(1, 3, { things: [thing(3, { shape: "cloth", cover: "mine", label: "" })] }));'
    assert after(page, PUT, cloth, ACK) == [["cloth", ""]]


def test_what_waits_shows_nothing_that_she_took_away(page: Page) -> None:
    assert after(page, PUT, 'store.take(state(1, 2, { dropped: ["t"] }));') == []


def test_an_older_state_brings_nothing_back(page: Page) -> None:
    newer = 'store.take(state(0, 1)); store.take(state(1, 3, { dropped: ["t"] }));'
    assert after(page, newer, "store.take(state(1, 2, { things: [thing(2)] }));") == []


def test_a_picture_that_is_not_shown_keeps_no_words(page: Page) -> None:
    draw(page, [thing("the blue door", **{"from": [6, 6]}), thing("laid by")], near=True)
    page.evaluate("document.querySelector('[data-picture]').hidden = true")
    draw(page, [], near=True)
    assert page.evaluate("document.querySelector('[data-window]').textContent.includes('the blue door')") is False
    assert page.evaluate("document.querySelector('[data-window]').textContent.includes('laid by')") is False
    page.evaluate("document.querySelector('[data-picture]').hidden = false; picture.redraw()")
    assert page.evaluate("document.querySelectorAll('.picture-lanes .lane-name').length") == 5


def test_a_picture_without_lanes_keeps_nothing(page: Page) -> None:
    draw(page, [thing("the blue door", **{"from": [6, 6]})], near=True)
    draw(page, [], lanes_=[], near=True)
    kept = "document.querySelectorAll('[data-window] [data-id], [data-window] .lane-name').length"
    assert page.evaluate(kept) == 0


def test_the_light_goes_when_it_is_let_go_and_lasts_while_it_is_held(page: Page) -> None:
    draw(page, [thing("once", **{"from": [6, 6]})])
    page.evaluate("picture.light('once'); window.glow = picture.lit.glow; picture.light('once')")
    expect(page.locator(".light")).to_have_count(1)
    assert page.evaluate("window.glow === picture.lit.glow") is True
    page.evaluate("picture.light(null)")
    expect(page.locator(".light")).to_have_count(0)


LINK = """async () => {
  const { Link } = await import("/static/js/timeline/link.js");
  const lost = [];
  const hears = { last: () => 0, ack() {}, mark() {}, refused() {}, lost: ({ id }) => lost.push(id) };
  const link = new Link({ room: "r", seat: "hers", letters: "" }, hears);
  for (const [at, id] of ["a", "b"].entries()) {
    link.send({ id, kind: "put", target: "t", label: id });
    link.hear({ ack: { id, sequence: at + 1, kind: "put", target: "t" } });
  }
  link.hear({ lost: { target: "t", sequence: 1 } });
  link.hear({ lost: { target: "t", sequence: 2 } });
  return lost;
}"""


SAID = """async (fields) => {
  const { said } = await import("/static/js/timeline/when.js");
  const elements = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, { value }]));
  return said({ elements }, "from");
}"""


@pytest.mark.parametrize(("sure", "kept"), [("", {}), ("earlier", {}), ("between", {"from_age_latest": "30"})])
def test_an_age_that_was_taken_away_does_not_come_back_as_or_earlier(
    page: Page, sure: str, kept: dict[str, str]
) -> None:
    assert page.evaluate(SAID, {"from_age": "", "from_age_latest": "30", "from_sure": sure}) == kept


def test_what_one_changed_again_oneself_is_not_lost(page: Page) -> None:
    assert page.evaluate(LINK) == ["b"]


LEFT = """async () => {
  const { Outbox } = await import("/static/js/timeline/outbox.js");
  const kept = new Outbox({ room: "r", seat: "hers", letters: "" });
  kept.on = true;
  const opening = kept.next(async () => { await kept.store("readwrite"); });
  await Promise.resolve(); // the keeping has begun, and its base is not open yet
  await kept.clear();
  await opening;
  return (await indexedDB.databases()).length + Number(Boolean(kept.base));
}"""


def test_leaving_waits_for_what_is_being_kept_and_leaves_nothing(page: Page) -> None:
    assert page.evaluate(LEFT) == 0


def test_a_lane_that_was_renamed_has_not_gone(page: Page) -> None:
    page.evaluate("""store.take(state(0, 1));
      store.send({ id: "a", kind: "lane", target: "l", name: "n", position: 0 });
      store.acknowledge({ id: "a", sequence: 2, kind: "lane", target: "l" });""")
    assert page.evaluate("[store.away()('l'), store.away()('never known')]") == [False, False]


LOST = """async () => {
  const { Lost } = await import("/static/js/timeline/lost.js");
  const board = document.createElement("div");
  board.innerHTML = "<div data-lost hidden><h2></h2><b data-slot=label></b><i data-again></i><i data-let-go></i></div>";
  const words = { hers: true, name: ({ label }) => label, time: () => "" };
  const lost = new Lost(board, words, () => undefined);
  const put = (id, label) => ({ id, label, kind: "put", target: "t", lane: "l", shape: "moment" });
  const theirs = { label: "theirs" };
  lost.made(put("a", "one"), null);
  lost.offer({ id: "a" }, "overwritten");
  lost.made(put("b", "theirs"), theirs); // moved, and no word of it
  const still = board.querySelector("b").textContent;
  lost.made(put("c", "two"), theirs);
  return [still, board.querySelector("b").textContent, board.querySelector("[data-lost]").hidden];
}"""


def test_words_that_did_not_last_are_offered_until_other_ones_are_said_in_their_place(page: Page) -> None:
    assert page.evaluate(LOST) == ["one", "", True]
