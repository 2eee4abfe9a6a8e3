"""Waiting in a page under our policy: Playwright's own `wait_for_function` looks again by `eval`, which is refused."""

import time
from typing import Any

from playwright.sync_api import Page

LONGEST, AGAIN = 20.0, 50  # seconds, milliseconds


def until(page: Page, expression: str, arg: Any = None) -> None:
    """Wait until the expression or function is true in the page, also when it gives a promise. Raises TimeoutError."""
    end = time.monotonic() + LONGEST
    while not page.evaluate(expression, arg):
        if time.monotonic() > end:
            raise TimeoutError(expression)
        page.wait_for_timeout(AGAIN)
