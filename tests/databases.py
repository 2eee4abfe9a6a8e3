"""A database of one test's own: a copy of the migrated, empty one; and what the database refuses."""

import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import DatabaseError, connection, connections, transaction


@contextmanager
def own_copy() -> Iterator[None]:
    """Point every connection at a fresh copy for the time of the block, and remove the copy after it."""
    described: dict[str, Any] = connection.settings_dict
    template = described["NAME"]
    connections.close_all()
    copy = _copy(template)
    described["NAME"] = copy
    try:
        yield
    finally:
        connections.close_all()
        described["NAME"] = template
        _remove(copy)


def _copy(template: str | Path) -> str:
    if connection.vendor == "sqlite":
        copy = f"{template}.{uuid.uuid4().hex}"
        shutil.copy(template, copy)
        return copy
    copy = f"copy_{uuid.uuid4().hex}"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{copy}" TEMPLATE "{template}"')
    return copy


def _remove(copy: str) -> None:
    if connection.vendor == "sqlite":
        for end in ("", "-wal", "-shm"):
            Path(copy + end).unlink(missing_ok=True)
    else:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{copy}" WITH (FORCE)')


def refuses(statement: str, reason: str) -> bool:
    """Say whether the database refuses a statement, and for this reason; what it did is taken back."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else TRUNCATE is refused for another reason
            cursor.execute(statement)
            transaction.set_rollback(True)
    except DatabaseError as error:
        return reason in str(error)
    return False
