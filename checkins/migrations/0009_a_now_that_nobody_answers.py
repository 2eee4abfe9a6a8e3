"""Who is on call is told again while nobody answers a *now*; then every therapist is told, and the lead."""

from typing import Any

from django.db import migrations, models
from django.db.models import Q


def forget_notices(apps: Any, schema_editor: Any) -> None:
    """Delete, on the way back, the notices of which there were none before this."""
    later = Q(kind__in=[8, 9]) | Q(turn__gt=1)
    apps.get_model("checkins", "Notice").objects.filter(later).delete()


def of_one_thing(last: int) -> models.CheckConstraint:
    before = Q(attunement__isnull=False, feedback__isnull=True, kind__in=[1, 2])
    after = Q(attunement__isnull=True, feedback__isnull=False, kind__in=list(range(3, last + 1)))
    return models.CheckConstraint(condition=before | after, name="checkins_notice_is_of_one_thing")


class Migration(migrations.Migration):
    dependencies = [("checkins", "0008_seen_is_yes_or_no")]
    operations = [
        migrations.RemoveConstraint("notice", "checkins_notice_once_for_a_feedback"),
        migrations.RemoveConstraint("notice", "checkins_notice_is_of_one_thing"),
        migrations.AddField("notice", "turn", models.PositiveSmallIntegerField(default=1)),
        migrations.AlterField(
            "notice", "kind", models.PositiveSmallIntegerField(choices=[
                (1, "Asked"), (2, "Reminder"), (3, "Given"), (4, "who is on call"), (5, "the back-up"),
                (6, "the back-up"), (7, "Handed"), (8, "every therapist of the centre"), (9, "the study lead"),
            ]),
        ),
        migrations.AddConstraint("notice", of_one_thing(9)),
        migrations.AddConstraint("notice", models.UniqueConstraint(
            condition=Q(feedback__isnull=False), fields=("to", "kind", "turn", "feedback"),
            name="checkins_notice_once_for_a_feedback",
        )),
        migrations.RunPython(migrations.RunPython.noop, forget_notices),
    ]  # fmt: skip
