"""What a screen knows of a timeline, in Chromium: nothing that was covered or taken away comes back."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.timelines.picturing import chromium, opened

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


@pytest.fixture(scope="module")
def laptop() -> Iterator[Page]:
    with chromium() as browser:
        yield opened(browser)


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
