"""Her signals in Chromium: said again until they were seen, one of each kind, and *not this* while it is fresh."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.timelines.picturing import chromium, opened

BEGIN = """async () => {
  const { Signals } = await import("/static/js/timeline/signals.js");
  const bar = document.createElement("div");
  bar.dataset.signals = "";
  Object.assign(bar.dataset, { wordsSaid: "said", wordsSeen: "seen", wordsUnseen: "unseen" });
  bar.append(...["fine", "slower", "pause", "not this"].map((code) =>
    Object.assign(document.createElement("button"), { textContent: code })));
  for (const one of bar.children) one.dataset.signal = one.textContent;
  const told = document.createElement("p");
  told.dataset.signalTold = "";
  document.body.replaceChildren(bar, told);
  window.said = [];
  window.signals = new Signals((message) => said.push(message.signal.code));
  window.tap = (code, times = 1) => {
    for (let n = 0; n < times; n += 1) bar.querySelector(`[data-signal="${code}"]`).click();
  };
  window.told = () => told.textContent;
}"""


@pytest.fixture
def page() -> Iterator[Page]:
    with chromium() as browser:
        one = opened(browser)
        one.clock.install(time=0)
        one.clock.pause_at(60)  # installed alone it goes on by itself
        one.evaluate(BEGIN)
        yield one


def test_many_taps_say_little_and_not_this_is_said_while_it_is_fresh(page: Page) -> None:
    page.evaluate("tap('not this', 40), tap('slower', 40)")
    assert page.evaluate("said.length") <= 2
    page.clock.run_for(9000)
    assert set(page.evaluate("said")) == {"not this", "slower"}
    assert (page.evaluate("said.length") <= 22, page.evaluate("told()")) == (True, "unseen")
    page.clock.run_for(3000)
    page.evaluate("said.length = 0")
    page.clock.run_for(3000)
    assert page.evaluate("said") == ["slower"] * 3
    page.evaluate("signals.seen({ n: signals.holds.n })")
    page.clock.run_for(3000)
    assert (page.evaluate("said.length"), page.evaluate("signals.waiting.size")) == (3, 0)
    page.evaluate("signals.seen({ n: null })")
    page.clock.run_for(1000)
    assert page.evaluate("said").count("slower") >= 4
