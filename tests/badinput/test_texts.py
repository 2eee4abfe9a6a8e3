"""Rows 9 to 13 of the table of bad input: words that would be markup, code, colour or template somewhere else."""

import html
import json
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, Dialog, expect

from printing.services import qr
from tests.badinput.conftest import as_device
from tests.timelines.drawing import begin, label_of, put
from timelines.models import Thing, Timeline

MARKUP = ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '"><svg onload=alert(1)>', "<b>&amp;</b>"]
DRAWING = "</text><foreignObject><iframe src=//evil.example></iframe>"
TEMPLATES = ["{{7*7}}", "{% include 'base.html' %}", "${7*7}", "%s%n%(x)s", "{0.__class__}", "#{7*7}"]
ADDRESSES = ["javascript:alert(1)", "data:text/html,<b>x</b>", "JaVaScRiPt:alert(1)"]
STYLES = ["red;background:url(//evil.example)", "url(#x)", "expression(alert(1))", "1", "var(--x)"]


def keep(browser: Client, timeline: Timeline, label: str, **other: Any) -> Any:
    """Send one operation as JSON."""
    operation = put(timeline, label, **other)
    return browser.post(f"/timelines/{timeline.pk}/operations/", json.dumps(operation), content_type="application/json")


@pytest.fixture
def drawn(cast: Any) -> Timeline:
    return begin(cast.ana, by=cast.ben, at=cast.at)


@pytest.fixture
def screen(cast: Any, signed_in: Any) -> Client:
    return signed_in(cast.ben)


@pytest.mark.parametrize("words", [*MARKUP, DRAWING])
def test_row09_markup_is_kept_as_words_and_shown_as_words(drawn: Timeline, screen: Client, words: str) -> None:
    assert keep(screen, drawn, words).status_code == 200
    assert label_of(Thing.objects.get()) == words
    page = screen.get(f"/timelines/{drawn.pk}/").content.decode()
    assert (words in page, html.escape(words) in page) == (False, True)
    change = screen.get(f"/timelines/{drawn.pk}/things/{Thing.objects.get().pk}/").content.decode()
    assert (words in change, html.escape(words) in change) == (False, True)


KEEP = """async ([lane, label, age]) => {
  const token = document.querySelector("input[name=csrfmiddlewaretoken]").value;
  const operation = { id: crypto.randomUUID(), kind: "put", target: crypto.randomUUID(), lane,
                      shape: "period", from_age: age, to_age: age + 3, label };
  await fetch(location.pathname + "operations/", { method: "POST", body: JSON.stringify(operation),
    headers: { "Content-Type": "application/json", "X-CSRFToken": token } });
}"""
PARTS = ["button", "div", "p"]  # of the page, around the drawing
DRAWN = ["defs", "g", "line", "linearGradient", "path", "pattern", "radialGradient", "rect", "stop", "svg", "text"]
TAGS = "[...new Set([...document.querySelectorAll('[data-picture] *')].map((one) => one.localName))].sort()"
FRAMED = "new XMLSerializer().serializeToString(document.querySelector('.picture-window')).includes('<iframe')"


def test_row09_row10_nothing_runs_and_nothing_breaks_out_of_the_drawing(
    timeline: Timeline, ben: Client, site: str, chromium: Browser
) -> None:
    said: list[str] = []

    def hear(dialog: Dialog) -> None:
        said.append(dialog.message)
        dialog.dismiss()

    page = as_device(chromium, site, ben).new_page()
    page.on("dialog", hear)
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.goto(f"/timelines/{timeline.pk}/")
    lane = page.locator("[data-lane]").first.get_attribute("data-lane")
    for number, words in enumerate([*MARKUP, DRAWING]):
        page.evaluate(KEEP, [lane, words, number * 5])
    page.get_by_role("button", name="Show the words").click()
    expect(page.locator("svg.line text.words-of-hers")).to_have_count(5)
    expect(page.locator(".lane-things li b")).to_have_text([*MARKUP, DRAWING])
    assert page.evaluate(TAGS) == sorted([*PARTS, *DRAWN])
    assert page.evaluate(FRAMED) is False
    assert said == []


def test_row10_a_qr_code_holds_numbers_and_an_escaped_label_alone() -> None:
    from xml.etree import ElementTree

    drawing = ElementTree.fromstring(qr(f"https://attune.example/{DRAWING}"))  # noqa: S314 - drawn by our own code
    assert {one.tag.split("}")[-1] for one in drawing.iter()} == {"svg", "path"}
    assert {name for one in drawing.iter() for name in one.attrib} == {
        "aria-label", "class", "d", "fill", "role", "stroke", "transform", "viewBox",
    } & {name for one in drawing.iter() for name in one.attrib}  # fmt: skip


@pytest.mark.parametrize("words", ADDRESSES)
@pytest.mark.parametrize("field", ["lane", "shape", "kind", "target", "id"])
def test_row11_an_address_is_no_value_of_any_field(drawn: Timeline, screen: Client, field: str, words: str) -> None:
    assert keep(screen, drawn, "x", **{field: words}).status_code == (400 if field in ("kind", "target", "id") else 422)
    assert Thing.objects.count() == 0


@pytest.mark.parametrize("words", ADDRESSES)
def test_row11_a_way_back_that_is_an_address_of_elsewhere_leads_home(db: None, words: str) -> None:
    answer = Client().post("/language/", {"language": "nl", "next": words})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")


@pytest.mark.parametrize("words", STYLES)
def test_row12_a_colour_is_none_of_hers_to_say_and_a_shape_is_one_of_four(
    drawn: Timeline, screen: Client, words: str
) -> None:
    assert keep(screen, drawn, "x", shape=words).status_code == 422
    assert keep(screen, drawn, "x", colour=words, style=words, icon=words).status_code == 200
    page = screen.get(f"/timelines/{drawn.pk}/").content.decode()
    assert ("style=" in page, "evil.example" in page, "expression(" in page) == (False, False, False)
    assert {lane.colour for lane in drawn.lanes.all()} == set(range(1, 9))


@pytest.mark.parametrize("words", TEMPLATES)
def test_row13_a_template_in_her_words_stays_words(drawn: Timeline, screen: Client, words: str) -> None:
    assert keep(screen, drawn, words).status_code == 200
    page = screen.get(f"/timelines/{drawn.pk}/").content.decode()
    assert html.escape(words) in page
    state = screen.get(f"/timelines/{drawn.pk}/state/").json()
    assert [thing["label"] for thing in state["things"]] == [words]
