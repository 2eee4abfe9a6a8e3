"""Walks of a text: custody of the recording, the transcript brought in, reviewed, read by a second reader, stored."""

import re
from pathlib import Path
from typing import Any

import yaml
from playwright.sync_api import Page, expect

from tests.stories.consenting import Woman, nothing
from tests.stories.sittings import this_day

TEXTS = Path(__file__).resolve().parents[2] / "demo/study/transcripts"
ENGLISH = (TEXTS / "english.txt").read_text()


def identifiers(name: str = "english") -> list[str]:
    """Give every identifier that was marked by hand in an invented transcript."""
    return [row["text"] for row in yaml.safe_load((TEXTS / f"{name}.identifiers.yaml").read_text())["identifiers"]]


def found_in(text: str, words: list[str]) -> list[str]:
    """Give those of `words` that stand in a text as whole words."""
    return [each for each in words if re.search(rf"(?<!\w){re.escape(each)}(?!\w)", text)]


def keep_custody(page: Page, woman: Woman, look: Any = nothing) -> None:
    """Register the recording of her first sitting; it is typed out, then deleted before a witness."""
    page.goto(f"/transcripts/{woman.pk}/")
    first = page.locator("section").filter(has=page.get_by_role("heading", name=re.compile("Sitting 1,")))
    first.get_by_text("the study's recorder").click()
    look(page, "custody-register")
    first.get_by_role("button", name="Keep", exact=True).click()
    first.get_by_text("It is typed out", exact=True).click()
    first.get_by_label("Typed out by").select_option(index=1)
    first.get_by_label("Finished on").fill(this_day())
    look(page, "custody-typed-out")
    first.get_by_role("button", name="Keep that it is typed out").click()
    first.get_by_text("It is deleted", exact=True).click()
    first.get_by_label("Who looked with you").select_option(index=1)
    first.get_by_text("I deleted it").click()
    look(page, "custody-deleted")
    first.get_by_role("button", name="Keep that it is deleted").click()
    expect(first.get_by_text("Who saw that it is gone")).to_be_visible()
    look(page, "custody-gone")


def bring(page: Page, woman: Woman, text: str, reader: str, *, known: str = "", look: Any = nothing) -> None:
    """Paste a text and have it looked through."""
    page.goto(f"/transcripts/{woman.pk}/")
    page.get_by_role("link", name="Bring a transcript in").click()
    page.get_by_label("The text, as it was typed out").fill(text)
    page.get_by_label("Names and places that you know").fill(known)
    page.get_by_label("Language of the text").select_option("English")
    page.get_by_label("Second reader").select_option(label=reader)
    look(page, "bring")
    page.get_by_role("button", name="Look through it").click()
    page.wait_for_url("**/look-through/")
    look(page, "review")


def decide_all(page: Page) -> None:
    """Replace every mark that is still to be looked at, by keyboard."""
    left = page.locator("[data-left]")
    while left.inner_text() != "0":
        page.locator("mark[aria-current]").press("r")


def mark_everywhere(page: Page, words: str) -> None:
    """Mark words wherever they stand unmarked, and replace them."""
    page.locator("mark[aria-current]").press("w")
    field = page.get_by_label("Mark a word everywhere")
    field.fill(words)
    field.press("Enter")
    decide_all(page)


def unmarked(page: Page) -> str:
    """Give what stands in the text outside of every mark."""
    return str(page.locator("[data-book]").evaluate(
        "book => { const copy = book.cloneNode(true);"
        " for (const mark of copy.querySelectorAll('mark')) mark.replaceWith('[]'); return copy.textContent }"
    ))  # fmt: skip


def review(page: Page, hidden: list[str], look: Any = nothing) -> None:
    """Decide every mark, mark what is left of `hidden`, and store the candidate."""
    decide_all(page)
    for words in found_in(unmarked(page), hidden):
        mark_everywhere(page, words)
    look(page, "review-done")
    page.get_by_role("button", name="Show what will be stored").click()
    look(page, "preview")
    page.get_by_role("button", name="Store this text").click()
    page.wait_for_url("**/candidates/**")
    look(page, "candidate")


def sign(reader: Page, woman: Woman, look: Any = nothing) -> None:
    """The second reader reads the candidate and signs it."""
    reader.goto("/transcripts/")
    reader.get_by_role("link", name=woman.code).first.click()
    look(reader, "second-reading")
    reader.get_by_role("button", name="Show what I would sign").click()
    reader.get_by_role("button", name="Sign and store").click()
    reader.wait_for_url("**/stored/**")
    look(reader, "signed")
