"""One question at a time, in Chromium: a tap goes on, keys move nothing, and every answer can be changed."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db.models import IntegerChoices
from playwright.sync_api import Browser, Page, expect

from checkins import rules
from checkins.models import Adjust, Basis, Capacity, Support, Verdict, Wants


def question(name: str) -> str:
    answers = "".join(f'<label><input type="radio" name="{name}" value="{n}"> {name} {n}</label>' for n in (1, 2))
    return f"<fieldset><legend>Which {name}?</legend>{answers}</fieldset>"


BOXES = "".join(f'<label><input type="checkbox" name="third" value="{n}"> third {n}</label>' for n in (1, 2, 3))
WHEN = "[name=second][value='2']:checked"
FORM = f"""<form data-unfolds>{question("first")}{question("second")}
<fieldset data-unfolds-when="{WHEN}"><legend>Which third?</legend>{BOXES}</fieldset>
<button type="button" data-unfolds-on>Go on</button><div data-unfolds-end>
<button>Keep</button></div></form>"""
ASKED = "[...document.querySelectorAll('legend')].filter((one) => one.checkVisibility()).map((one) => one.textContent)"


@pytest.fixture
def page(root: Path, browser: Browser) -> Iterator[Page]:
    """A browser on the form, with the script under test only."""
    script = (root / "static/js/unfold.js").read_text()
    page = browser.new_page(has_touch=True)
    page.set_content(f"<style>[hidden] {{ display: none }}</style>{FORM}<script type='module'>{script}</script>")
    yield page
    page.close()


def test_a_tap_goes_on_and_a_line_goes_back(page: Page) -> None:
    keep = page.get_by_role("button", name="Keep")
    assert page.evaluate(ASKED) == ["Which first?"]
    page.get_by_text("first 2").tap()
    assert page.evaluate(ASKED) == ["Which second?"]
    page.get_by_text("second 1").tap()
    assert page.evaluate(ASKED) == []
    page.get_by_role("button", name="Which second? second 1").tap()
    assert page.evaluate(ASKED) == ["Which second?"]
    expect(keep).to_be_hidden()
    page.get_by_label("second 1").tap()
    expect(keep).to_be_visible()
    sent = "Object.fromEntries(new FormData(document.querySelector('form')))"
    assert page.evaluate(sent) == {"first": "2", "second": "1"}


def test_a_second_tap_at_once_answers_nothing(page: Page) -> None:
    lies_there = page.evaluate("""() => {
      const label = (words) => [...document.querySelectorAll("label")].find((one) => one.textContent.includes(words));
      label("first 2").dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
      label("first 2").click();
      const { x, y, width, height } = label("second 1").getBoundingClientRect();
      return [width > 0, document.elementFromPoint(x + width / 2, y + height / 2).closest("label") === null];
    }""")
    assert (lies_there, page.evaluate(ASKED)) == ([True, True], ["Which second?"])
    page.get_by_text("second 1").tap()  # a moment later it is there
    expect(page.get_by_role("button", name="Keep")).to_be_visible()


def test_an_answer_that_a_later_one_rules_out_is_asked_anew(page: Page) -> None:
    page.add_style_tag(
        content="form:has([value='1'][name=first]:checked) label:has([name=second][value='2']) { display: none }"
    )
    for answer in ("first 2", "second 2"):
        page.get_by_text(answer).tap()
    page.get_by_role("button", name="Which first? first 2").tap()
    page.get_by_text("first 1").tap()
    assert (page.evaluate(ASKED), page.locator("[name=second]:checked").count()) == (["Which second?"], 0)


def test_what_an_answer_calls_for_is_asked_last_and_none_of_its_boxes_is_an_answer(page: Page) -> None:
    keep, sent = page.get_by_role("button", name="Keep"), "new FormData(document.querySelector('form')).getAll('third')"
    page.get_by_text("first 1").tap()
    page.get_by_text("second 2").tap()
    assert page.evaluate(ASKED) == ["Which third?"]
    expect(page.get_by_role("button", name="Go on")).to_be_hidden()
    expect(keep).to_be_visible()
    page.get_by_text("third 1").tap()
    page.get_by_text("third 3").tap()
    assert (page.evaluate(ASKED), page.evaluate(sent)) == (["Which third?"], ["1", "3"])
    page.get_by_role("button", name="Which second? second 2").tap()
    expect(keep).to_be_hidden()
    expect(page.get_by_role("button", name="Which third? third 1, third 3")).to_be_visible()
    page.get_by_text("second 1").tap()
    assert page.evaluate(ASKED) == []
    expect(keep).to_be_visible()


RULED: dict[str, tuple[type[IntegerChoices], Callable[[int, int], bool]]] = {
    "basis": (Basis, rules.unseen_go), "capacity": (Capacity, rules.go_beyond_her),
    "she_wants": (Wants, rules.go_against_her_no),
    "support_after": (Support, lambda said, verdict: rules.go_and_nobody_near(said, verdict, Adjust.SOMEONE_NEAR)),
}  # fmt: skip
"""The questions before the last one, with what each answer rules out."""


def choices(name: str, of: type[IntegerChoices]) -> str:
    """Give one question as the page has it."""
    one = '<label class="choice"><input type="radio" name="{}" value="{}"></label>'
    return f"<fieldset><legend>{name}</legend>{''.join(one.format(name, each) for each in of.values)}</fieldset>"


def test_a_go_that_the_answers_rule_out_is_not_offered(page: Page, root: Path) -> None:
    rows = "".join(choices(name, of) for name, (of, _ruled) in RULED.items()) + choices("verdict", Verdict)
    sheet = (root / "static/css/parts.css").read_text()
    page.set_content(f"<style>{sheet}</style><form data-unfolds='on'>{rows}</form>")
    seen = "[...document.querySelectorAll('[name=verdict]')].filter((one) => one.checkVisibility())"
    offered, left = {}, {}
    for name, (of, ruled) in RULED.items():
        for value in of.values:
            page.evaluate("document.forms[0].reset()")
            page.locator(f"[name={name}][value='{value}']").check()
            offered[name, value] = page.evaluate(f"{seen}.map((one) => Number(one.value))")
            left[name, value] = [each for each in Verdict.values if not ruled(value, each)]
    assert offered == left
    assert sorted(len(each) for each in left.values())[:5] == [2, 2, 2, 3, 4]


def test_keys_choose_and_move_nothing_until_they_go_on(page: Page) -> None:
    go_on = page.get_by_role("button", name="Go on")
    page.get_by_label("first 1").focus()
    expect(go_on).to_be_hidden()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    assert page.evaluate(ASKED) == ["Which first?"]
    expect(go_on).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_label("second 1")).to_be_focused()
    page.keyboard.press("Enter")  # nothing is chosen yet: it stays
    assert page.evaluate(ASKED) == ["Which second?"]
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Keep")).to_be_focused()
