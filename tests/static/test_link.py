"""The way of a timeline to the server, in Chromium: with sockets and answers that come when the test says so."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.services.browser import SITE, giving

MADE = """
window.sockets = [];
window.WebSocket = class extends EventTarget {
  static CONNECTING = 0; static OPEN = 1; static CLOSING = 2; static CLOSED = 3;
  readyState = 0;
  constructor() { super(); window.sockets.push(this); }
  send(message) { window.said.push(Object.keys(JSON.parse(message))[0]); }
  close() { if (this.readyState < 2) this.become(3, new CloseEvent("close", { code: 1000 })); }
  become(state, event) { this.readyState = state; this.dispatchEvent(event); }
};
window.fetch = () => new Promise((resolve) => { window.answer = resolve; });
window.streams = [];
window.EventSource = class extends EventTarget {
  closed = false;
  constructor() { super(); window.streams.push(this); }
  close() { this.closed = true; }
  beat() { this.dispatchEvent(new MessageEvent("message", { data: '{"beat": 1}' })); }
};
window.heard = [];
window.marks = [];
window.said = [];
"""
BEGIN = """async () => {
  const { Link } = await import("/static/js/timeline/link.js");
  window.link = new Link({ socket: "/live/", state: "/state/", events: "/events/?", seat: "hers" },
    { last: () => 0, state: () => true, ack() {}, refused() {}, mark: (...how) => marks.push(how),
      ended: () => heard.push("ended") });
  link.connect();
}"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page whose only script is the one that is tested, and whose clock stands."""
    page = browser.new_page()
    page.route("**/*", giving({"/": "<p>"}))
    page.clock.install()
    page.goto(f"{SITE}/")
    page.clock.pause_at("2100-01-01")  # installed alone it goes on by itself
    page.evaluate(MADE)
    page.evaluate(BEGIN)
    yield page
    page.close()


def refuse(page: Page) -> None:
    """Let the newest socket be refused; the script then asks whether there is still a timeline."""
    page.evaluate("sockets.at(-1).become(3, new CloseEvent('close', { code: 1006 }))")


def answer(page: Page, **what: object) -> None:
    page.evaluate("async (what) => { answer(what); await Promise.resolve(); }", what)


def test_who_connected_while_the_answer_was_on_its_way_has_one_socket(page: Page) -> None:
    refuse(page)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.evaluate("sockets.at(-1).become(1, new Event('open'))")
    answer(page, ok=True, status=200)
    page.clock.run_for(7_000)  # its heart beats for eight seconds without an answer
    assert page.evaluate("sockets.map((one) => one.readyState)") == [3, 1]


ELSEWHERE = [
    {"ok": True, "status": 200},
    *({"ok": False, "status": status} for status in (400, 403, 407, 408, 409, 423, 425, 429, 500, 502)),
    {"ok": False, "status": 0, "type": "opaqueredirect"},
]
"""What our server or something in between may answer while a timeline is there: also the sign-in of a hotspot."""


def test_a_timeline_is_connected_again_whatever_is_answered_but_that_it_is_not_there(page: Page) -> None:
    for many, what in enumerate(ELSEWHERE, start=1):
        refuse(page)
        answer(page, **what)
        page.evaluate("link.turns.blocked = link.turns.tries = 0")
        page.clock.run_for(1_000)
        assert (what, page.evaluate("[sockets.length, heard]")) == (what, [many + 1, []])
    refuse(page)
    answer(page, ok=False, status=404)
    page.clock.run_for(60_000)
    assert page.evaluate("[sockets.length, heard]") == [len(ELSEWHERE) + 1, ["ended"]]


def test_the_interviewers_page_ends_also_where_one_has_to_sign_in(page: Page) -> None:
    page.evaluate("link.where.seat = 'interviewer'")
    refuse(page)
    answer(page, ok=False, status=0, type="opaqueredirect")
    page.clock.run_for(60_000)
    assert page.evaluate("[sockets.length, heard]") == [1, ["ended"]]


LATE = "document.documentElement.hasAttribute('data-late')"


def test_a_step_that_takes_a_moment_is_not_said_to_wait_and_one_that_takes_longer_is(page: Page) -> None:
    page.evaluate("sockets[0].become(1, new Event('open')); link.hear({})")  # nothing is an answer, too
    page.evaluate("marks.length = 0; link.send({ id: 'a', kind: 'put', target: 't' })")
    page.clock.run_for(600)
    page.evaluate("link.hear({ ack: { id: 'a', sequence: 1, kind: 'put', target: 't' } })")
    page.evaluate("link.send({ id: 'b', kind: 'put', target: 't' })")
    page.clock.run_for(600)
    assert page.evaluate(f"[marks, {LATE}]") == [[[False, False, False]], False]
    page.clock.run_for(200)
    told = [[True, True, False]]  # nothing is kept on a device that cannot seal
    assert page.evaluate(f"[marks.slice(1), {LATE}]") == [told, True]


def test_a_socket_is_tried_beside_the_stream_which_stays_until_one_has_opened(page: Page) -> None:
    refuse(page)
    answer(page, ok=True, status=200)
    page.clock.run_for(2_000)
    refuse(page)
    answer(page, ok=True, status=200)
    page.clock.run_for(3_000)
    page.evaluate("streams[0].dispatchEvent(new Event('open')); link.heart.tell('yes')")
    for _ in range(13):  # two tries, the first of which is swallowed
        page.clock.run_for(6_000)
        page.evaluate("streams[0].beat(); streams[0].closed || link.heart.heard()")
    tried = page.evaluate("[sockets.length, streams.length, streams[0].closed, link.line.beats, link.heart.there]")
    assert tried[0] >= 3
    assert tried[1:] == [1, False, True, "yes"]
    page.evaluate("link.beside(), sockets.at(-1).become(1, new Event('open'))")
    assert page.evaluate("[streams.length, streams[0].closed, link.line.beats, sockets.at(-1).readyState]") == [
        1, True, False, 1,
    ]  # fmt: skip


def test_a_device_that_never_answers_holds_up_nothing_and_its_letters_go_when_they_come(page: Page) -> None:
    page.evaluate("""async () => {
      const { Waiting } = await import("/static/js/timeline/waiting.js");
      const { Outbox } = await import("/static/js/timeline/outbox.js");
      Outbox.prototype.waiting = () => new Promise((resolve) => { window.late = resolve; });
      window.waits = new Waiting({ room: "r", seat: "hers", letters: "" });
      waits.add({ id: "a" });
      waits.flush({ say: (one) => said.push(Object.keys(one)[0]) }, () => true);
    }""")
    page.clock.run_for(2_100)
    assert page.evaluate("said") == ["op"]
    page.evaluate("waits.settle('a'); late([{ id: 'b' }])")
    page.clock.run_for(10)
    assert page.evaluate("said") == ["op", "sealed"]
    page.evaluate("waits.settle('b')")
    letters_that_come_while_much_is_being_sent_go_on_the_same_line(page)


def letters_that_come_while_much_is_being_sent_go_on_the_same_line(page: Page) -> None:
    page.evaluate("""() => {
      said.length = 0;
      for (let place = 0; place < 42; place += 1) waits.add({ id: `m${place}` });
      waits.flush({ say: (one) => said.push(Object.keys(one)[0]) }, () => true);
    }""")
    page.clock.run_for(10)
    page.evaluate("waits.came([{ id: 'c' }])")
    assert page.evaluate("said.length") == 40
    page.clock.run_for(10_000)
    assert page.evaluate("said.filter((one) => one === 'sealed')") == ["sealed"]


def test_a_link_that_ends_before_the_device_answers_leaves_only_that_it_ended(page: Page) -> None:
    failed: list[str] = []
    page.on("pageerror", lambda error: failed.append(str(error)))
    page.set_content(
        "<main><p data-beside-waits hidden></p><div data-beside data-seat=hers data-state=/state/"
        " data-words-ended=ended data-words-thanks=ended><p data-ended hidden>after</p></div></main>"
    )
    page.evaluate("""async () => {
      const { Outbox } = await import("/static/js/timeline/outbox.js");
      Outbox.prototype.waiting = () => new Promise((resolve) => { window.late = resolve; });
      await import("/static/js/timeline/beside.js");
    }""")
    refuse(page)
    answer(page, ok=False, status=404)
    page.evaluate("async () => { late([]); await Promise.resolve(); }")
    page.clock.run_for(10)
    assert (page.locator("main").inner_text().split(), failed) == (["ended", "after"], [])


def test_what_was_asked_while_no_line_was_open_is_not_asked_minutes_later(page: Page) -> None:
    page.evaluate("""async () => {
      const { Reviewing } = await import("/static/js/timeline/reviewing.js");
      window.open_ = false;
      window.reviewing = new Reviewing((one) => said.push(Object.keys(one)[0]), () => open_, false);
    }""")
    for wait in (3_000, 5_000):
        page.evaluate("open_ = false; document.dispatchEvent(new CustomEvent('attune:offer'))")
        page.clock.run_for(wait)
        page.evaluate("open_ = true; reviewing.again()")
        assert page.evaluate("said") == ["offer"]


def test_who_has_left_hears_nothing_and_does_not_come_back(page: Page) -> None:
    refuse(page)
    page.evaluate("link.leave()")
    answer(page, ok=False, status=404)
    page.clock.run_for(60_000)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    assert page.evaluate("[sockets.length, heard]") == [1, []]
