from uuid import uuid4

from django.db import migrations, models


def _of_nobody(apps, schema_editor):
    """Give each topic that is set aside another id: the one of an act said whose hand it was."""
    asides = apps.get_model("interviews", "Aside")
    for pk in list(asides.objects.values_list("pk", flat=True)):
        asides.objects.filter(pk=pk).update(pk=uuid4())


class Migration(migrations.Migration):
    dependencies = [("interviews", "0009_what_the_card_keeps")]

    operations = [
        migrations.AddField(
            model_name="heard", name="made", field=models.UUIDField(blank=True, null=True)
        ),
        migrations.RunPython(_of_nobody, migrations.RunPython.noop),
    ]
