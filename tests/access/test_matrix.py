"""Who finds what: every door, opened by everybody about every case, against a statement written by hand."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import cycle, product
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction

from accounts.access import Actor, Asks, Role
from config import doors
from config.policy import POLICY
from ledger.models import Entry
from tests.access import judges, stated
from tests.access.sweep import METHODS, TAKES, Answer, Cell, asked, path_of, print_of, sockets, sweep, takes
from tests.access.world import (
    BOTH,
    EVERYBODY,
    NOWHERE,
    OWN,
    RELATIONS,
    WITHOUT_ACCOUNT,
    WORDS,
    World,
    roles_of,
    standing,
)
from vault.fields import EncryptedText

pytestmark = pytest.mark.timeout(1800)  # some 10,000 requests, all made by whichever test comes first
JOINING = {"/j/", "/j/en/", "/j/nl/", "/j/fr/"}
NOON = datetime(2026, 6, 9, 10, 0, tzinfo=UTC)
Found = dict[Cell, Answer]


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), standing(NOON) as made:
        yield made


@pytest.fixture(scope="module")
def answers(world: World) -> Found:
    """Every answer: about the own case everybody asks by GET and POST, about the others those who might find it there.

    A sample, so that it takes a minute: about the own case every third asks by one other method in turn; about another
    case one asks by the method an address is for, and opens one that takes a form. Who has no part at a door is refused
    before any row is looked at; of them, every twelfth asks about the other cases. `ATTUNE_ACCESS=all` lets everybody
    ask by every method about every case (some minutes).
    """
    views, twelfth, third = dict(doors.views()), cycle(range(12)), cycle(range(3))
    turn = cycle(sorted({*METHODS} - {"GET", "POST"}))

    def methods(route: str, about: str, who: str) -> list[str]:
        if os.environ.get("ATTUNE_ACCESS") == "all":
            return METHODS
        if about == OWN:
            return ["GET", "POST", *([next(turn)] if next(third) == 0 else [])]
        asks = who in stated.lines()[route].may_find("any") or next(twelfth) == 0
        taken = [each for each in takes(views[route]) if each in ("GET", "POST")] if asks else []
        return taken if taken[:1] == ["POST"] else taken[:1]

    return dict(sweep(stated.of_kind("/"), world, methods)) | dict(sockets(stated.of_kind("socket "), world))


def test_every_door_stands_in_the_table_written_by_hand() -> None:
    addresses = {route for route, _view in doors.views()}
    others = {name for name, _door in [*doors.consumers(), *doors.tasks(), *doors.commands()]}
    assert addresses | others == set(stated.lines())


def test_everybody_finds_what_the_table_says_and_nothing_else(answers: Found) -> None:
    assert judges.matrix(answers, [*stated.of_kind("/"), *stated.of_kind("socket ")]) == []


def test_every_relation_method_role_and_person_was_asked(answers: Found, world: World) -> None:
    assert {cell.about for cell in answers} == {*RELATIONS, NOWHERE}
    assert {cell.method for cell in answers} == {*METHODS, "socket"}
    assert {cell.who for cell in answers} == {*EVERYBODY, BOTH}
    held = {role for who in EVERYBODY for role in roles_of(world.browsers[who])}
    assert held == set(Role) - {Role.PLATFORM}


def test_not_theirs_and_not_there_are_the_same_bytes_and_headers(answers: Found, world: World) -> None:
    refused = {(cell.who in WITHOUT_ACCOUNT, answer.refusal) for cell, answer in answers.items() if answer.refusal
               and cell.route not in JOINING}  # fmt: skip
    nothing = "/no/such/page/"
    there_is_none = {print_of(asked(world.browsers["ben"], method, nothing), nothing) for method in ("GET", "HEAD")}
    pages = {said for _without, said in refused if said[0] == 404}
    assert pages == there_is_none
    to_sign_in = {said for without, said in refused if said[0] == 302 and without}
    assert {(status, dict(headers)["Location"]) for status, _body, headers in to_sign_in} == {
        (302, "/?next=<path>"), (302, "/?next="),
    }  # fmt: skip
    assert {said for _without, said in refused} == pages | to_sign_in
    assert len(to_sign_in) == 2


def no_ids(known: Any, others: list[Any]) -> list[str]:
    """Give what is no id of somebody's own: none at all, their own spelled otherwise, and those of other cases."""
    none = ["-1", "0", str(2**63), "..", "%2e%2e", "%00", "null", "*", "x" * 300]
    around = [f"{{{known}}}", f"urn:uuid:{known}", f"{known}%00", f"%20{known}", f"{known}%0a", f"{known};x"]
    return [*none, str(known).upper(), known.hex, *around, *map(str, others)]


def test_row26_an_id_that_is_none_and_one_of_elsewhere_are_answered_alike(world: World) -> None:
    own, views, nothing, count = world.cases[OWN].ids, dict(doors.views()), "/no/such/page/", 0
    for line in stated.of_kind("/"):
        who = min(line.get & {"ben", "her link"} or line.get & OF_EACH_PART, default="")
        elsewhere = [each for each in ("other centre", "other study", "W3") if who not in line.finders(each, "GET")]
        methods = cycle([each for each in takes(views[line.route]) if each in ("GET", "HEAD", "POST")])
        for name in (each for each in line.names if f"<uuid:{each}>" in line.route):
            known, there = own[line.names[name]], [world.cases[each].ids[line.names[name]] for each in elsewhere]
            for spelling in no_ids(known, [each for each in there if each != known]):
                path = path_of(line.route.replace(f"<uuid:{name}>", spelling), line.names, own)
                method, count = next(methods), count + 1
                there_is_none = print_of(asked(world.browsers[who], method, nothing), nothing)
                found = print_of(asked(world.browsers[who], method, path), path)
                assert (path, method, who, found) == (path, method, who, there_is_none)
    assert count > 1000


def test_a_secret_that_opens_nothing_is_answered_alike_to_everybody(answers: Found) -> None:
    refused = {(cell.route, cell.who in WITHOUT_ACCOUNT, answer.refusal) for cell, answer in answers.items()
               if cell.route in JOINING and answer.refusal}  # fmt: skip
    # who is signed in keeps the language of the browser
    assert sorted(said[:2] for said in refused) == sorted(product(JOINING, (False, True)))


def test_no_method_tells_who_has_no_part_here_that_a_page_is_here(answers: Found) -> None:
    lines, told = stated.lines(), {cell for cell, answer in answers.items() if answer.found is TAKES}
    assert [cell for cell in told if cell.who not in lines[cell.route].may_find("any")] == []
    opened = {
        cell.route for cell in told if cell.method == "GET" and cell.who not in lines[cell.route].finders(OWN, "GET")
    }
    assert opened == {"/timelines/<uuid:pk>/operations/"}  # a script asks it, no browser opens it


def test_an_address_that_only_takes_a_form_leads_to_the_page_on_which_the_form_stands(
    answers: Found, world: World
) -> None:
    stuck = {cell.route for cell, answer in answers.items() if answer.found is TAKES and cell.method == "GET"}
    by_scripts = {"/key/sign-in/", "/key/show/", "/key/add/", "/timelines/<uuid:pk>/operations/",
                  "/j/timeline/operations/"}  # fmt: skip
    assert stuck == by_scripts
    for line in stated.of_kind("/"):
        if "ben" in line.others:
            refused = asked(world.browsers["ben"], "PUT", path_of(line.route, line.names, world.cases[OWN].ids))
            assert (refused.status_code, b"cannot be opened like this" in refused.content) == (405, True), line.route


def test_the_parts_let_through_at_each_door_are_those_of_who_finds_it(world: World) -> None:
    roles = {who: roles_of(browser) for who, browser in world.browsers.items()}
    for name, door in [*doors.views(), *doors.consumers()]:
        granted = {role for role, *pair in POLICY if tuple(pair) == door.policy}
        assert judges.parts(stated.lines()[name], granted, roles) == []


def test_only_the_program_starts_tasks_and_commands() -> None:
    for name, door in [*doors.tasks(), *doors.commands()]:
        resource, action = door.policy
        granted = {role for role in Role if Asks(Actor(roles=frozenset({role})), resource, action, NOON).may()}
        assert (name, granted) == (name, {Role.PLATFORM})
        assert stated.lines()[name].get == {"platform"}


def test_the_program_holds_nothing_but_its_tasks_and_commands() -> None:
    started = {door.policy for _name, door in [*doors.tasks(), *doors.commands()]}
    assert {(resource, action) for role, resource, action in POLICY if role is Role.PLATFORM} == started


def test_everybody_finds_the_words_that_the_table_says_and_no_others(answers: Found, world: World) -> None:
    assert judges.fields(answers, world) == stated.fields()


SEALED = {
    "timelines.Thing.told": ["label"], "timelines.Lane.name": [], "timelines.Timeline.life": [],  # shown beside things
    "transcripts.Transcript.body": ["candidate", "stored"],
    "interviews.Characteristic.value": ["ages"], "interviews.Note.words": ["note"],
    "ledger.Payload.salt": ["salt"],
    "ledger.Payload.content": [],  # codes and ids: no words that could stand for it
}  # fmt: skip


def test_every_sealed_column_has_words_that_are_looked_for() -> None:
    columns = (
        field for config in apps.get_app_configs() for model in config.get_models() for field in model._meta.fields
    )
    assert {f"{each.model._meta.label}.{each.name}" for each in columns if isinstance(each, EncryptedText)} == set(
        SEALED
    )
    assert {name for names in SEALED.values() for name in names} == set(WORDS) - {"code", "asked", "feedback", "moment"}


OF_EACH_PART = {"lena", "ben", "rita", "thea", "sofie", "aude", "adam", "curt", "nobody", "her link", "her code"}


def test_a_get_changes_nothing_but_that_content_was_opened(world: World) -> None:
    def rows() -> dict[str, int]:
        rooms = (model for config in apps.get_app_configs() for model in config.get_models())
        return {model.__name__: model._default_manager.count() for model in rooms}

    with transaction.atomic():
        before, entries = rows(), Entry.objects.count()
        for line in stated.of_kind("/"):
            path = path_of(line.route, line.names, world.cases[OWN].ids)
            for name in line.get if len(line.get) < len(OF_EACH_PART) else OF_EACH_PART & line.get:
                world.browsers[name].get(path)
        new = Entry.objects.filter(seq__gt=entries).values_list("act", flat=True)
        after = rows()
        changed = {name for name in before if before[name] != after[name]}
        assert changed <= {"Entry", "Payload", "Checkpoint", "Session"}
        assert {act for act in new if not act.endswith("opened") and not act.endswith("read")} == set()
        transaction.set_rollback(True)
