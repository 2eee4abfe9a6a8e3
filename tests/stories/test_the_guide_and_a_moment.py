"""A lead brings a new version of the guide in and publishes it; an interviewer shares a moment and takes it back."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.stories.conftest import PHONE, People

NEW = "We take the time that you need."


def taken_along(lena: Page, folder: Path) -> str:
    """Give the newest version as the file that the page gives."""
    lena.goto("/interviews/guide/")
    with lena.expect_download() as waiting:
        lena.get_by_role("link", name="Take it along as a file").click()
    waiting.value.save_as(folder / "guide.yaml")
    return (folder / "guide.yaml").read_text(encoding="utf-8")


def bring(lena: Page, file: Path) -> None:
    lena.goto("/interviews/guide/")
    lena.get_by_role("link", name="Bring a file in").first.click()
    lena.get_by_label("Or a file").set_input_files(file)
    lena.get_by_role("button", name="Make it the draft").click()
    lena.wait_for_load_state()


def refused(lena: Page, file: Path, text: str, look: Any) -> None:
    """A file with a fault is told where it is, and nothing of it is lost."""
    file.write_text(text.replace("code: K01", "code: K-01", 1), encoding="utf-8")
    bring(lena, file)
    expect(lena.get_by_text("A code is a letter and up to five letters or digits, such as K01.")).to_be_visible()
    look(lena, "guide-refused")
    assert "K-01" in lena.get_by_label("The guide as YAML").input_value()


def translated(lena: Page, look: Any) -> None:
    """A draft with a sentence in one language can be published once it stands there in all three."""
    expect(lena.get_by_text("Before it can be published")).to_be_visible()
    look(lena, "guide-draft")
    lena.get_by_role("link", name="Side by side").click()
    expect(lena.get_by_text("not translated yet", exact=True)).to_have_count(2)
    lena.set_viewport_size(PHONE)
    look(lena, "guide-side")
    lena.get_by_role("link", name="Change these words").first.click()
    for language, words in (("Dutch", "We nemen de tijd die je nodig hebt."), ("French", "Nous prenons le temps.")):
        lena.get_by_role("group", name="Sentence 1").get_by_label(language).fill(words)
    look(lena, "guide-change")
    lena.get_by_role("button", name="Keep").click()
    expect(lena.locator("[data-publish]")).to_be_visible()


def published(lena: Page, look: Any) -> None:
    """Seen as in the room, then published; from then on it cannot be changed."""
    lena.get_by_role("link", name="As in the room").click()
    look(lena, "guide-preview")
    lena.get_by_role("link", name="To the guide").click()
    lena.locator("[data-publish] > summary").click()
    lena.get_by_role("button", name="Publish this version").click()
    expect(lena.get_by_text("Published. The next interviews begin with it")).to_be_visible()
    expect(lena.get_by_role("link", name="Change these words")).to_have_count(0)
    lena.get_by_role("link", name="What is new in it").click()
    expect(lena.get_by_text(NEW)).to_be_visible()
    look(lena, "guide-changes")


@pytest.mark.story
def test_a_guide_is_brought_in_looked_at_published_and_frozen(people: People, look: Any, tmp_path: Path) -> None:
    lena, ben, file = people.sign_in("lead"), people.sign_in("interviewer"), tmp_path / "new.yaml"
    text = taken_along(lena, tmp_path)
    refused(lena, file, text, look)
    file.write_text(text.replace("opening:\n", f"opening:\n- text:\n    en: {NEW}\n", 1), encoding="utf-8")
    bring(lena, file)
    translated(lena, look)
    ben.goto("/interviews/guide/")
    expect(ben.get_by_text(NEW)).to_have_count(0)
    published(lena, look)
    ben.reload()
    expect(ben.get_by_text(NEW)).to_be_visible()


@pytest.mark.story
def test_a_moment_is_shared_by_choice_and_taken_back(people: People, look: Any) -> None:
    ben, sofie = people.sign_in("interviewer", size=PHONE), people.sign_in("supervisor")
    sofie.goto("/interviews/shared/")
    expect(sofie.get_by_text("Nothing is shared with you now.")).to_be_visible()
    ben.goto("/interviews/moments/")
    look(ben, "moments")
    ben.get_by_role("button", name="supervision this week").first.click()
    expect(ben.get_by_text("You have asked for supervision.")).to_be_visible()
    ben.get_by_role("button", name="Share it with a supervisor").first.click()
    expect(ben.get_by_text("Shared with the supervisors of the study.")).to_be_visible()
    sofie.goto("/today/")
    expect(sofie.get_by_role("link", name="shares a moment")).to_be_visible()
    look(sofie, "supervisor-today")
    sofie.get_by_role("link", name="asks for supervision").click()
    look(sofie, "shared")
    sofie.get_by_label("Day").fill("2099-06-10")
    sofie.get_by_label("Time").fill("10:00")
    sofie.get_by_role("button", name="Keep this time").click()
    expect(sofie.get_by_text("10 June 2099, 10:00")).to_be_visible()
    ben.get_by_role("button", name="Take it back").click()
    expect(ben.get_by_text("Nobody else can read it any more.")).to_be_visible()
    sofie.reload()
    expect(sofie.get_by_text("Nothing is shared with you now.")).to_be_visible()
