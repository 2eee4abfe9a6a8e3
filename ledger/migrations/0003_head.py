"""The one head row of an empty register."""

from typing import Any

from django.db import migrations


def begin(apps: Any, schema_editor: Any) -> None:
    apps.get_model("ledger", "Head").objects.create(id=1, size=0, digest=bytes(32))


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_append_only")]
    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
