"""Who finds what: every address, asked by everybody, against a second statement written by hand."""

import csv
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client

from config import doors
from tests.access.world import EVERYBODY, STAFF, Case, browser_of, case_of, far_link

METHODS = ["GET", "POST"]


def people_of(words: str) -> set[str]:
    """Give the people that a cell names; a name of two words stands between bars."""
    known = {"all": set(EVERYBODY), "STAFF": set(STAFF), "none": set[str]()}
    return (
        known[words] if words in known else set(words.split("|") if "|" in words or "her " in words else words.split())
    )


def expected() -> dict[str, tuple[dict[str, str], dict[str, set[str]]]]:
    """Give each route with the rows its arguments name and, by method, the people who find it."""
    found = {}
    lines = (Path(__file__).parent / "expected.csv").read_text().splitlines()
    for route, names, who, *by_post in csv.reader(line for line in lines[1:] if not line.startswith("#")):
        people = {"GET": people_of(who), "POST": people_of(by_post[0] if by_post else who)}
        found[route] = (dict(pair.split("=") for pair in names.split()), people)
    return found


def path_of(route: str, names: dict[str, str], ids: dict[str, Any]) -> str:
    return re.sub(r"<\w+:(\w+)>", lambda found: str(ids[names[found[1]]]), route)


def finds(browser: Client, method: str, path: str) -> bool | None:
    """Say whether the browser finds the page; None when it does not take this method. What it did is taken back."""
    known = browser.cookies.copy()
    with transaction.atomic():
        answer = browser.generic(method, path)
        transaction.set_rollback(True)
    browser.cookies = known
    if answer.status_code == 405:
        return None
    assert answer.status_code < 500, path
    led_to_sign_in = answer.status_code == 302 and answer.headers["Location"].startswith("/?")
    return not led_to_sign_in and answer.status_code != 404


@pytest.fixture
def case(cast: Any, noon: datetime, monkeypatch: pytest.MonkeyPatch) -> Case:
    monkeypatch.setattr("django.utils.timezone.now", lambda: noon)
    return case_of(cast, noon)


@pytest.fixture
def browsers(cast: Any, case: Case, noon: datetime) -> Iterator[dict[str, Client]]:
    another = far_link(cast, noon)
    return {name: browser_of(cast, name, case, another) for name in EVERYBODY}  # type: ignore[return-value]


def test_every_address_stands_in_the_table_written_by_hand() -> None:
    assert {route for route, _view in doors.views()} == set(expected())


@pytest.mark.timeout(400)  # some 3,500 requests
def test_everybody_finds_what_the_table_says_and_nothing_else(case: Case, browsers: dict[str, Client]) -> None:
    wrong = []
    for route, (names, people) in expected().items():
        path = path_of(route, names, case.ids)
        for method in METHODS:
            who = {name: finds(browser, method, path) for name, browser in browsers.items()}
            if None in who.values():
                continue
            found = {name for name, does in who.items() if does}
            if found != people[method]:
                more, fewer = sorted(found - people[method]), sorted(people[method] - found)
                wrong.append(f"{method} {route}: found by {more}, not by {fewer}")
    assert not wrong, "\n".join(wrong)


def test_no_method_tells_who_has_no_part_here_that_a_page_is_here(case: Case, browsers: dict[str, Client]) -> None:
    found, nothing = [], browsers["adam"].get("/there/is/no/such/page/").content
    for route, (names, people) in expected().items():
        for name in {"adam", "cleo"} - people["GET"] - people["POST"]:
            path = path_of(route, names, case.ids)
            answers = [browsers[name].get(path)] + ([browsers[name].put(path)] if name == "adam" else [])
            if {(each.status_code, each.content) for each in answers} != {(404, nothing)}:
                found.append((route, name))
    assert found == [("/timelines/<uuid:pk>/operations/", "cleo")]  # a script asks it, no browser opens it


def test_an_address_that_only_takes_a_form_leads_to_the_page_on_which_the_form_stands(
    case: Case, browsers: dict[str, Client]
) -> None:
    stuck = []
    for route, (names, people) in expected().items():
        path = path_of(route, names, case.ids)
        answer = browsers["ben"].get(path) if "ben" in people["POST"] else None
        if answer is not None and answer.status_code == 405:
            stuck.append(route)
        if "ben" in people["POST"]:
            refused = browsers["ben"].generic("PUT", path)
            assert (refused.status_code, b"cannot be opened like this" in refused.content) == (405, True), route
    assert stuck == ["/key/sign-in/", "/key/show/", "/key/add/", "/timelines/<uuid:pk>/operations/"]  # asked by scripts


def test_not_theirs_and_not_there_are_the_same_bytes(case: Case, browsers: dict[str, Client]) -> None:
    differing = []
    for route, (names, people) in expected().items():
        if "<uuid:" in route:
            nowhere = path_of(route, names, {**case.ids, **{name: uuid4() for name in case.ids}})
            for name in set(STAFF) - people["GET"]:
                here, there = browsers[name].get(path_of(route, names, case.ids)), browsers[name].get(nowhere)
                if (here.status_code, here.content) != (there.status_code, there.content):
                    differing.append((route, name))
    assert differing == []


def test_a_get_changes_nothing_but_that_content_was_opened(case: Case, browsers: dict[str, Client]) -> None:
    from django.apps import apps

    from ledger.models import Entry

    def rows() -> dict[str, int]:
        rooms = (model for config in apps.get_app_configs() for model in config.get_models())
        return {model.__name__: model._default_manager.count() for model in rooms}

    before, entries = rows(), Entry.objects.count()
    for route, (names, people) in expected().items():
        for name in people["GET"]:
            browsers[name].get(path_of(route, names, case.ids))
    new = Entry.objects.filter(seq__gt=entries).values_list("act", flat=True)
    after = rows()
    changed = {name for name in before if before[name] != after[name]}
    assert changed <= {"Entry", "Payload", "Checkpoint", "Session"}
    assert {act for act in new if not act.endswith("opened") and not act.endswith("read")} == set()
