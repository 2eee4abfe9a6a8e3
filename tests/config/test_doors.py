"""Every door names a row of the policy; the check that says so catches one that doesn't."""

from typing import Any

import pytest
from django.urls import path

from accounts import access, table
from config import doors


def test_every_door_names_a_row_and_every_row_has_a_door() -> None:
    stated = {door.policy for _name, door in doors.all_doors()}
    assert table.faults(stated) == []


def test_the_doors_of_every_kind_are_found() -> None:
    assert all(list(kind()) for kind in (doors.views, doors.consumers, doors.tasks, doors.commands))


def test_a_view_without_a_row_is_refused_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(request: Any) -> None: ...

    pattern = path("silent/", silent)
    monkeypatch.setattr(doors, "all_doors", lambda: [*doors.views([pattern])])
    errors = [error for error in doors.every_door_names_its_policy_row() if error.id == "attune.E001"]
    assert [error.msg for error in errors] == ["/silent/ names no policy row"]


def test_a_row_that_the_table_does_not_have_is_refused_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    @access.policy("nothing", "do")
    def unheard(request: Any) -> Any: ...

    monkeypatch.setattr(doors, "all_doors", lambda: [("x", unheard)])
    messages = [error.msg for error in doors.every_door_names_its_policy_row()]
    assert "no policy row for ('nothing', 'do')" in messages


def test_a_process_with_a_fault_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors, "all_doors", lambda: [("x", object())])
    with pytest.raises(SystemExit, match="x names no policy row"):
        doors.refuse_to_start_with_faults()
