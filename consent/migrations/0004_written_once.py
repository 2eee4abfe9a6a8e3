"""Triggers that let an act of consent and a published text be written once, on SQLite and PostgreSQL.

On SQLite a later migration that remakes one of these tables takes its triggers away: call `guard` again there.
"""

from typing import Any

from django.db import migrations

REFUSED = "what she agreed to is written once"
SAME = {
    "consent_act": 'id = NEW.id OR "order" = NEW."order"',
    "consent_answer": "id = NEW.id OR (act_id = NEW.act_id AND item = NEW.item)",
    "consent_teachback": "id = NEW.id OR (act_id = NEW.act_id AND question = NEW.question)",
    "consent_text": "id = NEW.id OR (version_id = NEW.version_id AND language = NEW.language)",
    "consent_consentcopy": "id = NEW.id OR act_id = NEW.act_id",
}
"""By table: when a row stands where a new one would stand. SQLite's REPLACE takes it away without a delete trigger."""


def guard(apps: Any, schema_editor: Any) -> None:
    """Put every trigger in its place; safe to repeat."""
    for statement in _for_sqlite() if schema_editor.connection.vendor == "sqlite" else _for_postgresql():
        schema_editor.execute(statement)


def _for_sqlite() -> list[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
    return [
        f"CREATE TRIGGER IF NOT EXISTS {table}_once_{verb.lower()} BEFORE {verb} ON {table} {when}{refuse}"
        for table, same in SAME.items()
        for verb, when in (
            ("UPDATE", ""), ("DELETE", ""),
            ("INSERT", f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) "),  # nosec B608 # the tables' own names
        )
    ]  # fmt: skip


def _for_postgresql() -> list[str]:
    function = (
        "CREATE OR REPLACE FUNCTION consent_once() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE integrity_constraint_violation USING MESSAGE = '{REFUSED}'; END $$"
    )
    return [function] + [
        f"CREATE OR REPLACE TRIGGER {table}_once BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION consent_once()"
        for table in SAME
    ]


def unguard(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "sqlite":
        for table in SAME:
            for verb in ("update", "delete", "insert"):
                schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_once_{verb}")
    else:
        schema_editor.execute("DROP FUNCTION IF EXISTS consent_once() CASCADE")


class Migration(migrations.Migration):
    dependencies = [("consent", "0003_a_deletion_brought_back")]
    operations = [migrations.RunPython(guard, unguard)]
