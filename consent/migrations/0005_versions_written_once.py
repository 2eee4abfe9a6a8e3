"""Triggers that let a version of the text be written once: it can end, once, and nothing else of it changes.

On SQLite a later migration that remakes its table takes them away: call `guard` again there.
"""

from typing import Any

from django.db import migrations

TABLE, REFUSED = "consent_textversion", "what she agreed to is written once"
STAYS = ("id", "study_id", "number", "change", "published_at", "published_by_id")
IN_ITS_PLACE = "id = NEW.id OR (study_id = NEW.study_id AND number = NEW.number)"
"""When a row stands where a new one would stand. SQLite's REPLACE takes it away without a delete trigger."""


def _otherwise(same: str) -> str:
    """Give when a change is anything but an end that was not there yet; `same` compares two values, NULL too."""
    changed = " OR ".join(f"NOT (NEW.{column} {same} OLD.{column})" for column in STAYS)
    return f"OLD.ends_at IS NOT NULL OR NEW.ends_at IS NULL OR {changed}"


def guard(apps: Any, schema_editor: Any) -> None:
    """Put every trigger in its place; safe to repeat."""
    for statement in _for_sqlite() if schema_editor.connection.vendor == "sqlite" else _for_postgresql():
        schema_editor.execute(statement)


def _for_sqlite() -> list[str]:
    replaced = f"EXISTS (SELECT 1 FROM {TABLE} WHERE {IN_ITS_PLACE})"  # nosec B608 # the table's own name
    return [
        f"CREATE TRIGGER IF NOT EXISTS {TABLE}_once_{verb.lower()} BEFORE {verb} ON {TABLE} {when}"
        f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
        for verb, when in (
            ("UPDATE", f"WHEN {_otherwise('IS')} "), ("DELETE", ""), ("INSERT", f"WHEN {replaced} "),
        )
    ]  # fmt: skip


def _for_postgresql() -> list[str]:
    return [
        f"CREATE OR REPLACE TRIGGER {TABLE}_once BEFORE DELETE OR TRUNCATE ON {TABLE} "
        "FOR EACH STATEMENT EXECUTE FUNCTION consent_once()",
        f"CREATE OR REPLACE FUNCTION {TABLE}_ends_once() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {_otherwise('IS NOT DISTINCT FROM')} THEN "
        f"RAISE integrity_constraint_violation USING MESSAGE = '{REFUSED}'; END IF; RETURN NEW; END $$",
        f"CREATE OR REPLACE TRIGGER {TABLE}_ends_once BEFORE UPDATE ON {TABLE} FOR EACH ROW "
        f"EXECUTE FUNCTION {TABLE}_ends_once()",
    ]


def unguard(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "sqlite":
        for verb in ("update", "delete", "insert"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_once_{verb}")
    else:
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_once ON {TABLE}")
        schema_editor.execute(f"DROP FUNCTION IF EXISTS {TABLE}_ends_once() CASCADE")


class Migration(migrations.Migration):
    dependencies = [("consent", "0004_written_once")]
    operations = [migrations.RunPython(guard, unguard)]
