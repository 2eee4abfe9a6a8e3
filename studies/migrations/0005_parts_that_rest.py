"""A part rests after its person's account was begun anew, until somebody else confirms."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("studies", "0004_minutes_of_the_room")]
    operations = [
        migrations.AddField("membership", "rests_since", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("membership", "rested_by", models.UUIDField(blank=True, null=True)),
    ]
