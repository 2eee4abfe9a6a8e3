"""Triggers through which the register can only grow, one entry at a time, on SQLite and PostgreSQL.

Each table takes the changes for which its condition holds, and no other. Nothing turns a trigger off.
"""

from typing import Any

from django.conf import settings
from django.db import migrations

REFUSED = "the register is append-only"
TABLES = ("ledger_entry", "ledger_payload", "ledger_head", "ledger_checkpoint")
NEXT = (
    "EXISTS (SELECT 1 FROM ledger_head WHERE NEW.seq = size + 1 AND NEW.previous = digest) "
    "AND NOT EXISTS (SELECT 1 FROM ledger_entry WHERE seq = NEW.seq OR previous = NEW.previous)"
)
ONE_EACH = (  # an entry that the head has reached has its payload already
    "EXISTS (SELECT 1 FROM ledger_entry WHERE seq = NEW.entry_id AND subject = NEW.subject_id) "
    "AND NOT EXISTS (SELECT 1 FROM ledger_payload WHERE id = NEW.id OR entry_id = NEW.entry_id)"
)
FORWARD = (
    "NEW.id = OLD.id AND NEW.log = OLD.log AND NEW.anchored >= OLD.anchored AND NEW.anchored <= NEW.size AND ("
    "(NEW.size = OLD.size AND NEW.digest = OLD.digest AND NEW.peaks = OLD.peaks) OR (NEW.size = OLD.size + 1 "
    "AND EXISTS (SELECT 1 FROM ledger_entry WHERE seq = NEW.size AND digest = NEW.digest) "
    "AND EXISTS (SELECT 1 FROM ledger_payload WHERE entry_id = NEW.size)))"
)
OF_THE_HEAD = (
    "EXISTS (SELECT 1 FROM ledger_head WHERE size = NEW.size AND anchored = NEW.size) "
    "AND NEW.number = 1 + COALESCE((SELECT MAX(number) FROM ledger_checkpoint), 0)"
)
NEVER = "1 = 0"
TAKEN = {
    ("ledger_entry", "INSERT"): NEXT, ("ledger_payload", "INSERT"): ONE_EACH,
    ("ledger_head", "UPDATE"): FORWARD, ("ledger_checkpoint", "INSERT"): OF_THE_HEAD,
}  # fmt: skip
"""What is taken, by table and verb; what is not here is never taken. REPLACE is an INSERT."""


def guards() -> list[tuple[str, str, str]]:
    """Give every table and verb with the condition under which it is taken."""
    return [(table, verb, TAKEN.get((table, verb), NEVER)) for table in TABLES for verb in ("INSERT", "UPDATE", "DELETE")]


def guard(apps: Any, schema_editor: Any) -> None:
    sqlite = schema_editor.connection.vendor == "sqlite"
    for statement in _without_the_old(sqlite) + (_for_sqlite() if sqlite else _for_postgresql()):
        schema_editor.execute(statement)


def _without_the_old(sqlite: bool) -> list[str]:
    """These hold all that the first ones held; on SQLite those are gone with the table that grew a constraint."""
    if sqlite:
        return [f"DROP TRIGGER IF EXISTS ledger_entry_no_{verb}" for verb in ("update", "delete", "replace")]
    return ["DROP FUNCTION IF EXISTS ledger_entry_append_only() CASCADE"]


def _for_sqlite() -> list[str]:
    return [
        f"CREATE TRIGGER IF NOT EXISTS {table}_guards_{verb.lower()} BEFORE {verb} ON {table} WHEN NOT ({taken}) "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
        for table, verb, taken in guards()
    ]


def _for_postgresql() -> list[str]:
    statements = [
        "CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSED}'; END $$"
    ]
    for table, verb, taken in guards():
        name = f"{table}_guards_{verb.lower()}"
        if taken == NEVER:
            statements.append(
                f"CREATE OR REPLACE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()"
            )
            continue
        statements += [
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF NOT ({taken}) THEN RAISE EXCEPTION '{REFUSED}'; END IF; RETURN NEW; END $$",
            f"CREATE OR REPLACE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
        ]
    return statements + [
        f"CREATE OR REPLACE TRIGGER {table}_guards_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()"
        for table in TABLES
    ]


def stay(apps: Any, schema_editor: Any) -> None:
    """Drop nothing on the way back; only the invented study may go back at all, with its tables, when it is reset."""
    if not settings.DEMO:
        raise SystemExit("The guards of the register stay.")


class Migration(migrations.Migration):
    dependencies = [("ledger", "0004_checkpoints")]
    operations = [migrations.RunPython(guard, stay)]
