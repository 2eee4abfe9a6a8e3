"""Every row of the access table, and every mark of a door, matters: whatever is changed, a judge notices."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.access import mutants
from tests.access.world import World, standing

pytestmark = pytest.mark.timeout(1800)
EVERY = 1 if os.environ.get("ATTUNE_MUTANTS") == "all" else 20
"""Each mark is taken for those of its own resource, and for every how manyth other one."""


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), standing(datetime(2026, 6, 9, 10, 0, tzinfo=UTC)) as made:
        yield made


def test_no_changed_row_of_the_check_ins_goes_unnoticed(world: World) -> None:
    ran = mutants.run(mutants.Judge(world, "/check-ins/"), 1000)
    assert ran.survivors == []
    assert sum(ran.counts.values()) > 50


@pytest.mark.security
def test_no_changed_table_and_no_changed_mark_goes_unnoticed(world: World, record_property: Any) -> None:
    ran = mutants.run(mutants.Judge(world), EVERY)
    record_property("mutants", ran.words)
    print(ran.words)  # noqa: T201 - the figures of the note, shown with -s
    assert ran.survivors == []
    assert sum(ran.counts.values()) > 1000
