"""Every entry of a menu opens for everybody who sees it."""

import re
from typing import Any

import pytest
from django.urls import reverse

from config.menu import ENTRIES
from tests.conftest import Cast

SEEN = {
    "lena": [
        "today:page",
        "studies:participants",
        "studies:page",
        "consent:list",
        "interviews:guide",
        "transcripts:list",
    ],
    "ben": ["today:page", "studies:participants", "interviews:guide", "interviews:moments", "transcripts:list"],
    "rita": ["today:page", "transcripts:list"],
    "thea": ["checkins:list"],
    "sofie": ["today:page", "interviews:guide", "interviews:shared"],
    "aude": ["audit:register"],
    "adam": ["upkeep:page"],
}


@pytest.mark.parametrize(("name", "routes"), SEEN.items())
def test_each_sees_their_entries_and_they_open(cast: Cast, signed_in: Any, name: str, routes: list[str]) -> None:
    browser = signed_in(getattr(cast, name))
    paths = [reverse(route) for route in routes]
    opened = [browser.get(path, follow=True) for path in paths]
    menu = re.search('<nav class="menu".*?</nav>', opened[0].content.decode(), re.DOTALL)
    shown = re.findall('href="([^"]+)"', menu[0]) if menu else []
    assert ([each.status_code for each in opened], shown) == ([200] * len(paths), paths)


@pytest.mark.parametrize(
    ("path", "marked"),
    [
        ("/studies/participants/", [("Participants", "page")]),
        ("/studies/participants/{ana}/", [("Participants", "true")]),
        ("/studies/{study}/", [("Study", "true")]), ("/me/", []),
    ],
)  # fmt: skip
def test_the_entry_of_the_part_in_which_somebody_is_is_marked(
    cast: Cast, signed_in: Any, path: str, marked: list[tuple[str, str]]
) -> None:
    answer = signed_in(cast.lena).get(path.format(ana=cast.ana.pk, study=cast.study.pk))
    assert answer.status_code == 200
    found = re.findall(r'aria-current="(\w+)">([^<]+)</a></li>', answer.content.decode())
    assert [(words, how) for how, words in found] == marked


def test_a_page_asks_once_in_which_parts_somebody_is_here(
    cast: Cast, signed_in: Any, django_assert_max_num_queries: Any
) -> None:
    browser = signed_in(cast.ben)
    with django_assert_max_num_queries(50) as asked:
        assert browser.get("/studies/participants/").status_code == 200
    parts = [each["sql"] for each in asked.captured_queries if 'DISTINCT "studies_membership"."part"' in each["sql"]]
    assert len(parts) == 1


def test_every_entry_is_seen_by_somebody_here() -> None:
    assert {route for routes in SEEN.values() for route in routes} == {route for route, _words, _roles in ENTRIES}
