"""What goes wrong gets words, changes nothing, and takes away nothing that was typed."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.stories import sittings
from tests.stories.conftest import PHONE, Attune, People
from tests.stories.consenting import Woman, agree, answer_alone, explain, say_yes, screen_and_take_in, take_card

NOBODY = "7b1f1f5c-6a6e-4d5c-9f0b-2c1d8a4b9e10"


def send(page: Page, path: str) -> int:
    """Send a form that no page offers now, with the token of the page that is open; gives the status."""
    token = page.locator("input[name=csrfmiddlewaretoken]").first.get_attribute("value") or ""
    with page.expect_navigation():
        page.evaluate(
            """([path, token]) => {
                const form = Object.assign(document.createElement("form"), { method: "post", action: path });
                const input = document.createElement("input");
                form.append(Object.assign(input, { name: "csrfmiddlewaretoken", value: token }));
                document.body.append(form);
                form.submit();
            }""",
            [path, token],
        )
    return int(page.evaluate("performance.getEntriesByType('navigation')[0].responseStatus"))


def opened(page: Page, path: str) -> tuple[int, bytes]:
    """Give status and bytes of a page."""
    answer = page.goto(path)
    assert answer is not None
    return answer.status, answer.body()


@pytest.mark.story
def test_steps_in_the_wrong_order_get_words_and_change_nothing(people: People, look: Any) -> None:
    ben, therapist = people.sign_in("interviewer"), people.sign_in("therapist", size=PHONE)
    woman = screen_and_take_in(ben)
    assert opened(ben, f"/interviews/{woman.pk}/plan/")[0] == 409
    expect(ben.get_by_role("main")).to_contain_text("Her consent is not in force.")
    look(ben, "no-consent")
    agree(ben, woman)
    sittings.plan(ben, woman)
    there = ben.url.removesuffix("/")
    expect(ben.get_by_role("button", name="Open the sitting")).to_have_count(0)
    assert send(ben, f"{there}/open/") == 409
    expect(ben.get_by_text("The attunement has not been given yet.")).to_be_visible()
    look(ben, "not-given-yet")
    sittings.give_attunement(therapist, woman)
    ben.goto(f"{there}/")
    assert send(ben, f"{there}/open/") == 409
    look(ben, "not-seen-yet")
    ben.goto(f"{there}/")
    expect(ben.get_by_role("button", name="Open the attunement")).to_be_visible()
    sittings.open_room(ben, woman)


@pytest.mark.story
def test_what_is_not_yours_looks_like_what_is_not_there(people: People, look: Any) -> None:
    ben, amina = people.sign_in("interviewer"), people.sign_in("interviewer", 1)
    woman = screen_and_take_in(ben)
    nothing = opened(amina, f"/interviews/{NOBODY}/")
    assert nothing[0] == 404
    for path in ["interviews/{}/", "interviews/{}/plan/", "consent/{}/", "transcripts/{}/", "consent/{}/copy/"]:
        assert opened(amina, f"/{path.format(woman.pk)}") == nothing, path
    therapist = people.sign_in("therapist", 1, PHONE)
    assert [opened(therapist, f"/consent/{pk}/") for pk in (woman.pk, NOBODY)] == [nothing, nothing]
    look(amina, "nothing-is-here")


@pytest.fixture
def held(people: People) -> tuple[Page, Woman]:
    """An interviewer, and a woman whose only sitting has ended."""
    ben, therapist = people.sign_in("interviewer"), people.sign_in("therapist", size=PHONE)
    woman = screen_and_take_in(ben)
    agree(ben, woman)
    sittings.ready(ben, therapist, woman)
    sittings.complete(ben)
    return ben, woman


@pytest.mark.story
def test_a_file_that_cannot_be_read_leaves_what_was_typed(
    held: tuple[Page, Woman], attune: Attune, tmp_path: Path, look: Any
) -> None:
    page, woman = held
    files = {"empty": b"", "binary": bytes(range(256)) * 20, "large": b"word " * 6_000_000}
    for name, content in files.items():
        (tmp_path / f"{name}.txt").write_bytes(content)
    page.goto(f"/transcripts/{woman.pk}/bring/")
    page.get_by_label("The text, as it was typed out").fill("R: We sat by the window.")
    page.get_by_label("Names and places that you know").fill("Wolkenbeke")
    answers = {
        "empty": "This file is empty.", "binary": "This is not plain text.", "large": "This file is larger than",
    }  # fmt: skip
    for name, words in answers.items():
        page.get_by_label("Or a plain-text file").set_input_files(tmp_path / f"{name}.txt")
        expect(page.get_by_text(words)).to_be_visible()
        look(page, f"bring-{name}")
    assert page.get_by_label("The text, as it was typed out").input_value() == "R: We sat by the window."
    page.get_by_role("button", name="Look through it").click()  # without a second reader
    expect(page.get_by_text("Everything else is still here.")).to_be_visible()
    look(page, "bring-again")
    assert page.get_by_label("The text, as it was typed out").input_value().strip() == "R: We sat by the window."
    assert page.get_by_label("Names and places that you know").input_value().strip() == "Wolkenbeke"


@pytest.mark.story
def test_links_that_are_dead_or_used_have_one_answer(people: People, look: Any) -> None:
    ben, therapist = people.sign_in("interviewer"), people.sign_in("therapist", size=PHONE)
    woman = screen_and_take_in(ben)
    agree(ben, woman)
    sittings.ready(ben, therapist, woman)
    first = sittings.invitation(ben)
    ben.reload()
    second = sittings.invitation(ben)
    sittings.follow(ben, people.somebody(PHONE), second)
    answers = []
    for link in (first, second, re.sub("#.*", "#nothing-that-was-ever-given", second)):
        phone = people.somebody(PHONE)
        phone.goto(link)
        phone.get_by_role("button", name="Open our timeline").click()
        expect(phone.get_by_role("alert")).to_contain_text("This did not open.")
        answers.append(phone.get_by_role("main").inner_text())
    look(phone, "dead-link")
    assert len(set(answers)) == 1


@pytest.mark.story
def test_a_double_click_does_it_once(people: People) -> None:
    ben, therapist = people.sign_in("interviewer"), people.sign_in("therapist", size=PHONE)
    woman = screen_and_take_in(ben)
    explain(ben, woman)
    say_yes(ben)
    answer_alone(ben, keep=Locator.dblclick)
    take_card(ben, woman)
    ben.goto(f"/consent/{woman.pk}/")
    ben.get_by_text("What was written down").click()
    expect(ben.get_by_role("listitem").filter(has_text=re.compile("^written"))).to_have_count(1)
    sittings.plan(ben, woman)
    sittings.give_attunement(therapist, woman)
    sittings.open_room(ben, woman, press=Locator.dblclick)
    sittings.towards_the_end(ben)
    ben.get_by_role("heading", name="Thanks, and the end").click()
    ben.get_by_text("The interview is complete").click()
    ben.get_by_role("button", name="Yes, it is complete").dblclick()
    expect(ben.get_by_text("The sitting has ended.")).to_be_visible()
    ben.goto(f"/interviews/{woman.pk}/")
    expect(ben.get_by_role("table").locator("tbody tr")).to_have_count(1)
