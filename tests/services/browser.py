"""A real Chromium, which asks nothing of anybody by itself."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = ["--disable-background-networking", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
"""With which it is begun; it refuses its sandbox to the first account of a machine."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Give a browser that ends with the block. Its loop runs in this thread meanwhile: the database is asked before."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()
