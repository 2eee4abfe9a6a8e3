"""The review in a real browser: by keys alone, with characters outside the first plane, and looked at by axe."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connections
from django.test.testcases import LiveServerThread
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Dialog, Page

from tests.services.browser import chromium as begun
from tests.transcripts.holding import RAW, STORED
from tests.watching import until
from transcripts.models import State, Transcript

SIZES = {"laptop": (1280, 800), "tablet": (820, 1180), "phone": (390, 844)}


@pytest.fixture
def chromium(committed_cast: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    """A real Chromium, opened after the database and closed before it: its driver runs a loop in this thread."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with begun() as browser:
        connections.close_all()  # while that loop runs, this thread has connections apart
        yield browser
        connections.close_all()


@pytest.fixture
def server(committed_cast: Any) -> Iterator[str]:
    """The pages on a port of this computer, over the test's own database."""
    from tests.consent.acts import agree
    from tests.transcripts.holding import hold

    now = timezone.now()
    agree(committed_cast.ana, by=committed_cast.ben, at=now)
    hold(committed_cast, committed_cast.ana, now)
    thread = LiveServerThread("127.0.0.1", lambda pages: pages)  # files are answered by the program itself
    thread.daemon = True
    thread.start()
    thread.is_ready.wait(20)
    yield f"http://127.0.0.1:{thread.port}"
    thread.terminate()


@pytest.fixture
def visit(chromium: Browser, server: str, signed_in: Any) -> Iterator[Callable[..., Page]]:
    """Open a browser in which a person is signed in; no page may report a fault."""
    faults: list[str] = []
    contexts = []

    def opened(person: Any) -> Page:
        wide, high = SIZES["laptop"]
        context = chromium.new_context(
            base_url=server, viewport={"width": wide, "height": high}, reduced_motion="reduce"
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        cookie = signed_in(person).cookies["attune"]
        context.add_cookies([{"name": "attune", "value": cookie.value, "url": server}])
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert [fault for fault in faults if "status of 4" not in fault] == []


def look(page: Page, name: str) -> None:
    """Assert on every screen that axe finds nothing and nothing is too wide; photograph it when asked.

    A click returns when the answer begins to come: the look waits until the page is there.
    """
    page.wait_for_load_state()
    for wide, high in SIZES.values():
        page.set_viewport_size({"width": wide, "height": high})
        if folder := os.environ.get("ATTUNE_SCREENSHOTS"):
            page.screenshot(path=str(Path(folder) / f"{name}-{wide}.png"))
        found = Axe().run(page).response["violations"]
        assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    page.set_viewport_size({"width": 1280, "height": 800})


def look_through(page: Page, participant: Any, text: str = RAW) -> None:
    page.goto(reverse("transcripts:bring", args=[participant.pk]))
    page.get_by_label("The text, as it was typed out").fill(text)
    page.get_by_label("Second reader").select_option(index=1)
    page.get_by_role("button", name="Look through it").click()
    page.wait_for_selector("[data-panel]:not([hidden])")


def test_a_text_is_reviewed_by_keys_alone(committed_cast: Any, visit: Callable[..., Page]) -> None:
    page = visit(committed_cast.ben)
    look_through(
        page, committed_cast.ana, "I: 🌼 Hi.\nR: My brother is a professional soldier. 🌼 He is well.\nI: Good."
    )
    assert page.locator("[data-choices]").count() == 0
    assert page.locator("[data-left]").inner_text() == "1"
    page.locator("mark").focus()
    page.keyboard.press("s")
    assert page.locator("mark").get_attribute("data-state") == "stays"
    page.keyboard.press("u")
    page.keyboard.press("2")
    assert (
        page.locator("mark").get_attribute("aria-label")
        == "professional soldier, something else that identifies, replaced [job]"
    )
    page.keyboard.press("w")
    page.keyboard.type("brother")
    page.keyboard.press("Enter")
    assert page.locator("[data-left]").inner_text() == "1"
    page.keyboard.press("e")
    page.keyboard.type("ex-partner")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Show what will be stored").press("Enter")
    page.get_by_role("button", name="Store this text").press("Enter")
    page.wait_for_url("**/candidates/**")
    transcript = Transcript.objects.get()
    assert transcript.body == "I: 🌼 Hi.\nR: My [partner] is a [job]. 🌼 He is well.\nI: Good.".replace(
        "partner", "ex-partner"
    )


def test_chosen_words_become_a_mark_at_the_right_place(committed_cast: Any, visit: Callable[..., Page]) -> None:
    page = visit(committed_cast.ben)
    look_through(page, committed_cast.ana, "R: 🌼 é we met 🌼 by the mill, yes.")
    page.evaluate(
        """() => {
            const pieces = [...document.querySelector("[data-turn]").childNodes];
            const words = pieces.find((node) => node.data?.includes("mill"));
            const at = words.data.indexOf("the mill");
            document.getSelection().setBaseAndExtent(words, at, words, at + 8);
        }"""
    )
    page.get_by_role("button", name="Mark these words").click()
    assert page.locator("mark").inner_text() == "the mill"
    page.keyboard.press("c")
    page.get_by_label("Kind").select_option("LOC")
    page.get_by_role("button", name="[place]").click()
    page.get_by_role("button", name="Show what will be stored").click()
    page.get_by_role("button", name="Store this text").click()
    page.wait_for_url("**/candidates/**")
    assert Transcript.objects.get().body == "R: 🌼 é we met 🌼 by [place], yes."


def test_a_file_is_read_in_the_browser_and_a_large_one_is_not_sent(
    committed_cast: Any, visit: Callable[..., Page], tmp_path: Path
) -> None:
    page = visit(committed_cast.ben)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.goto(reverse("transcripts:bring", args=[committed_cast.ana.pk]))
    (tmp_path / "a.txt").write_bytes("R: één café".encode("cp1252"))
    (tmp_path / "b.txt").write_bytes(b"\xff\xfe" + "R: één 🌼".encode("utf-16-le"))
    (tmp_path / "c.txt").write_bytes(b"x" * 30_000_000)
    (tmp_path / "d.txt").write_bytes(bytes(range(256)) * 20)
    field, chooser, says = (
        page.locator("[data-bring-text]"),
        page.locator("[data-bring-file]"),
        page.locator("[data-file-says]"),
    )
    read = []
    for name in "abcd":
        says.evaluate("element => { element.textContent = '' }")
        chooser.set_input_files(tmp_path / f"{name}.txt")
        until(page, "() => document.querySelector('[data-file-says]').textContent !== ''")
        read.append((field.input_value(), says.inner_text().split(".")[0]))
    assert read == [
        ("R: één café", "The file is in the field above"), ("R: één 🌼", "The file is in the field above"),
        ("R: één 🌼", "This file is larger than a talk can be"), ("R: één 🌼", "This is not plain text"),
    ]  # fmt: skip
    assert sent == []


AT_ONCE = """([bytes, times]) => {
    const [chooser, form] = [document.querySelector("[data-bring-file]"), document.querySelector("[data-bring]")];
    const chosen = new DataTransfer();
    chosen.items.add(new File(bytes.map((each) => new Uint8Array(each)), "talk.txt"));
    chooser.files = chosen.files;
    chooser.dispatchEvent(new Event("change"));
    for (let n = 0; n < times; n += 1) form.requestSubmit(form.querySelector("button.btn-primary"));
}"""
BAD_FILES = {
    "This file is larger than a talk can be": [30_000_000],
    "This is not plain text": [list(range(256)) * 20],
    "This file is empty": [[]],
    "This is not plain text. Save it as plain text": [list(b"PK\x03\x04word/document.xml")],
}


def test_sending_at_once_waits_for_the_file_and_its_answer_stays(
    committed_cast: Any, visit: Callable[..., Page]
) -> None:
    page = visit(committed_cast.ben)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.goto(reverse("transcripts:bring", args=[committed_cast.ana.pk]))
    says = page.locator("[data-file-says]")
    for words, content in BAD_FILES.items():
        says.evaluate("element => { element.textContent = '' }")
        page.evaluate(AT_ONCE, [content, 2])
        until(page, "() => document.querySelector('[data-file-says]').textContent !== ''")
        page.get_by_role("button", name="Look through it").click()
        assert says.inner_text().startswith(words)
    assert sent == []
    page.get_by_label("Second reader").select_option(index=1)
    page.evaluate(AT_ONCE, [[list(RAW.encode())], 1])
    page.wait_for_selector("[data-panel]:not([hidden])")
    assert len(sent) == 1


@pytest.mark.security
def test_every_page_of_the_way_is_calm_and_clear(committed_cast: Any, visit: Callable[..., Page]) -> None:
    page = visit(committed_cast.ben)
    root = Path(__file__).resolve().parents[2]
    page.goto(reverse("transcripts:custody", args=[committed_cast.ana.pk]))
    look(page, "custody-before")
    page.get_by_text("the study's recorder").click()
    page.get_by_role("button", name="Keep", exact=True).click()
    page.locator("summary", has_text="It is deleted").click()
    look(page, "custody")
    page.goto(reverse("transcripts:bring", args=[committed_cast.ana.pk]))
    look(page, "bring")
    look_through(page, committed_cast.ana, (root / "demo/study/transcripts/english.txt").read_text())
    look(page, "review")
    while page.locator("[data-left]").inner_text() != "0":
        page.locator("mark[aria-current]").press("r")
    look(page, "review-done")
    page.get_by_role("button", name="Show what will be stored").click()
    look(page, "preview")
    page.get_by_role("button", name="Store this text").click()
    look(page, "candidate")
    signed(visit(committed_cast.rita))
    assert Transcript.objects.get().state == State.STORED


def signed(rita: Page) -> None:
    """The second reader reads what waits, and signs it."""
    rita.goto(reverse("transcripts:list"))
    look(rita, "list")
    rita.get_by_role("link", name="P01").click()
    rita.wait_for_selector("[data-panel]:not([hidden])")
    look(rita, "second")
    rita.get_by_role("button", name="Show what I would sign").click()
    look(rita, "signing")
    rita.get_by_role("button", name="Sign and store").click()
    look(rita, "stored")


def test_leaving_asks_only_when_there_is_work(committed_cast: Any, visit: Callable[..., Page]) -> None:
    page = visit(committed_cast.ben)
    asked: list[str] = []

    def go_on(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", go_on)
    look_through(page, committed_cast.ana)
    page.goto(reverse("transcripts:list"))
    assert asked == []
    look_through(page, committed_cast.ana)
    page.locator("mark").first.click()
    page.keyboard.press("s")
    page.goto(reverse("transcripts:list"))
    assert asked == ["beforeunload"]
    assert (Transcript.objects.count(), STORED in page.content()) == (0, False)
