"""On SQLite REPLACE takes a row away without firing its delete trigger: a published guide is not replaced either."""

from typing import Any

from django.db import migrations

REFUSED = "a published guide is never changed"
_GUIDE = "SELECT 1 FROM interviews_guideversion g WHERE g.published_at IS NOT NULL AND "
_THEME = (
    "SELECT 1 FROM interviews_theme t JOIN interviews_guideversion g ON g.id = t.guide_id "
    "WHERE g.published_at IS NOT NULL AND "
)
_QUESTION = (
    "SELECT 1 FROM interviews_keyquestion q JOIN interviews_theme t ON t.id = q.theme_id "
    "JOIN interviews_guideversion g ON g.id = t.guide_id WHERE g.published_at IS NOT NULL AND "
)
IN_ITS_PLACE = {
    "interviews_guideversion": (
        _GUIDE, "g.id", "(g.id = NEW.id OR (g.study_id = NEW.study_id AND g.number = NEW.number))"
    ),
    "interviews_theme": (_THEME, "t.id", "t.id = NEW.id"),
    "interviews_keyquestion": (_QUESTION, "q.id", "q.id = NEW.id"),
}  # fmt: skip
"""By table: the published rows, their id, and when one of them stands where NEW would stand."""


def triggers() -> list[tuple[str, str, str, str]]:
    """Give the name, table, verb and condition of each."""
    found = []
    for table, (published, pk, same) in IN_ITS_PLACE.items():
        found.append((f"{table}_stays_replaced", table, "INSERT", f"EXISTS ({published}{same})"))
        other = f"EXISTS ({published}{pk} <> OLD.id AND {same})"
        found.append((f"{table}_stays_pushed_out", table, "UPDATE", other))
    return found


def guard(apps: Any, schema_editor: Any) -> None:
    """Put them in their place; PostgreSQL has no REPLACE, and its unique constraints refuse what these refuse."""
    if schema_editor.connection.vendor != "sqlite":
        return
    for name, table, verb, refused in triggers():
        schema_editor.execute(
            f"CREATE TRIGGER IF NOT EXISTS {name} BEFORE {verb} ON {table} WHEN {refused} "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
        )


def unguard(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "sqlite":
        for name, _table, _verb, _refused in triggers():
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")


class Migration(migrations.Migration):
    dependencies = [("interviews", "0006_acts_of_the_room")]
    operations = [migrations.RunPython(guard, unguard)]
