"""Triggers that refuse to change, move or delete a published version of the guide, its themes and its questions.

On SQLite a later migration that remakes one of these three tables takes its triggers away: call `guard` again there.
"""

from typing import Any

from django.db import migrations

REFUSED = "a published guide is never changed"
GUIDE, THEME, QUESTION = "interviews_guideversion", "interviews_theme", "interviews_keyquestion"
PUBLISHED = {
    GUIDE: "{row}.published_at IS NOT NULL",
    THEME: "EXISTS (SELECT 1 FROM interviews_guideversion WHERE id = {row}.guide_id AND published_at IS NOT NULL)",
    QUESTION: (
        "EXISTS (SELECT 1 FROM interviews_theme t JOIN interviews_guideversion g ON g.id = t.guide_id "
        "WHERE t.id = {row}.theme_id AND g.published_at IS NOT NULL)"
    ),
}
"""When a row of each table belongs to a published version; `row` is OLD or NEW."""


def rules() -> list[tuple[str, str, str]]:
    """Give each table and verb with the condition under which it is refused; a version is born as it comes."""
    found = []
    for table, published in PUBLISHED.items():
        before, after = published.format(row="OLD"), published.format(row="NEW")
        found += [(table, "DELETE", before), (table, "UPDATE", before if table == GUIDE else f"{before} OR {after}")]
        if table != GUIDE:
            found.append((table, "INSERT", after))
    return found


def guard(apps: Any, schema_editor: Any) -> None:
    """Put every trigger in its place; safe to repeat."""
    sqlite = schema_editor.connection.vendor == "sqlite"
    for table, verb, refused in rules():
        for statement in (_for_sqlite if sqlite else _for_postgresql)(table, verb, refused):
            schema_editor.execute(statement)


def _for_sqlite(table: str, verb: str, refused: str) -> list[str]:
    return [
        f"CREATE TRIGGER IF NOT EXISTS {table}_stays_{verb.lower()} BEFORE {verb} ON {table} WHEN {refused} "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
    ]


def _for_postgresql(table: str, verb: str, refused: str) -> list[str]:
    name, row = f"{table}_stays_{verb.lower()}", "OLD" if verb == "DELETE" else "NEW"
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {refused} THEN RAISE EXCEPTION '{REFUSED}'; END IF; RETURN {row}; END $$",
        f"CREATE OR REPLACE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]


def unguard(apps: Any, schema_editor: Any) -> None:
    sqlite = schema_editor.connection.vendor == "sqlite"
    for table, verb, _refused in rules():
        name = f"{table}_stays_{verb.lower()}"
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}" if sqlite else f"DROP FUNCTION IF EXISTS {name}() CASCADE")


class Migration(migrations.Migration):
    dependencies = [("interviews", "0002_drafts_of_a_guide")]
    operations = [migrations.RunPython(guard, unguard)]
