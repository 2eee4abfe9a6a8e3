"""Whatever is written into whatever field: no page fails, and a form that is refused comes back."""

import random
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from config import doors
from tests.access import stated
from tests.access.sweep import path_of, takes
from tests.access.world import OWN, World, standing

pytestmark = [pytest.mark.security, pytest.mark.timeout(600)]
NOON = datetime(2026, 6, 9, 10, 0, tzinfo=UTC)
SENT_TO_EACH = 6
WORDS = [
    "", " ", "\x00", "a\x00b", "-1", "0", "1", str(2**63), "9" * 400, "1e999", "NaN", "-Infinity", "٣٤", "３４", "on",
    "yes", "no", "null", "[]", "{}", '{"a": ["b"]}', "[[]]", '"\\ud800"', "0000-00-00", "9999-12-31", "2026-02-30",
    "2026-06-10", "02:30", "25:61", "2026-06-10T10:00+99:99", "00000000-0000-0000-0000-000000000000", "{uuid}", "..",
    "../x", "//evil.example", "/today/", "javascript:x", "<script>x</script>", "{{ 7 }}", "%s%n", "' OR 1=1--",
    "\r\nX: y", "é" * 300, "\u202eabc", "a\u0301" * 99, "👩‍👩‍👧‍👧", "x@example.org", "ben@example.org", "a" * 5000,
    "en", "W1", "true", "C09", "P01", "1,2,,3",
]  # fmt: skip
FIELD = re.compile(r"<(?:input|select|textarea|button)\b[^>]*?\bname=\"([\w.-]+)\"")
VALUE = re.compile(r"<(?:input|option|button)\b[^>]*?\bvalue=\"([^\"]*)\"")
MORE = [
    "next", "language", "token", "go", "answer", "secret", "code", "decisions", "more", "hers", "device", "question",
    "talked", "id", "kind", "thing", "lane", "shape", "from_age", "to_age", "label",
]  # fmt: skip


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), standing(NOON) as made:
        yield made


def sent(browser: Client, path: str, fields: dict[str, Any]) -> Any:
    """Send a form; what it did is taken back."""
    known = browser.cookies.copy()
    with transaction.atomic():
        answer = browser.post(path, fields)
        transaction.set_rollback(True)
    browser.cookies = known
    return answer


def guesses(chance: random.Random, page: str) -> Iterator[dict[str, Any]]:
    """Give forms: fields that the page has and some it has not, values that it offers and some it does not."""
    names, values = sorted({*FIELD.findall(page), *chance.sample(MORE, 5)}), VALUE.findall(page) or ["1"]
    for turn in range(SENT_TO_EACH):
        offered = 0.2 * turn  # from nonsense alone to nearly right
        chosen = {each: chance.choice(values) if chance.random() < offered else chance.choice(WORDS) for each in names}
        yield {name: word for name, word in chosen.items() if chance.random() < 0.9}


def test_no_words_in_any_field_make_a_page_fail(world: World) -> None:
    chance, views, asked, faults = random.Random(20260609), dict(doors.views()), 0, []  # noqa: S311 - no secret
    for line in stated.of_kind("/"):
        path = path_of(line.route, line.names, world.cases[OWN].ids)
        who = min(line.others - {"tess with her phone"}, key=lambda name: (name != "ben", name), default=None)
        if who is None or "POST" not in takes(views[line.route]):
            continue
        browser = world.browsers[who]
        browser.raise_request_exception = False
        page = browser.get(path, follow=True).content.decode(errors="replace")
        for fields in guesses(chance, page):
            answer, asked = sent(browser, path, fields), asked + 1
            page_again = b"" if answer.streaming else answer.content
            again = answer.status_code != 422 or b"<form" in page_again or "json" in answer["Content-Type"]
            if answer.status_code >= 500 or b"Traceback" in page_again or not again:
                faults.append((line.route, who, answer.status_code, fields))
    assert faults == []
    assert asked > 300
