"""A real start: an administrator comes by the console, a lead by a passkey; a covered screen loses no word."""

import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.services.browser import CHROMIUM
from tests.services.server import Server
from tests.stories.conftest import PHONE, Attune, People, _own_database

PASSWORD = "three quiet words and a river"
WITHIN = 15_000
"""Milliseconds after which a page of somebody without an account must be gone by itself, also on a busy machine."""


@pytest.fixture
def real(tmp_path: Path) -> Iterator[tuple[Attune, Server]]:
    """Attune outside the demonstration, with nobody in it yet, as a centre starts it on a laptop."""
    with ExitStack() as stack:
        passphrase = tmp_path / "passphrase"
        passphrase.touch(mode=0o600)
        passphrase.write_text("an invented row of words for this one story")
        given = {"ATTUNE_MODE": "real", "ATTUNE_PASSPHRASE_FILE": str(passphrase)}
        if os.environ.get("ATTUNE_TEST_DATABASE") == "postgresql":
            database = _own_database(os.environ["TEST_POSTGRES_URL"])
            database.name += "_real"
            given["DATABASE_URL"] = stack.enter_context(database)
        server = stack.enter_context(Server(given))
        yield Attune(f"http://localhost:{server.port}/", Path(server.directory), []), server


@pytest.fixture
def laptops(real: tuple[Attune, Server], playwrights: Playwright) -> Iterator[People]:
    """Browsers that reach this computer by its name, for which a passkey works."""
    flags = ["--disable-background-networking", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost"]
    browser = playwrights.chromium.launch(
        executable_path=CHROMIUM, args=flags + (["--no-sandbox"] if os.geteuid() == 0 else [])
    )
    people = People(real[0], browser)
    yield people
    for context in people.contexts:
        context.close()
    browser.close()
    assert people.complaints == []


def accept(page: Page, link: str, who: dict[str, str] | None = None) -> None:
    """Open an invitation and choose a password."""
    page.goto(link)
    assert "#" not in page.url
    page.get_by_role("button", name="Open my invitation").click()
    for label, words in (who or {}).items():
        page.get_by_label(label).fill(words)
    page.get_by_label("Your new password").fill(PASSWORD)
    page.get_by_label("The same once more").fill(PASSWORD)
    page.get_by_role("button", name="Keep, and go on").click()
    expect(page.get_by_text("One step is missing")).to_be_visible()


def takes_an_app(page: Page, look: Callable[[Page, str], None]) -> None:
    """Take an app with six digits as the second step, and write the recovery codes down."""
    from accounts import factors

    page.get_by_role("link", name="Add an app with six digits").click()
    page.wait_for_url("**/me/code/")
    look(page, "code")
    seed = page.locator("code").inner_text().replace(" ", "")
    page.get_by_label("Six-digit code").fill(factors.code_at(seed, int(time.time()) // 30))
    page.get_by_role("button", name="Keep").click()
    expect(page.locator("li code")).to_have_count(10)
    page.get_by_role("link", name="I have written them down").click()


def has_a_stick(page: Page) -> None:
    """Give the browser an authenticator that asks for a finger, and gets it."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
               "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip
    cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def invite(page: Page, name: str, email: str) -> str:
    """Invite somebody as the administrator; gives the link that is shown once."""
    page.goto("/upkeep/")
    page.get_by_role("link", name="Invite somebody").click()
    page.get_by_label("Name").fill(name)
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("take part in a study").check()
    page.get_by_role("button", name="Make the invitation").click()
    return page.locator("[data-link]").inner_text()


def begins_a_study(page: Page, lead: str) -> None:
    page.goto("/upkeep/study/")
    fields = {"Title of the study": "Mothers", "Institution": "Invented institute", "E-mail address of its lead": lead,
              "Day of the lead's training": "2026-01-05"}  # fmt: skip
    for label, words in fields.items():
        page.get_by_label(label).fill(words)
    page.get_by_role("button", name="Begin the study").click()
    page.wait_for_url("**/upkeep/")


def covers_and_opens(page: Page, look: Callable[[Page, str], None]) -> None:
    """Type, cover the screen, open it with the key: what was typed is there, and the form can be sent."""
    committee = page.get_by_label("Ethics committee")
    committee.fill("Half a sen")
    page.locator("summary", has_text="Menu").click()
    page.get_by_role("button", name="Cover the screen").click()
    expect(page.get_by_role("heading", name="This screen is covered.")).to_be_visible()
    expect(committee).to_be_hidden()
    assert "Ethics committee" not in page.locator("body").aria_snapshot()
    look(page, "covered")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(committee).to_be_hidden()
    assert page.evaluate("fetch('/today/', {headers: {Accept: 'application/json'}}).then((each) => each.status)") == 423
    page.get_by_role("button", name="Open with my key").click()
    expect(committee).to_be_visible()
    assert committee.input_value() == "Half a sen"
    committee.press("End")
    committee.press_sequentially("tence")
    rest = {"Number of the decision": "7", "Day of the decision": "2026-01-05", "First day on which": "2026-01-12",
            "Last day on which": "2027-12-31"}  # fmt: skip
    for label, words in rest.items():
        page.get_by_label(label).fill(words)
    page.get_by_text("the first version").click()
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_text("Half a sentence")).to_be_visible()


def takes_a_key(page: Page, look: Callable[[Page, str], None]) -> None:
    """Add a passkey, and write the recovery codes down."""
    page.get_by_role("link", name="Add a key").click()
    page.wait_for_url("**/me/key/")
    look(page, "key")
    page.get_by_label("A name for this key").fill("my phone")
    page.get_by_role("button", name="Make my key").click()
    expect(page.locator("li code")).to_have_count(10)
    look(page, "recovery")
    page.get_by_role("link", name="I have written them down").click()


def signs_in_anew(page: Page, look: Callable[[Page, str], None]) -> None:
    """Be led on once a part was given; sign out, and in again with the key."""
    page.reload()
    page.wait_for_url("**/today/")
    page.get_by_text("Menu", exact=True).click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign in with your key")).to_be_visible(timeout=WITHIN)
    look(page, "sign-in")
    page.get_by_role("button", name="Sign in with your key").click()
    page.wait_for_url("**/today/")


def closes_the_account(administrator: Page, page: Page, look: Callable[[Page, str], None]) -> None:
    """Close an account while its page is open: the page closes by itself."""
    administrator.get_by_role("link", name="Lena").click()
    expect(administrator.get_by_role("heading", name="Lena")).to_be_visible()
    look(administrator, "person")
    page.goto("/me/")
    look(page, "me")
    administrator.get_by_role("button", name="Close the account").click()
    expect(page.get_by_role("heading", name="My account")).to_be_hidden(timeout=WITHIN)
    expect(page.get_by_role("button", name="Sign in with your key")).to_be_visible()


@pytest.mark.story
def test_from_the_console_to_a_lead_whose_account_is_closed(
    real: tuple[Attune, Server], laptops: People, look: Callable[[Page, str], None]
) -> None:
    link = re.search(r"http://localhost:\d+/invited/#\S+", real[1].output())
    assert link
    ada: Any = laptops.somebody()
    accept(ada, link[0], {"Name": "Ada", "E-mail address": "ada@example.org"})
    look(ada, "me-without")
    takes_an_app(ada, look)
    ada.wait_for_url("**/upkeep/")

    lena = laptops.somebody(PHONE)
    has_a_stick(lena)
    accept(lena, invite(ada, "Lena", "lena@example.org"))
    takes_a_key(lena, look)
    expect(lena.get_by_text("no part in a study yet")).to_be_visible()

    begins_a_study(ada, "lena@example.org")
    signs_in_anew(lena, look)
    lena.goto("/studies/")
    lena.get_by_role("link", name="Record an ethics decision").click()
    covers_and_opens(lena, look)

    closes_the_account(ada, lena, look)
    lena.get_by_role("button", name="Sign in with your key").click()
    expect(lena.get_by_text("This does not open.")).to_be_visible()
