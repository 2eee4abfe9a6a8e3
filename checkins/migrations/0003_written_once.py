"""Triggers that let a feedback be written once and corrected once, on SQLite and PostgreSQL."""

from typing import Any

from django.db import migrations

TABLE = "checkins_feedback"
CHAIN = f"SELECT 1 FROM {TABLE} WHERE id = NEW.corrects_id AND corrects_id IS NOT NULL"  # nosec B608 # its own name


def guard(apps: Any, schema_editor: Any) -> None:
    run = schema_editor.execute
    if schema_editor.connection.vendor == "sqlite":
        run(
            f"CREATE TRIGGER {TABLE}_no_update BEFORE UPDATE ON {TABLE} "
            "BEGIN SELECT RAISE(ABORT, 'a feedback is written once'); END"
        )
        run(
            f"CREATE TRIGGER {TABLE}_no_chain BEFORE INSERT ON {TABLE} WHEN EXISTS ({CHAIN}) "
            "BEGIN SELECT RAISE(ABORT, 'a correction is not corrected'); END"
        )
        run(  # INSERT OR REPLACE deletes without firing a delete trigger
            f"CREATE TRIGGER {TABLE}_no_replace BEFORE INSERT ON {TABLE} "  # nosec B608 # the table's own name
            f"WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE id = NEW.id OR corrects_id = NEW.corrects_id) "
            "BEGIN SELECT RAISE(ABORT, 'a feedback is written once'); END"
        )
        return
    run(
        f"CREATE FUNCTION {TABLE}_once() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF TG_OP = 'UPDATE' THEN RAISE integrity_constraint_violation USING MESSAGE = 'a feedback is written once'; "
        f"END IF; IF EXISTS ({CHAIN}) THEN RAISE integrity_constraint_violation "
        "USING MESSAGE = 'a correction is not corrected'; END IF; RETURN NEW; END $$"
    )
    run(
        f"CREATE TRIGGER {TABLE}_once BEFORE INSERT OR UPDATE ON {TABLE} "
        f"FOR EACH ROW EXECUTE FUNCTION {TABLE}_once()"
    )


def unguard(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "sqlite":
        for verb in ("update", "chain", "replace"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_no_{verb}")
    else:
        schema_editor.execute(f"DROP FUNCTION IF EXISTS {TABLE}_once() CASCADE")


class Migration(migrations.Migration):
    dependencies = [("checkins", "0002_outcomes_and_notices")]
    operations = [migrations.RunPython(guard, unguard)]
