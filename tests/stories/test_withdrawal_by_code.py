"""She stops by herself, with the code on her card, in the middle of a talk: and it holds at once."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.utils.translation import gettext, override
from playwright.sync_api import Page, expect

from tests.stories import sittings
from tests.stories.conftest import PHONE, People
from tests.stories.consenting import Woman, agree, screen_and_take_in

NAMES = {"nl": "Nederlands", "fr": "Français"}
LEVELS = {
    "nl": {"W3": "Wis alles wat ik gaf."},
    "fr": {"W1": "Plus d’entretien. Vous pouvez utiliser ce que j’ai dit."},
}
CLOSING = {"nl": "Het is gebeurd.", "fr": "C’est fait."}


@dataclass
class Talk:
    """A talk that goes on: the room, her phone on the timeline, and who she is."""

    room: Page
    phone: Page
    woman: Woman


@pytest.fixture
def talk(people: People) -> Talk:
    """A sitting in which she has drawn something."""
    ben, phone = people.sign_in("interviewer"), people.somebody(PHONE)
    woman = screen_and_take_in(ben)
    agree(ben, woman)
    sittings.ready(ben, people.sign_in("therapist", size=PHONE), woman)
    sittings.join(ben, phone)
    sittings.add(phone, "the blue door", (12,))
    expect(sittings.drawn(ben)).to_have_text(["the blue door"])
    return Talk(ben, phone, woman)


def said(words: str, language: str) -> str:
    """Give words of the interface in a language, up to the first place that is filled in."""
    with override(language):
        return gettext(words).split("%(")[0].strip()


def enter(page: Page, code: str, language: str) -> None:
    """Open the page of the code in a language, and type a code."""
    page.goto("/code/")
    page.get_by_role("button", name=NAMES[language]).click()
    expect(page.locator("html")).to_have_attribute("lang", language)
    page.get_by_label(said("The code on your card", language)).fill(code)
    page.get_by_role("button", name=said("Open my page", language)).click()


def stop(page: Page, level: str, language: str, button: str, look: Any) -> None:
    """Read what a level does, and choose it."""
    look(page, f"my-page-{language}")
    page.get_by_role("link", name=LEVELS[language][level]).click()
    expect(page.get_by_role("heading", name=said("What happens then", language))).to_be_visible()
    assert page.get_by_role("main").get_by_role("listitem").count() >= 2
    look(page, f"stop-{level}")
    page.get_by_role("button", name=said(button, language)).click()
    expect(page.get_by_role("heading", name=said("You have stopped", language))).to_be_visible()


def all_is_done(page: Page, language: str) -> int:
    """Look again until every effect is done; gives how many there are."""
    effects, done = page.get_by_role("main").get_by_role("listitem"), said("done on %(day)s", language)
    for _look in range(30):
        if effects.count() == effects.filter(has_text=done).count():
            return effects.count()
        page.get_by_role("link", name=said("Look again", language)).click()
        page.wait_for_load_state()
    raise AssertionError(effects.all_inner_texts())


@pytest.mark.story
def test_she_takes_everything_back_while_the_talk_goes_on(talk: Talk, people: People, look: Any) -> None:
    hers = talk.phone.context.new_page()  # a second page in the browser of her phone
    enter(hers, talk.woman.card.lower().replace("-", " "), "nl")
    stop(hers, "W3", "nl", "Delete everything", look)
    expect(talk.phone.get_by_text("This link has ended.").first).to_be_visible()
    expect(talk.phone.get_by_text("If you go on").locator("visible=true")).to_have_count(0)  # she has just stopped
    expect(sittings.drawn(talk.phone)).to_have_count(0)
    look(talk.phone, "her-timeline-after-stopping")
    expect(talk.room.get_by_role("main")).to_contain_text("She has stopped")  # by itself, nobody touched it
    look(talk.room, "room-after-stopping")
    assert all_is_done(hers, "nl") >= 5
    expect(hers.get_by_text(CLOSING["nl"])).to_be_visible()  # said once it is so
    look(hers, "done-nl")
    enter(hers, talk.woman.card, "nl")
    expect(hers.get_by_text(said("You have stopped. There are no more talks.", "nl"))).to_be_visible()
    hers.wait_for_load_state()
    proof = hers.get_by_role("main").get_by_role("listitem").filter(has_text=said("done on %(day)s", "nl"))
    assert proof.count() >= 5
    look(hers, "my-page-after-stopping")


@pytest.mark.story
def test_no_more_talks_leaves_what_she_gave(talk: Talk, people: People, look: Any) -> None:
    hers = people.somebody(PHONE)
    enter(hers, talk.woman.card, "fr")
    stop(hers, "W1", "fr", "Yes, I stop", look)
    expect(talk.room.get_by_role("main")).to_contain_text("She has stopped")
    assert all_is_done(hers, "fr") >= 1
    expect(hers.get_by_text(CLOSING["fr"])).to_be_visible()
    hers.goto("/code/kept/")
    expect(hers.get_by_text("the blue door")).to_be_visible()
    look(hers, "kept-after-W1")


@pytest.mark.story
def test_every_wrong_code_gets_the_same_page(people: People, look: Any) -> None:
    page = people.somebody(PHONE)
    pages = []
    for code in ["7KQ4-M2XD-93HT", "not a code at all"]:
        enter(page, code, "nl")
        expect(page.get_by_role("heading", name=said("Your code", "nl"))).to_be_visible()
        expect(page.locator("#wrong")).to_be_visible()
        pages.append(page.get_by_role("main").inner_text())
        look(page, "wrong-code")
    assert pages[0] == pages[1]
