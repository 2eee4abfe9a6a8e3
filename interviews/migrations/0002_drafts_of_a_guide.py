"""A version of the guide may be a draft: one at a time in each study."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("interviews", "0001_interviews")]
    operations = [
        migrations.AddField("guideversion", "changed_at", models.DateTimeField(blank=True, null=True)),
        migrations.AlterField("guideversion", "published_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddConstraint(
            "guideversion",
            models.UniqueConstraint(
                condition=models.Q(("published_at__isnull", True)),
                fields=("study",),
                name="interviews_one_draft_at_a_time",
            ),
        ),
    ]
