from django.db import migrations, models

KINDS = [
    ("reminded", "the right to leave things out was said again"),
    ("asked", "asked how she is doing"),
    ("disclosure", "a disclosure"),
    ("silence", "a silence"),
    ("accuracy", "accuracy talked about"),
    ("breathing", "breathed together"),
    ("subject", "something else was talked about"),
    ("stopping", "stopped for that day"),
]
IS_CODED = "interviews_moment_is_coded"


class Migration(migrations.Migration):
    dependencies = [("interviews", "0008_what_is_shown_of_few")]

    operations = [
        migrations.RemoveConstraint(model_name="moment", name=IS_CODED),
        migrations.AlterField(
            model_name="moment", name="kind", field=models.CharField(choices=KINDS, max_length=10)
        ),
        migrations.AddConstraint(
            model_name="moment",
            constraint=models.CheckConstraint(
                condition=models.Q(kind__in=[code for code, _words in KINDS]), name=IS_CODED
            ),
        ),
    ]
