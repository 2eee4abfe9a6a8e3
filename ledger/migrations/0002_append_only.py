"""Triggers that refuse to change or delete an entry, on SQLite and PostgreSQL."""

from typing import Any

from django.db import migrations

TABLE = "ledger_entry"


def guard(apps: Any, schema_editor: Any) -> None:
    run = schema_editor.execute
    if schema_editor.connection.vendor == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            run(
                f"CREATE TRIGGER {TABLE}_no_{verb.lower()} BEFORE {verb} ON {TABLE} "
                "BEGIN SELECT RAISE(ABORT, 'the register is append-only'); END"
            )
        run(  # INSERT OR REPLACE deletes without firing the delete trigger
            f"CREATE TRIGGER {TABLE}_no_replace BEFORE INSERT ON {TABLE} "  # nosec B608 # the table's own name
            f"WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE seq = NEW.seq) "
            "BEGIN SELECT RAISE(ABORT, 'the register is append-only'); END"
        )
    else:
        run(
            f"CREATE FUNCTION {TABLE}_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'the register is append-only'; END $$"
        )
        run(
            f"CREATE TRIGGER {TABLE}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {TABLE} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {TABLE}_append_only()"
        )


def unguard(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "sqlite":
        for verb in ("update", "delete", "replace"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_no_{verb}")
    else:
        schema_editor.execute(f"DROP FUNCTION IF EXISTS {TABLE}_append_only() CASCADE")


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_register")]
    operations = [migrations.RunPython(guard, unguard)]
