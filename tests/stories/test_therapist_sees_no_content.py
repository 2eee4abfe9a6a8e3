"""Words are put wherever words go; then each therapist opens everything there is, and finds none of them."""

import re
from collections import defaultdict
from collections.abc import Iterator
from http.client import HTTPConnection
from itertools import product
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from playwright.sync_api import Page, expect

from tests.stories import sittings, texts
from tests.stories.conftest import PATIENCE, PHONE, Attune, People
from tests.stories.consenting import Woman, agree, as_text, screen_and_take_in

NO_NAME = "It is not a name: keep my words"
"""The words below are in no list, so the program asks whether they are names."""
DRAWN_BY_HER, DRAWN_BY_THE_OTHER = "Zwirbelquast", "Mollumbrink"
SPOKEN, KNOWN, AGES = "Quastelbrodt", "Vennigrafel", "61, 67, 71"
CANARIES = [DRAWN_BY_HER, DRAWN_BY_THE_OTHER, SPOKEN, KNOWN, AGES, AGES.replace(" ", "")]
TEXT = f"I: Where would you like to begin?\nR: With the {SPOKEN.lower()} by the water, and with {KNOWN}."
ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
WORDS_IN_PATHS = {"item": "C08", "level": "W1", "part": "opening"}


def fill(attune: Attune, people: People, woman: Woman) -> set[str]:
    """Put the words into every place that takes words; gives the ids that the interviewer's pages name."""
    ben, phone = people.sign_in("interviewer"), people.somebody(PHONE)
    ids = {woman.pk}
    ben.on("load", lambda page: ids.update(ID.findall(page.url)))
    sittings.describe(ben, woman)
    ben.goto(f"/interviews/{woman.pk}/characteristics/")
    ben.get_by_label("Ages of the children").fill(AGES)
    ben.get_by_role("button", name="Keep").click()
    sittings.ready(ben, people.sign_in("therapist", size=PHONE), woman)
    sittings.join(ben, phone)
    sittings.add(phone, DRAWN_BY_HER, (12,))
    phone.get_by_role("button", name=NO_NAME).click()
    sittings.add(ben, DRAWN_BY_THE_OTHER, (15, 16), 2)
    ben.get_by_role("button", name=NO_NAME).click()
    expect(sittings.drawn(phone)).to_have_text([DRAWN_BY_HER, DRAWN_BY_THE_OTHER])
    ids |= of_each_kind(ben.get_by_role("main").inner_html())
    assert all(word in ben.content() for word in (DRAWN_BY_HER, DRAWN_BY_THE_OTHER))
    sittings.complete(ben)
    sittings.give_feedback(ben)
    store(attune, ben, people, woman)
    return ids | set(ID.findall(ben.url))


def store(attune: Attune, ben: Page, people: People, woman: Woman) -> None:
    """Bring a text in, review it, have it signed."""
    texts.bring(ben, woman, TEXT, f"{attune.person('reader')['name']} (R1)", known=KNOWN)
    texts.review(ben, [KNOWN])
    reader = people.sign_in("reader")
    texts.sign(reader, woman)
    ben.goto(reader.url)
    assert SPOKEN.lower() in ben.content()


def of_each_kind(page: str) -> set[str]:
    """Give two ids of each kind that a page names: those that stand in the same place of it are of one kind."""
    kinds = defaultdict[str, list[str]](list)
    for said in re.findall(r"[\w-]+=\"[^\"]*\"", page):
        for one in ID.findall(said):
            kinds[ID.sub("", said)].append(one)
    return {one for found in kinds.values() for one in [*dict.fromkeys(found)][:2]}


def addresses(ids: set[str]) -> Iterator[str]:
    """Give every address of the program, its places filled with each of the ids."""
    for route in routes(get_resolver().url_patterns, "/"):
        names = re.findall(r"<(?:uuid|slug):(\w+)>", route)
        for given in product(*([WORDS_IN_PATHS[name]] if name in WORDS_IN_PATHS else sorted(ids) for name in names)):
            path = route
            for place in given:
                path = re.sub(r"<\w+:\w+>", place, path, count=1)
            yield path


def routes(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[str]:
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from routes(each.url_patterns, before + str(each.pattern))
        else:
            yield before + str(each.pattern)


def led_to(body: str) -> set[str]:
    """Give the paths of this site that a page leads to, by link or by a form that only asks."""
    forms = re.findall(r"<form[^>]*method=\"get\"[^>]*action=\"(/[^\"#]*)", body)
    return set(forms) | set(re.findall(r"href=\"(/[^\"#]*)", body))


class Walker:
    """Opens pages as the person of a browser, over one line of its own, and keeps what was found in them."""

    def __init__(self, page: Page, site: str) -> None:
        cookies = "; ".join(f"{each['name']}={each['value']}" for each in page.context.cookies())
        self._asks = {"Cookie": cookies, "Accept-Language": "en"}
        self._line = HTTPConnection(urlsplit(site).netloc, timeout=PATIENCE / 1000)
        self.seen, self.found = dict[str, int](), list[tuple[str, str]]()

    def open(self, path: str) -> str:
        """Open one page; gives its body."""
        self._line.request("GET", path, headers=self._asks)
        answer = self._line.getresponse()
        body, kind = answer.read(), answer.getheader("content-type", "")
        said = as_text(body) if "pdf" in kind else body.decode("utf-8", "replace")
        whole = said + "".join(f"{name}: {value}" for name, value in answer.getheaders())
        self.seen[path] = answer.status
        self.found += [(path, word) for word in CANARIES if word.lower() in whole.lower()]
        return said if "html" in kind else ""

    def crawl(self, start: str) -> None:
        """Open every page that can be reached from one."""
        left = {start}
        while left:
            path = left.pop()
            left |= {each for each in led_to(self.open(path)) if each not in self.seen}


def database(attune: Attune) -> Iterator[bytes]:
    """Give everything that PostgreSQL holds, table by table."""
    if not attune.database_url:
        return
    with psycopg.connect(attune.database_url) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (table,) in tables:
            with connection.cursor().copy(f'COPY "{table}" TO STDOUT'.encode()) as out:
                yield b"".join(bytes(part) for part in out)


@pytest.fixture(scope="module")
def filled(attune: Attune, chromium: Any) -> Iterator[tuple[Woman, set[str]]]:
    """A woman all of whose places for words hold words, and the ids of what is hers."""
    people = People(attune, chromium)
    ben = people.sign_in("interviewer")
    woman = screen_and_take_in(ben)
    agree(ben, woman)
    yield woman, fill(attune, people, woman)
    for context in people.contexts:
        context.close()


@pytest.mark.story
@pytest.mark.parametrize("number", [0, 1])
def test_a_therapist_who_opens_everything_finds_no_word(
    filled: tuple[Woman, set[str]], attune: Attune, people: People, number: int
) -> None:
    woman, ids = filled
    walker = Walker(people.sign_in("therapist", number, PHONE), attune.url)
    walker.crawl("/check-ins/")
    hers = [path for path, status in walker.seen.items() if status == 200 and "/check-ins/feedback/" in path]
    assert bool(hers) is (number == 0)
    for path in addresses(ids):
        if path not in walker.seen and "sign-out" not in path:
            walker.open(path)
    walker.open("/check-ins/")
    assert (walker.found, walker.seen["/check-ins/"]) == ([], 200)  # still signed in at the end
    assert [path for path, status in walker.seen.items() if status >= 500] == []
    content = [path for path in walker.seen if woman.pk in path and not path.startswith("/check-ins/")]
    assert {walker.seen[path] for path in content} <= {404, 405}


@pytest.mark.story
def test_no_word_lies_readable_on_the_server(filled: tuple[Woman, set[str]], attune: Attune) -> None:
    files = [path.read_bytes() for path in sorted(attune.var.rglob("*")) if path.is_file()]
    assert len(files) > 2
    held = [*files, *database(attune)]
    assert [word for word in CANARIES if any(word.lower().encode() in each.lower() for each in held)] == []
