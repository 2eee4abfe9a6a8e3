"""The ethics auditor reads the register: exceptions first, every cell with its rule and its acts, and no content."""

import csv
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.stories.conftest import LAPTOP, PHONE, TABLET, People
from tests.stories.consenting import explain, say_yes, screen_and_take_in

HOUR = re.compile(r"\b\d{1,2}[:.h]\d{2}\b|\b\d{1,2} ?[ap]\.?m\b")


def rows(page: Page) -> Locator:
    """Give the rows of the register, one for each participant code."""
    return page.get_by_role("table").locator("tbody tr")


def spoken_only(page: Page) -> str:
    """Take somebody in who has said yes and has not written it yet; gives her code."""
    woman = screen_and_take_in(page)
    explain(page, woman)
    say_yes(page)
    return woman.code


@pytest.mark.story
def test_exceptions_come_first_and_every_cell_opens_its_rule_and_its_acts(people: People, look: Any) -> None:
    code = spoken_only(people.sign_in("interviewer"))
    page = people.sign_in("auditor")
    look(page, "register")
    expect(page.get_by_text("The chain of all acts was checked just now: it is whole")).to_be_visible()
    looks = [bool(row.get_by_text("missing", exact=True).count()) for row in rows(page).all()]
    assert looks == sorted(looks, reverse=True)
    expect(page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=code))).to_have_count(0)  # tomorrow
    cell = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="P01")).get_by_role("group").nth(1)
    cell.locator("summary").click()
    assert re.search(r"\bA\d: .+", cell.inner_text())
    assert cell.get_by_role("listitem").count() > 0
    look(page, "register-open-cell")


@pytest.mark.story
def test_the_arrow_keys_lead_from_row_to_row(people: People) -> None:
    page = people.sign_in("auditor")
    first = rows(page).first.locator("td summary").nth(1)
    first.focus()
    page.keyboard.press("ArrowDown")
    expect(rows(page).nth(1).locator("summary:focus")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(rows(page).nth(1).locator("details[open]")).to_have_count(1)
    page.keyboard.press("ArrowUp")
    expect(first).to_be_focused()
    page.keyboard.press("End")
    expect(rows(page).last.locator("summary:focus")).to_have_count(1)


@pytest.mark.story
def test_the_file_holds_the_same_rows_and_neither_tells_an_hour(people: People) -> None:
    page = people.sign_in("auditor")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Take the table along (CSV)").click()
    text = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    lines = list(csv.reader(text.splitlines()))[1:]
    shown = [row.get_by_role("rowheader").inner_text() for row in rows(page).all()]
    page.get_by_role("link", name="More rows").click()
    expect(page.get_by_role("link", name="Rows before")).to_be_visible()
    shown += [row.get_by_role("rowheader").inner_text() for row in rows(page).all()]
    assert [line[0] for line in lines] == shown
    for details in page.get_by_role("table").locator("td summary").all()[:40]:
        details.click()
    words = page.get_by_role("main").text_content() or ""
    assert (HOUR.findall(words), HOUR.findall(text)) == ([], [])


@pytest.mark.story
def test_the_chain_is_taken_along_and_checked_without_the_server(people: People, root: Path, tmp_path: Path) -> None:
    page = people.sign_in("auditor")
    page.get_by_text("The key of this register").click()
    key = page.get_by_text(re.compile(r"^attune/[0-9a-f-]{36}\+")).inner_text()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Take the chain along").click()
    command = [sys.executable, "-I", str(root / "tools/verify_ledger.py"), str(waiting.value.path()), "--key", key]
    ended = subprocess.run(command, cwd=tmp_path, env={}, capture_output=True, text=True, timeout=60, check=False)
    said = ended.stdout.splitlines()
    assert (ended.returncode, ended.stderr, len(said)) == (0, "", 2)
    assert said[0].startswith("Whole: ")
    assert said[1].endswith(" of the entries are not shown to you; they are there and unchanged.")


@pytest.mark.story
@pytest.mark.parametrize("size", [LAPTOP, TABLET, PHONE], ids=["laptop", "tablet", "phone"])
def test_the_register_reads_like_print_on_every_screen(people: People, look: Any, size: dict[str, int]) -> None:
    page = people.sign_in("auditor", size=size)
    look(page, "register")
    page.get_by_label("What", exact=True).select_option("recording")
    page.get_by_text("By day").click()
    page.get_by_label("From day").fill("2026-01-01")
    page.get_by_role("button", name="Show", exact=True).press("Enter")
    expect(page.get_by_role("link", name="Show all")).to_be_visible()
    first = rows(page).first
    if size == PHONE:
        expect(first.get_by_role("cell")).to_have_count(0)
        first.locator("th summary").press("Enter")
    expect(first.get_by_role("cell")).to_have_count(9)
    look(page, "register-looked-for")


@pytest.mark.story
def test_an_auditor_opens_no_page_with_content(people: People) -> None:
    lead, auditor = people.sign_in("lead"), people.sign_in("auditor")
    lead.goto("/transcripts/")
    stored = lead.get_by_role("main").get_by_role("link").last.get_attribute("href")
    opened = [
        auditor.goto(path) for path in ["/transcripts/", "/today/", "/studies/participants/", "/check-ins/", stored]
    ]
    assert [answer.status for answer in opened if answer] == [404] * 5
