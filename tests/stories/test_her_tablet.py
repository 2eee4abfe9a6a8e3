"""On a centre's laptop: the interviewer works on it, her tablet joins over https under a host name of its own."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, Page, Playwright, Response, expect

from tests.services.browser import CHROMIUM
from tests.services.certificates import Certificate, certificate
from tests.services.ports import free_port
from tests.services.process import without_services
from tests.services.server import ROOT, Server
from tests.stories import sittings
from tests.stories.conftest import TABLET, Attune, People
from tests.stories.prepared import PASSWORD

NAME = "tablet.attune.test"
STAFF = ["/today/", "/upkeep/", "/consent/", "/studies/", "/sign-in/", "/invited/", "/me/", "/interviews/"]
COOKIES = ["", "-form", "-seat"]
STATUS = "(path) => fetch(path).then((answer) => answer.status)"
HSTS = ("strict-transport-security", "max-age=31536000; includeSubDomains")


@dataclass
class Laptop:
    """A real start with an open sitting: the server, its certificate, the sitting, the seed of Ben's app."""

    server: Server
    certificate: Certificate
    sitting: str
    seed: str
    site: str


@pytest.fixture
def laptop(tmp_path: Path) -> Iterator[Laptop]:
    """Attune as a centre starts it: one process, SQLite, and a certificate of the centre's own authority."""
    passphrase, var, port = tmp_path / "passphrase", tmp_path / "var", free_port()
    passphrase.touch(mode=0o600)
    passphrase.write_text("an invented row of words for this one story")
    made = certificate(tmp_path, NAME)
    given = {
        "ATTUNE_MODE": "real", "ATTUNE_PASSPHRASE_FILE": str(passphrase), "ATTUNE_VAR": str(var),
        "ATTUNE_JOIN_HOST": NAME, "ATTUNE_JOIN_LISTEN": "127.0.0.1", "ATTUNE_JOIN_PORT": str(port),
        "ATTUNE_TLS_CERTIFICATE": str(made.certificate), "ATTUNE_TLS_KEY": str(made.key),
    }  # fmt: skip
    told = subprocess.run(
        [sys.executable, "-m", "tests.stories.prepared"], cwd=ROOT, env=without_services(os.environ) | given,
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    sitting, seed = told.stdout.split()
    with Server(given) as server:
        yield Laptop(server, made, sitting, seed, f"https://{NAME}:{port}")


Start = Callable[..., Browser]


@pytest.fixture
def browsers(laptop: Laptop, playwrights: Playwright, tmp_path: Path) -> Iterator[Start]:
    """Start a browser that finds the two names on this computer, and nothing else; `trusts` the centre, or nobody new.

    Trust is put into the store of the browser's account, as a person does it, where `certutil` of NSS is here. Where it
    is not, the browser is told the one key of the certificate; every other key, name or authority is still refused.
    """
    with ExitStack() as stack:

        def started(*, trusts: bool) -> Browser:
            rules = f"--host-resolver-rules=MAP {NAME} 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE localhost"
            flags = ["--disable-background-networking", rules, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
            home = tmp_path / ("trusting" if trusts else "others")
            if trusts and not trusts_in(home, laptop.certificate):
                flags.append(f"--ignore-certificate-errors-spki-list={laptop.certificate.fingerprint()}")
            browser = playwrights.chromium.launch(
                executable_path=CHROMIUM, args=flags, env={**os.environ, "HOME": str(home)}
            )
            stack.callback(browser.close)
            return browser

        yield started


def trusts_in(home: Path, made: Certificate) -> bool:
    """Put the centre's authority among those that the account with this home trusts; False where nothing can."""
    if shutil.which("certutil") is None:
        return False
    store = home / ".pki/nssdb"
    store.mkdir(parents=True)
    for options in (["-N", "--empty-password"], ["-A", "-t", "C,,", "-n", "centre", "-i", str(made.authority)]):
        subprocess.run(["certutil", "-d", f"sql:{store}", *options], check=True, capture_output=True)
    return True


def signs_in(page: Page, seed: str) -> None:
    from accounts import factors

    page.goto("/")
    page.get_by_label("E-mail address").fill("ben@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Six-digit code").fill(factors.code_at(seed, int(time.time()) // 30))
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url("**/today/")


def cookies(page: Page) -> list[tuple[Any, ...]]:
    """Give name, Secure, SameSite, path and domain of what a browser keeps."""
    kept = page.context.cookies()
    return sorted((each["name"], each["secure"], each["sameSite"], each["path"], each["domain"]) for each in kept)


class Heard:
    """What a page opens and gets over the network, from here on."""

    def __init__(self, page: Page) -> None:
        self.sockets: set[str] = set()
        self.answers: list[Response] = []
        page.on("websocket", lambda each: self.sockets.add(each.url.split("/live/")[0]))
        page.on("response", lambda each: self.answers.append(each))

    def headers(self, name: str) -> set[str | None]:
        """Give how a header stands in all that is no sheet, script or picture: of those Chromium keeps no headers."""
        pages = [each for each in self.answers if each.request.resource_type in ("document", "fetch")]
        return {each.all_headers().get(name) for each in pages if "/static/" not in each.url}


@pytest.mark.story
def test_her_tablet_joins_by_https_under_a_name_of_its_own(
    laptop: Laptop, browsers: Start, look: Callable[[Page, str], None]
) -> None:
    staff, trusting = browsers(trusts=False), browsers(trusts=True)
    here = Attune(f"http://localhost:{laptop.server.port}/", Path(laptop.server.directory), [])
    laptops, tablets = People(here, staff), People(here, trusting)
    ben, tablet = laptops.somebody(), tablets.somebody(TABLET)
    heard = Heard(tablet)
    signs_in(ben, laptop.seed)
    ben.goto(f"/room/{laptop.sitting}/")
    link = sittings.invitation(ben)
    assert link.startswith(f"{laptop.site}/j/en/#")

    stranger = laptops.somebody(TABLET)
    with pytest.raises(Error, match="ERR_CERT_AUTHORITY_INVALID"):  # a tablet that does not trust the centre
        stranger.goto(f"{laptop.site}/j/")

    sittings.follow(ben, tablet, link)
    sittings.add(ben, "with my gran", (3, 9), 1)
    sittings.add(tablet, "the blue door", (12,))
    for page in (ben, tablet):
        expect(sittings.drawn(page)).to_have_text(["the blue door", "with my gran"])
    look(tablet, "her-tablet")
    assert heard.sockets == {laptop.site.replace("https", "wss")}
    assert cookies(tablet) == [(f"__Host-attune{each}", True, "Strict", "/", NAME) for each in COOKIES]
    assert [tablet.evaluate(STATUS, path) for path in STAFF] == [404] * len(STAFF)
    assert heard.headers(HSTS[0]) == {HSTS[1]}
    assert laptops.complaints + tablets.complaints == []
