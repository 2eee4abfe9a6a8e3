"""Waiting in a page under our policy: Playwright's own `wait_for_function` looks again by `eval`, which is refused."""

import json
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


def whole(page: Page) -> str:
    """Give all that a page holds of words: its markup, and what stands in its fields, in closed dialogs too."""
    fields = "[...document.querySelectorAll('input, textarea')].map((one) => one.value)"
    return "\n".join([page.content(), *page.evaluate(fields)])


def remembered(page: Page, words: str) -> int:
    """Count the strings in the memory of a page's scripts that have these words, when it has come to rest."""
    end = time.monotonic() + LONGEST
    while (held := _in_memory(page, words)) and time.monotonic() < end:
        page.wait_for_timeout(AGAIN)
    return held


def _in_memory(page: Page, words: str) -> int:
    page.evaluate(
        "/./.test(' ')"
    )  # a browser holds what a pattern was last tried on: ours, and that of who looks for names
    page.get_by_role("button", name="none of them").count()
    way, parts = page.context.new_cdp_session(page), list[str]()
    way.on("HeapProfiler.addHeapSnapshotChunk", lambda said: parts.append(said["chunk"]))
    way.send("HeapProfiler.collectGarbage")
    way.send("HeapProfiler.takeHeapSnapshot", {"reportProgress": False})
    way.detach()
    return sum(words in one for one in json.loads("".join(parts))["strings"])
