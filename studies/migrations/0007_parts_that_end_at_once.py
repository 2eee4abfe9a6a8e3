"""A part can end at once, in the middle of its last day; and nobody holds the same one twice until further notice."""

from datetime import timedelta
from typing import Any

from django.db import migrations, models
from django.db.models import Q


def end_doubles(apps: Any, schema_editor: Any) -> None:
    """End every open part that its person holds a second time: one that rests, else the one that began later.

    What lay before the other one stays so; else it never was. Lists stay.
    """
    rows = apps.get_model("studies", "Membership").objects
    first: dict[tuple[Any, ...], Any] = {}
    found = rows.filter(delegated_until=None).order_by("delegated_from", "code", "pk")
    for row in sorted(found, key=lambda each: each.rests_since is not None):
        place = row.centre_id if row.part == "therapist" else None
        kept = first.setdefault((row.study_id, row.person_id, row.part, place), row)
        if kept is row:
            continue
        kept.on_call, kept.back_up = kept.on_call or row.on_call, kept.back_up or row.back_up
        rows.filter(pk=kept.pk).update(on_call=kept.on_call, back_up=kept.back_up)
        last = max(row.delegated_from, kept.delegated_from) - timedelta(days=1)
        rows.filter(pk=row.pk).update(delegated_until=last, on_call=False, back_up=False)


class Migration(migrations.Migration):
    dependencies = [("studies", "0006_public_holidays_of_a_study")]
    operations = [
        migrations.AddField("membership", "ended_at", models.DateTimeField(blank=True, null=True)),
        migrations.RunPython(end_doubles, migrations.RunPython.noop),
        migrations.AddConstraint(
            "membership",
            models.UniqueConstraint(
                condition=Q(delegated_until=None) & ~Q(part="therapist"), fields=["study", "person", "part"],
                name="studies_part_once",
            ),
        ),
        migrations.AddConstraint(
            "membership",
            models.UniqueConstraint(
                condition=Q(delegated_until=None, part="therapist"), fields=["study", "person", "centre"],
                name="studies_therapist_once_at_a_centre",
            ),
        ),
        migrations.AddConstraint(
            "membership",
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(delegated_until__isnull=False), name="studies_ended_at_has_a_last_day"
            ),
        ),
    ]  # fmt: skip
