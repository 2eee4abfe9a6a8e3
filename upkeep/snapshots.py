"""The database at one moment, and a database beside it that is gone afterwards.

SQLite: the pages as one image, in memory. PostgreSQL: each table as COPY gives it, in one transaction of isolation
REPEATABLE READ; beside it stand temporary tables in a transaction that is taken back. No program of the database is
needed, and nothing is written to a file of ours.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from itertools import chain
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from psycopg import sql

IMAGE, TABLE = "image", "table "
"""Names of members of a backup: the image of a SQLite database, and before the name of a table of PostgreSQL."""
_PIECE = 2**20
Members = Iterable[tuple[str, Iterator[bytes]]]


@contextmanager
def _as_default(beside: Any) -> Iterator[None]:
    """Let this thread's default database be `beside` for the time of the block."""
    before = connections["default"]
    connections["default"] = beside
    try:
        yield
    finally:
        connections["default"] = before


@contextmanager
def moment() -> Iterator[Iterator[tuple[str, Iterator[bytes]]]]:
    """Give the database of one moment as members; within the block queries of this thread see that moment."""
    if connection.vendor == "sqlite":
        image = _image()
        with _in_memory(image):
            yield iter([(IMAGE, _in_pieces(image))])
        return
    with _another() as beside, transaction.atomic():
        with beside.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield ((TABLE + name, _copied_out(beside, name)) for name in tables())


def _image() -> bytes:
    place = f"{Path(connection.settings_dict['NAME']).resolve().as_uri()}?mode=ro"
    with closing(sqlite3.connect(place, uri=True, isolation_level=None, timeout=20)) as source:
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()  # the moment begins with the first read
        image = bytearray(source.serialize())
    image[18:20] = b"\1\1"  # without a log beside it: sqlite.org/fileformat2.html, section 1.3.3
    return bytes(image)


def _in_pieces(image: bytes) -> Iterator[bytes]:
    return (image[start : start + _PIECE] for start in range(0, len(image), _PIECE))


@contextmanager
def _in_memory(image: bytes) -> Iterator[None]:
    beside = connection.copy()
    beside.settings_dict["NAME"] = ":memory:"
    beside.connect()
    held = beside.connection
    try:
        held.deserialize(image or b"\0")
        with _as_default(beside):
            yield
    finally:
        held.close()


@contextmanager
def _another() -> Iterator[Any]:
    beside = connection.copy()
    try:
        with _as_default(beside):
            yield beside
    finally:
        beside.close()


@contextmanager
def scratch(members: Members) -> Iterator[None]:
    """Bring members back beside the database: queries of this thread see them for the time of the block.

    Raises DatabaseError when they do not fit.
    """
    if connection.vendor == "sqlite":
        with _in_memory(b"".join(piece for name, pieces in members if name == IMAGE for piece in pieces)):
            yield
        return
    with _another(), transaction.atomic():
        ties = _ties()
        _each(tables(), "CREATE TEMPORARY TABLE {0} (LIKE {0} INCLUDING ALL) ON COMMIT DROP")
        _copy_all_in(members)
        with connection.cursor() as cursor:
            for name, said in ties:
                cursor.execute(sql.SQL("ALTER TABLE {} ADD ").format(sql.Identifier(name)) + sql.SQL(said))
        yield
        transaction.set_rollback(True)


class NotEmpty(Exception):
    """Somebody or some act stands in the database."""


@contextmanager
def filled(members: Members) -> Iterator[None]:
    """Put members into the empty tables of a PostgreSQL database, in one transaction that the block is a part of.

    The guards of the register stand again before the block begins. Raises NotEmpty, and DatabaseError when the rows do
    not fit.
    """
    with transaction.atomic():
        names = tables()
        _each(names, "ALTER TABLE {} DISABLE TRIGGER USER")
        if not is_empty():  # from here nobody else writes
            raise NotEmpty
        _each(names, "DELETE FROM {}")
        _copy_all_in(members)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for line in connection.ops.sequence_reset_sql(no_style(), list(apps.get_models(include_auto_created=True))):
                cursor.execute(line)
        _each(names, "ALTER TABLE {} ENABLE TRIGGER USER")
        yield


def _each(names: Iterable[str], statement: str) -> None:
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(sql.SQL(statement).format(sql.Identifier(name)))


def _ties() -> list[tuple[str, str]]:
    """Give the foreign keys: of which table, and how each is said."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.relname, pg_get_constraintdef(c.oid) FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid "
            "WHERE c.contype = 'f' AND t.relnamespace = current_schema()::regnamespace ORDER BY c.conname"
        )
        return list(cursor.fetchall())


def vendor() -> str:
    """Give the kind of the database: sqlite or postgresql."""
    return connection.vendor


def tables() -> list[str]:
    """Give the tables of this database by name, without those of the database itself."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND substr(name, 1, 7) <> 'sqlite_'")
        else:
            cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        return sorted(name for (name,) in cursor.fetchall())


def counts() -> dict[str, int]:
    """Give the number of rows of each table."""
    found = {}
    with connection.cursor() as cursor:
        for name in tables():
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(name)}")  # nosec B608 # noqa: S608 - a table's name
            found[name] = cursor.fetchone()[0]
    return found


def steps() -> list[str]:
    """Give the migrations that the tables have gone through."""
    return sorted(f"{app} {name}" for app, name in MigrationRecorder(connection).applied_migrations())


def unknown(gone_through: Iterable[str]) -> list[str]:
    """Give those steps that this version does not know."""
    known = {f"{app} {name}" for app, name in MigrationLoader(None).disk_migrations}
    return sorted(set(gone_through) - known)


def go_through(wanted: Iterable[str]) -> None:
    """Make tables that have gone through these steps."""
    executor, left = MigrationExecutor(connection), set(wanted) - set(steps())
    everything = executor.migration_plan(executor.loader.graph.leaf_nodes(), clean_start=True)
    plan = [(each, False) for each, _back in everything if f"{each.app_label} {each.name}" in left]
    executor.migrate([(each.app_label, each.name) for each, _back in plan], plan)


def is_up_to_date() -> bool:
    """Say whether the tables have gone through every step of this version."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def is_empty() -> bool:
    """Say whether nobody and no act stands in the database; it may have tables."""
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        return True  # asking would make the file
    there = set(tables())
    return not any(name in there and _has_rows(name) for name in ("accounts_person", "ledger_entry", "studies_study"))


def _has_rows(name: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(name)} LIMIT 1")  # nosec B608 # noqa: S608 - a table's name
        return cursor.fetchone() is not None


def _copied_out(beside: Any, name: str) -> Iterator[bytes]:
    """Give the columns of a table as JSON, then its rows as COPY gives them."""
    with beside.cursor() as cursor:
        cursor.execute("SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 "
                       "AND NOT attisdropped AND attgenerated = '' ORDER BY attnum", [f'"{name}"'])  # fmt: skip
        columns = [column for (column,) in cursor.fetchall()]
    yield json.dumps(columns).encode() + b"\n"
    out = sql.SQL("COPY (SELECT {} FROM {}) TO STDOUT").format(_listed(columns), sql.Identifier(name))
    with beside.connection.cursor() as cursor, cursor.copy(out) as copy:
        for row in copy:
            yield bytes(row)


def _copy_all_in(members: Members) -> None:
    for name, pieces in members:
        if name.startswith(TABLE):
            columns, first = _headed(pieces)
            into = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(name.removeprefix(TABLE)), _listed(columns))
            with connection.connection.cursor() as cursor, cursor.copy(into) as copy:
                for piece in chain([first], pieces):
                    copy.write(piece)


def _headed(pieces: Iterator[bytes]) -> tuple[list[str], bytes]:
    """Give the columns that stand in the first line, and what was taken behind it."""
    taken = b""
    while b"\n" not in taken:
        taken += next(pieces, b"[]\n")
    line, _end, first = taken.partition(b"\n")
    return json.loads(line), first


def _listed(columns: list[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, columns))
