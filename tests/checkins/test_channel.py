"""How much a feedback can say, computed from the constraints that stand in the database: as much as is printed."""

import re
from math import log2, prod
from pathlib import Path

import pytest
from django.db import connection

from checkins.models import BOUND

CODED = ("experience", "feelings", "at_the_end", "course", "her_wish", "attention", "she_saw_it")
EVERY = (
    "WITH RECURSIVE every(v) AS (SELECT -32768 UNION ALL SELECT v + 1 FROM every WHERE v < 32767), "
    "tried(v) AS (SELECT {v} FROM every{more}) "
)
"""Every value of a small integer. Where a column takes anything that no constraint refuses, also a word and others."""
MORE = " UNION ALL SELECT * FROM (VALUES ('a word'), (''), (1.5), (9223372036854775807), (x'00'))"
ON_SQLITE = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = %s"
ON_POSTGRESQL = (
    "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'c' AND conrelid = %s::regclass"
)

pytestmark = pytest.mark.django_db


def rows(statement: str, *given: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given or None)
        return list(cursor.fetchall())


def on_sqlite() -> bool:
    return connection.vendor == "sqlite"


def constraints(table: str) -> list[str]:
    """Give the conditions of every CHECK that stands in the database on a table."""
    if not on_sqlite():
        return [str(said).removeprefix("CHECK ") for _name, said in rows(ON_POSTGRESQL, table)]
    ((made,),) = rows(ON_SQLITE, table)
    return [inner(str(made)[found.end() - 1 :]) for found in re.finditer(r"\bCHECK \(", str(made))]


def inner(text: str) -> str:
    """Give what stands in the parentheses with which a text begins, with them."""
    depth = 0
    for place, sign in enumerate(text):
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if not depth:
            return text[: place + 1]
    raise AssertionError(text)


def taken(table: str, column: str) -> int:
    """Give how many values of one column meet every CHECK of its table, when nothing is known of the other columns.

    A condition that ties two columns is unknown then and refuses nothing: the product over all is never too small. So
    is one that does not name the column.
    """
    truth = column == "she_saw_it" and not on_sqlite()
    every = "WITH tried(v) AS (VALUES (true), (false)) " if truth else EVERY.format(
        v="v" if on_sqlite() else "CAST(v AS smallint)", more=MORE if on_sqlite() else ""
    )  # fmt: skip
    others = [name for name in columns(table) if name != column]
    row = f'SELECT tried.v AS "{column}", ' + ", ".join(f'nobody."{name}"' for name in others)
    checks = [f"({each}) IS NOT FALSE" for each in constraints(table) if re.search(rf"\b{column}\b", each)]
    source = f"{row} FROM tried LEFT JOIN {table} nobody ON 1 = 0"
    statement = f"{every} SELECT COUNT(*) FROM ({source}) one WHERE {' AND '.join([*checks, '1 = 1'])}"  # noqa: S608 - names and conditions out of the database itself
    ((count,),) = rows(statement)
    return int(str(count))


def columns(table: str) -> dict[str, bool]:
    """Give the columns of a table, and whether each may hold nobody."""
    of = "pragma_table_info(%s)" if on_sqlite() else "information_schema.columns WHERE table_name = %s"
    said = 'name, "notnull" = 0' if on_sqlite() else "column_name, is_nullable = 'YES'"
    return {str(name): bool(empty) for name, empty in rows(f"SELECT {said} FROM {of}", table)}  # noqa: S608 - constants


def width(table: str) -> int:
    return prod(taken(table, column) + columns(table)[column] for column in CODED)


def test_the_channel_is_as_wide_as_printed_by_the_constraints_that_stand_in_the_database(root: Path) -> None:
    bits = round(log2(width("checkins_feedback")), 1), round(2 * log2(width("checkins_feedback")), 1)
    assert (width("checkins_feedback"), bits) == (BOUND, (19.1, 38.3))
    said = (root / "docs/threat-model.md").read_text()
    assert f"= {BOUND:,} possible ones, or {bits[0]} bits; with its one correction {bits[1]} bits" in said


RELAXED = {
    "checkins_experience_is_coded": '"experience" = 6',
    "checkins_feelings_are_coded": '"feelings" = 15',
    "checkins_wish_is_coded": '"her_wish" = 9',
    "checkins_attention_is_coded": '"attention" = 77',
    "checkins_seen_is_yes_or_no": '"she_saw_it" IS NULL OR 1 = 1',
}


@pytest.mark.parametrize("name", RELAXED)
def test_a_constraint_that_takes_more_is_found(name: str) -> None:
    """On PostgreSQL the type of *she saw it* has no third value; there a table without its NOT NULL is found."""
    if on_sqlite():
        ((made,),) = rows(ON_SQLITE, "checkins_feedback")
        wider = str(made).replace(f'"{name}" CHECK (', f'"{name}" CHECK ({RELAXED[name]} OR ')
        statements = [wider.replace('"checkins_feedback"', '"wider"', 1)]
    else:
        (said,) = [str(said) for found, said in rows(ON_POSTGRESQL, "checkins_feedback") if found == name]
        statements = [
            "CREATE TABLE wider (LIKE checkins_feedback INCLUDING CONSTRAINTS)",
            f"ALTER TABLE wider DROP CONSTRAINT {name}",
            f"ALTER TABLE wider ADD CONSTRAINT {name} {said.replace('CHECK (', f'CHECK ({RELAXED[name]} OR ', 1)}",
        ]
        statements += ["ALTER TABLE wider ALTER she_saw_it DROP NOT NULL"] if "seen" in name else []
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    assert width("wider") > BOUND
