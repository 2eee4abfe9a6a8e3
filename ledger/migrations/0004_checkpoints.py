"""What checkpoints need, and a digest that only one entry may follow."""

import uuid
from typing import Any

from django.db import migrations, models

EARLIER = "The register is of an earlier form, which only the invented study has. Type `make reset`, then start anew."


def refuse_entries_of_the_earlier_form(apps: Any, schema_editor: Any) -> None:
    """Nobody may write entries anew, so nobody can bring old ones into the form that goes for good."""
    if apps.get_model("ledger", "Entry").objects.exists():
        raise SystemExit(EARLIER)


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0003_head'),
    ]

    operations = [
        migrations.RunPython(refuse_entries_of_the_earlier_form, migrations.RunPython.noop),
        migrations.CreateModel(
            name='Checkpoint',
            fields=[
                ('number', models.BigIntegerField(primary_key=True, serialize=False)),
                ('size', models.BigIntegerField()),
                ('root', models.BinaryField()),
                ('key', models.BinaryField()),
                ('at', models.DateTimeField()),
                ('note', models.TextField()),
            ],
        ),
        migrations.AddField(
            model_name='head',
            name='anchored',
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='head',
            name='log',
            field=models.UUIDField(default=uuid.uuid4, editable=False),
        ),
        migrations.AddField(
            model_name='head',
            name='peaks',
            field=models.BinaryField(default=bytes),
        ),
        migrations.AddField(
            model_name='head',
            name='since',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.UniqueConstraint(fields=('previous',), name='ledger_entry_no_fork'),
        ),
    ]
