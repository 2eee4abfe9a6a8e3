"""Whether she saw it is a yes or a no, also on SQLite, where a column takes anything that no constraint refuses.

There the table is made anew by this, forth and back, and its triggers are put back each time.
"""

from importlib import import_module
from typing import Any

from django.db import migrations, models


def guard_again(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "sqlite":
        import_module("checkins.migrations.0003_written_once").guard(apps, schema_editor)


class Migration(migrations.Migration):
    dependencies = [("checkins", "0007_feedback_that_has_ended")]
    operations = [
        migrations.RunPython(migrations.RunPython.noop, guard_again),
        migrations.AddConstraint(
            model_name="feedback",
            constraint=models.CheckConstraint(
                condition=models.Q(("she_saw_it__in", [True, False])), name="checkins_seen_is_yes_or_no"
            ),
        ),
        migrations.RunPython(guard_again, migrations.RunPython.noop),
    ]
