"""A debrief says what it left behind, whether a talk is booked, and whether it is shared."""

from itertools import combinations

from django.db import migrations, models

EFFECTS = sorted(sum(chosen) for most in range(4) for chosen in combinations((1, 2, 4, 8, 16, 32, 64), most))


class Migration(migrations.Migration):
    dependencies = [("interviews", "0003_published_guides_stay")]
    operations = [
        migrations.AddField("debrief", "effects", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField("debrief", "booked", models.BooleanField(default=False)),
        migrations.AddField("debrief", "shared_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("debrief", "read_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddConstraint(
            "debrief",
            models.CheckConstraint(condition=models.Q(effects__in=EFFECTS), name="interviews_effects_are_coded"),
        ),
        migrations.AddConstraint(
            "debrief",
            models.CheckConstraint(
                condition=models.Q(read_at__isnull=True) | models.Q(shared_at__isnull=False),
                name="interviews_read_when_shared",
            ),
        ),
    ]
