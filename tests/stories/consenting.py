"""Walks of consent: a woman is screened and taken in, hears the study explained, says yes, and gets her card."""

from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from tests.watching import until

HOUSE = "The Blue Tile House"


@dataclass
class Woman:
    """Who takes part: her code, the id in her addresses, the code on her card, and her copy as text."""

    code: str
    pk: str
    card: str = ""
    copy: str = ""
    seen: list[str] = field(default_factory=list)


def nothing(page: Page, name: str) -> None:
    """Look at nothing: for stories that have looked before."""


def choose(page: Page, question: str, *answers: str) -> None:
    """Touch the answers to one question; an answer may be given by its first words."""
    for answer in answers:
        touch(page.get_by_role("group", name=question), answer)


def touch(group: Locator, answer: str) -> None:
    """Touch one answer of a group, where its words stand."""
    exactly = group.get_by_text(answer, exact=True)
    (exactly if exactly.count() else group.get_by_text(answer)).first.click()


def screen_and_take_in(page: Page, *, centre: str = HOUSE, language: str = "English", look: Any = nothing) -> Woman:
    """Screen somebody at a centre who fits the study, and take her in."""
    page.goto("/studies/participants/")
    page.get_by_role("link", name="Screen somebody").click()
    choose(page, "Where is she treated?", centre)
    choose(page, "Is she a mother?", "Yes")
    choose(page, "When were illicit drugs", "while a child of hers")
    choose(page, "What did she use", "cannabis")
    page.get_by_label("In which month").select_option("January")
    page.get_by_label("In which year?").fill("2026")
    look(page, "screening")
    page.get_by_role("button", name="See what it comes to").click()
    choose(page, "In which language", language)
    look(page, "screened")
    page.get_by_role("button", name="Take in").click()
    page.wait_for_url("**/participants/*/")
    return Woman(page.locator("p.code").inner_text(), page.url.rstrip("/").rpartition("/")[2])


def explain(page: Page, woman: Woman, look: Any = nothing) -> None:
    """Go through the explanation page by page, once with another language beside it, to the talk in her own words."""
    page.goto(f"/consent/{woman.pk}/")
    page.get_by_role("link", name="Explain the study").click()
    look(page, "explained")
    page.get_by_role("button", name="Nederlands").first.click()
    look(page, "explained-beside")
    parts = int(page.get_by_text("1 of ").inner_text().removeprefix("1 of "))
    for part in range(2, parts + 1):
        page.get_by_role("button", name="Next").click()
        expect(page.get_by_text(f"{part} of {parts}")).to_be_visible()
    page.get_by_role("link", name="In your own words").click()


def say_yes(page: Page, look: Any = nothing) -> None:
    """Note the talk in her own words and her spoken yes, until the device is hers."""
    page.wait_for_load_state()
    for group in page.locator("form[method=post] fieldset").all():
        touch(group, "clear")
    look(page, "in-her-own-words")
    page.get_by_role("button", name="To the spoken yes").click()
    page.wait_for_load_state()
    for group in page.locator("form[method=post] fieldset").all()[:-1]:
        touch(group, "No" if "more time" in group.inner_text() else "Yes")
    choose(page, "Who else is there?", "nobody else")
    look(page, "spoken")
    page.get_by_role("button", name="Keep her answers").click()
    look(page, "hand-over")
    page.get_by_role("link", name="She has the device now").click()


def answer_alone(page: Page, look: Any = nothing, keep: Any = Locator.click) -> None:
    """She answers sentence by sentence: yes to each, and a talk afterwards in her centre."""
    look(page, "written-first")
    end = page.get_by_role("heading", name="Your answers")
    while not end.count():
        step = page.locator("fieldset:visible")
        if step.count() != 1:
            continue
        said = step.inner_text()
        touch(step, "in my centre" if "follow-up talk" in said else "Yes")
        page.get_by_role("button", name="Next").click()
        until(page, "said => document.querySelector('fieldset:not([hidden])')?.innerText !== said", said)
    look(page, "written-all")
    keep(page.get_by_role("button", name="Keep my answers"))


def take_card(page: Page, woman: Woman, look: Any = nothing) -> None:
    """She gets her card and her copy, says so, and gives the device back."""
    look(page, "card-before")
    page.get_by_role("button", name="Show my card").click()
    woman.card = page.locator("p.code").inner_text()
    look(page, "card")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="My copy (PDF)").click()
    woman.copy = as_text(Path(waiting.value.path()).read_bytes())
    page.get_by_role("button", name="Yes", exact=True).click()
    look(page, "give-back")
    page.get_by_role("link", name="I have the device again").click()


def as_text(document: bytes) -> str:
    """Give the words of a PDF on one line."""
    return " ".join(" ".join(sheet.extract_text() for sheet in PdfReader(BytesIO(document)).pages).split())


def agree(page: Page, woman: Woman, look: Any = nothing) -> None:
    """Lead her through the whole consent, from the explanation to her card."""
    explain(page, woman, look)
    say_yes(page, look)
    answer_alone(page, look)
    take_card(page, woman, look)
