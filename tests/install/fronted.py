"""Attune on the test's own database, behind nginx with the project's own settings, on free ports of the loopback."""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.install.services import Nginx
from tests.services.apart import Apart
from tests.services.browser import CHROMIUM, FLAGS
from tests.services.certificates import Certificate
from tests.services.ports import free_port

NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
MISSING = "nginx is not here; on Debian: apt-get install nginx-light"
STAFF, HERS = "attune.example.org", "tablet.example.org"
SETTINGS = Path(__file__).resolve().parents[2] / "deploy/nginx.conf"


class Behind(Apart):
    """Attune, which believes what a proxy of this computer says, as deploy/attune.env has it."""

    def environment(self) -> Mapping[str, str]:
        proxied = {"ATTUNE_BEHIND_PROXY": "127.0.0.1", "ATTUNE_JOIN_HOST": HERS, "ATTUNE_HOSTS": f"127.0.0.1,{STAFF}"}
        return {**super().environment(), **proxied}


def nginx(folder: Path, made: Certificate, behind: int, *, second: bool = True) -> Nginx:
    """Give nginx before the port `behind`: with the settings as they stand, or without HTTP/2."""
    port, text = free_port(), SETTINGS.read_text()
    for said, meant in {
        "listen 443": f"listen 127.0.0.1:{port}", "listen 80": f"listen 127.0.0.1:{free_port()}",
        "/etc/attune/tls/attune.pem": str(made.certificate), "/etc/attune/tls/attune.key": str(made.key),
        "127.0.0.1:8000": f"127.0.0.1:{behind}", "/var/log/nginx/attune.log": "stderr",
    }.items():  # fmt: skip
        assert said in text
        text = text.replace(said, meant)
    settings = folder / f"nginx-{port}.conf"
    settings.write_text(text if second else text.replace("ssl http2", "ssl"))
    return Nginx(NGINX or "nginx", settings, port)


@contextmanager
def browser(made: Certificate, port: int) -> Iterator[Browser]:
    """Give a Chromium that finds the two names at this port, and nothing else; it knows the key of the certificate."""
    there = ", ".join(f"MAP {name}:443 127.0.0.1:{port}" for name in (STAFF, HERS))
    known = f"--ignore-certificate-errors-spki-list={made.fingerprint()}"
    rules = f"--host-resolver-rules={there}, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
    with sync_playwright() as playwright:
        begun = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, known, rules])
        yield begun
        begun.close()


def device(begun: Browser) -> BrowserContext:
    """Give a phone that has never been here."""
    return begun.new_context(
        base_url=f"https://{HERS}", viewport={"width": 412, "height": 915}, has_touch=True, is_mobile=True
    )


ALL_HERE = """() => [...document.querySelectorAll("link[rel=modulepreload]")].every(
  ({ href }) => performance.getEntriesByName(href).some(({ responseEnd }) => responseEnd))"""
"""Whether all that a page asks for beforehand has come."""
KEPT = "async () => (await (await caches.open('attune-shell')).keys()).some(({ url }) => url.endsWith('/shell/'))"
"""Whether her page is kept for a time without a network."""
