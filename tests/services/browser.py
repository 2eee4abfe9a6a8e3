"""A real Chromium, which asks nothing of anybody by itself, and pages that it is given without a server."""

import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Route, sync_playwright

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = ["--disable-background-networking", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
"""With which it is begun; it refuses its sandbox to the first account of a machine."""
SITE = "http://attune.test"
"""Where the pages that it is given lie."""
_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
_ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Give a browser that ends with the block. Its loop runs in this thread meanwhile: the database is asked before."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def giving(pages: Mapping[str, str], otherwise: int = 404) -> Callable[[Route], None]:
    """Give what answers on a route: these pages by their paths, the program's own files; `otherwise` an empty page."""

    def serve(route: Route) -> None:
        path = re.sub(r"^/static/[0-9a-f]{16}/", "/static/", urlsplit(route.request.url).path)
        file = _ROOT / path.lstrip("/")
        if path.startswith("/static/") and file.is_file():
            route.fulfill(content_type=_TYPES[file.suffix], body=file.read_bytes())
        elif path in pages:
            route.fulfill(content_type="text/html; charset=utf-8", body=pages[path])
        else:
            route.fulfill(status=otherwise, body="")

    return serve
