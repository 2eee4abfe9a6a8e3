"""What comes to somebody who asks for everything: pages, headers, mails, without what is drawn anew each time."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.core import mail
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.access import FACTOR
from config import doors
from tests.access.stated import Line, of_kind
from tests.access.sweep import METHODS, path_of, takes
from tests.checkins.runs import send_due
from tests.lock_order import of_the_test

TOKENS = re.compile(
    rb'(name="(?:csrfmiddlewaretoken|session)" value=|"X-CSRFToken":|nonce=|X-CSRFToken&quot;:&quot;)"?[\w+/=-]+"?'
)
HASHES = re.compile(rb"[0-9a-f]{64}|[A-Za-z0-9+/=]{40,}")
IDS = re.compile(rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
DRAWN_ANEW = ("/me/code/", "/key/")
"""Pages that draw a new secret for each answer, and its picture; of them the status is compared alone."""
NONCE = re.compile(r"'nonce-[\w+/=-]+'")


def plain(body: bytes) -> bytes:
    """Give a body without what is drawn anew for every answer."""
    return TOKENS.sub(b"", body)


def of_the_register(body: bytes) -> bytes:
    """Give a body of the auditor's: salted hashes are noise, ids are numbered as they come."""
    numbers: dict[bytes, bytes] = {}
    bare = HASHES.sub(b"#", plain(body))
    return IDS.sub(lambda found: numbers.setdefault(found[0], b"id %d" % len(numbers)), bare)


Methods = Callable[[Line, int], list[str]]
"""By which methods an address is asked; the number is its place among all of them."""
RARER = sorted({*METHODS} - {"GET", "POST"})


def opened(line: Line, place: int) -> list[str]:
    """Open each address."""
    return ["GET"]


def opened_and_sent(line: Line, place: int) -> list[str]:
    """Open each address that is opened, and send to each that takes a form."""
    return [each for each in takes(dict(doors.views())[line.route]) if each in ("GET", "POST")]


def by_every_method(line: Line, place: int) -> list[str]:
    """Do the same, and ask by one other method in turn: of those an address knows what it is, and looks at no row."""
    return [*opened_and_sent(line, place), RARER[place % len(RARER)]]


def crawl(browser: Client, ids: dict[str, Any], methods: Methods, mask: Any = plain) -> dict[str, Any]:
    """Give what every address of the program answers about these ids, and every page to which a page leads."""
    found: dict[str, Any] = {}
    for place, line in enumerate(of_kind("/")):
        known = {name: ids.get(row, uuid5(NAMESPACE_URL, row)) for name, row in line.names.items()}
        for method in methods(line, place):
            path = path_of(line.route, {name: name for name in line.names}, known)
            found[f"{method} {line.route}"] = _answer(browser, method, path, mask)
    left = {"/"}
    while left:
        path = left.pop()
        links: set[str] = set()
        found[f"page {path}"] = _answer(browser, "GET", path, mask, links)
        left |= {each for each in links if f"page {each}" not in found and "sign-out" not in each}
    return found


def comes(who: Any) -> Client:
    """Give a browser in which somebody is signed in, and has just shown a second factor."""
    browser = Client(raise_request_exception=False)
    browser.force_login(who)
    session = browser.session
    session[FACTOR] = timezone.now().timestamp()
    session.save()
    return browser


Answer = tuple[int, list[tuple[str, str]], bytes]


def _answer(browser: Client, method: str, path: str, mask: Any, links: set[str] | None = None) -> Answer:
    carried = {name: one.value for name, one in browser.cookies.items()}
    with of_the_test():  # what a question writes is taken back, and whoever signs out is still there
        answer = browser.generic(method, path)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        transaction.set_rollback(True)
    browser.cookies.clear()
    browser.cookies.load(carried)
    if links is not None:
        links |= {each.decode() for each in re.findall(rb'(?:href|action)="(/[^"#]*)', body)}
        links |= {answer.headers["Location"]} if answer.headers.get("Location", "").startswith("/") else set()
    if path.startswith(DRAWN_ANEW):
        return answer.status_code, [], b""
    return answer.status_code, headed(answer), mask(body)


def headed(answer: Any) -> list[tuple[str, str]]:
    """Give the headers, and of each cookie all but its value and the end of its time; without what is drawn anew."""
    headers = [(name, NONCE.sub("", value)) for name, value in answer.headers.items()]
    kept = [
        (f"cookie {name}", repr([(key, value) for key, value in sorted(cookie.items()) if key != "expires"]))
        for name, cookie in answer.cookies.items()
    ]
    return sorted(headers + kept)


def mails(at: datetime) -> list[tuple[Any, ...]]:
    """Send what is due; give the mails, but for their numbers."""
    mail.outbox.clear()
    send_due(at)
    return [
        (each.to, each.subject, each.body, {name: value for name, value in each.extra_headers.items()
                                            if name != "Message-ID"})
        for each in mail.outbox
    ]  # fmt: skip
