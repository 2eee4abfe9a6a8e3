"""In which order a transaction takes the locks on rows (docs/developers.md), watched in every test on PostgreSQL.

SQLite lets one transaction write at a time, so there is nothing to watch.
"""

import re
import traceback
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.backends.signals import connection_created
from psycopg.pq import TransactionStatus

ORDER = [
    "studies_screening", "studies_participant", "studies_study", "interviews_guideversion", "studies_membership",
    "timelines_timeline", "timelines_sharelink", "mfa_authenticator", "accounts_invitation", "accounts_person",
    "accounts_session", "accounts_refusals", "ledger_head",
]  # fmt: skip
"""What is locked before what."""
HERS = {
    "interviews_sitting", "checkins_attunement", "transcripts_transcript", "transcripts_recording",
    "upkeep_destruction",
}  # fmt: skip
"""What is locked only by who holds the participant's row: nobody else can wait for it, so its place is free."""
OF = {"timelines_sharelink": "timelines_timeline"}
"""What has none yet when that to which it belongs was made in the same transaction."""
WITHIN = {
    ("checkins/services.py", "see"), ("timelines/services.py", "close_for_drawing"), ("holder.py", "carry_out"),
}  # fmt: skip
"""Verbs that are called by who holds her row already; a test may call them by themselves."""
ALONE = ("upkeep/restoring.py", "upkeep/drilling.py", "upkeep/finishing.py")
"""Where nobody else is: an installation that is brought back, and a database beside the running one."""
_ROOT = Path(__file__).resolve().parents[1]
_ROOMS = tuple(str(each.parent) for each in _ROOT.glob("*/apps.py"))
_RANK = {table: place for place, table in enumerate(ORDER)}
_LOCKS = re.compile(r'FROM "?(\w+).* FOR (?:NO KEY )?UPDATE(?: OF "(\w+)")?$', re.S)
_CHANGES = re.compile(r'(?:UPDATE|DELETE FROM) "(\w+)"')
_MAKES = re.compile(r'INSERT INTO "(\w+)"')


def locked(sql: str) -> str:
    """Give the table whose rows a statement locks, or ""."""
    found = (" FOR " in sql and _LOCKS.search(sql)) or _CHANGES.match(sql)
    return next(filter(None, reversed(found.groups())), "") if found else ""


def _is_free(ours: list[traceback.FrameSummary]) -> bool:
    """Say whether the order is not asked: of the call with which a test began, or since nobody else is there."""
    within = any(ours[0].name == name and ours[0].filename.endswith(file) for file, name in WITHIN)
    return within or any(each.filename.endswith(ALONE) for each in ours)


def _where() -> str:
    """Give where in the program a statement comes from, the outermost call first; "" where it is free."""
    ours = [each for each in traceback.extract_stack() if each.filename.startswith(_ROOMS)]
    if not ours or _is_free(ours):
        return ""
    return ", ".join(f"{Path(each.filename).relative_to(_ROOT)}:{each.lineno}" for each in ours)


class Order:
    """What one connection has locked in the transaction of the code under test; `faults` of all connections."""

    faults: list[str] = []  # noqa: RUF012 - one list for all

    def __init__(self) -> None:
        self._of: Any = None
        self._held: list[str] = []
        self._made: set[str] = set()

    def __call__(self, execute: Any, sql: Any, params: Any, many: Any, context: dict[str, Any]) -> Any:
        """Note what a statement locks, and a fault when it should have come earlier."""
        self._begin(context["connection"])
        words = sql if isinstance(sql, str) else ""
        if (table := locked(words)) and table not in {*self._held, *self._made} and OF.get(table) not in self._made:
            self._lock(table)
        elif made := _MAKES.match(words):
            self._made.add(made[1])  # nobody else can hold what this transaction has made itself
        return execute(sql, params, many, context)

    def _lock(self, table: str) -> None:
        last = max(self._held, key=_RANK.__getitem__, default="")
        why = ""
        if table in HERS and "studies_participant" not in {*self._held, *self._made}:
            why = "without her row"
        elif table in _RANK:
            self._held.append(table)
            why = f"after {last}" if last and _RANK[last] > _RANK[table] else ""
        if why and (where := _where()):  # a test may take what it likes
            self.faults.append(f"{table} is locked {why} in {where}")

    def _begin(self, on: Any) -> None:
        """Forget what was held when another transaction began: a real one, or one within that of a test."""
        outermost = sum(getattr(each, "_from_testcase", False) for each in on.atomic_blocks)
        of = on.savepoint_ids[outermost - 1 : outermost]
        by_itself = len(on.atomic_blocks) == outermost
        if by_itself or of != self._of or on.connection.info.transaction_status == TransactionStatus.IDLE:
            self._of, self._held, self._made = of, [], set()


def of_the_test() -> transaction.Atomic:
    """Give a transaction around several of the program's, which are watched one by one."""
    around = transaction.atomic()
    around._from_testcase = True
    return around


def _watch(connection: Any, **_: Any) -> None:
    if connection.vendor == "postgresql" and not any(isinstance(one, Order) for one in connection.execute_wrappers):
        connection.execute_wrappers.append(Order())


def watch() -> None:
    """Watch every connection that is opened from now on."""
    connection_created.connect(_watch, dispatch_uid="lock order")
    if connection.connection is not None:
        _watch(connection)
