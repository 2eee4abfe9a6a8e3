"""Things rest sealed whole, with time as it was remembered; lanes get names, covers and figures come."""

import json
import uuid

import django.db.models.deletion
import vault.fields
from django.db import migrations, models
from django.db.models import F, Q

TOPICS = [
    ("strengths", "What gives me strength"), ("landmarks", "What I always remember"), ("places", "Where I lived"),
    ("people", "People around me"), ("children", "Being a mother"), ("substances", "Drugs and alcohol"),
    ("care", "Help and treatment"), ("feelings", "How it felt"), ("events", "What happened in the world"),
    ("hopes", "What I hope for"),
]  # fmt: skip
SHAPES = [("period", "period"), ("moment", "moment"), ("figure", "figure"), ("feelings", "feelings line")]
COVERS = [
    ("none", "not covered"), ("mine", "only I see it"), ("neither", "neither of us sees it"),
    ("out", "not part of the study"), ("alone", "prepared alone, not shared yet"),
]  # fmt: skip
CHANGES = [
    ("put", "placed or changed"), ("drop", "taken away"), ("cover", "covered, or its cover lifted"),
    ("lane", "lane added or changed"), ("life", "years of her life said"), ("share", "shared with the interviewer"),
]  # fmt: skip


def seal_whole(apps, schema_editor):
    """Seal what was told of each thing as one text, under the key that its words were sealed with."""
    from vault import services

    for one in apps.get_model("timelines", "Thing").objects.all().iterator():
        place = {"subject": one.participant_id, "table": "timelines_thing", "row": one.pk}
        try:
            label = services.open_sealed(bytes(one.label), column="label", **place)
        except services.KeyDestroyed:
            one.delete()
            continue
        ends = {"from": [float(one.from_age)] * 2}
        if one.shape == "period":
            ends["to"] = [float(one.to_age)] * 2
        text = json.dumps(ends | {"label": label}, ensure_ascii=False, separators=(",", ":"))
        one.told = vault.fields.Sealed(services.seal(text, column="told", **place))
        one.save(update_fields=["told"])


def add_new_lanes(apps, schema_editor):
    """Give every timeline that was begun the lanes that have come to the template, and all of them its order."""
    Lane = apps.get_model("timelines", "Lane")
    for timeline in apps.get_model("timelines", "Timeline").objects.all().iterator():
        for place, (topic, _words) in enumerate(TOPICS, start=1):
            Lane.objects.update_or_create(
                timeline=timeline, topic=topic,
                defaults={"position": place, "colour": (place - 1) % 8 + 1, "sealed_for": timeline.participant_id},
            )  # fmt: skip


def her_key(model):
    def seal(apps, schema_editor):
        apps.get_model("timelines", model).objects.update(sealed_for=F("participant_id"))

    return migrations.RunPython(seal, migrations.RunPython.noop)


def sealed_for(model):
    """Say whose key it is: until now, always the participant's."""
    return [
        migrations.AddField(model, "sealed_for", models.UUIDField(null=True)),
        her_key(model),
        migrations.AlterField(model, "sealed_for", models.UUIDField()),
    ]


class Migration(migrations.Migration):
    dependencies = [("timelines", "0003_devices_ask")]

    operations = [
        *sealed_for("timeline"),
        *sealed_for("lane"),
        *sealed_for("thing"),
        migrations.AddField("timeline", "life", vault.fields.EncryptedText(null=True)),
        migrations.AddField("lane", "name", vault.fields.EncryptedText(null=True)),
        migrations.AddField("lane", "hidden", models.BooleanField(default=False)),
        migrations.AddField("lane", "sequence", models.BigIntegerField(default=0)),
        migrations.RemoveField("lane", "participant"),
        migrations.RemoveConstraint("lane", "timelines_topic_is_known"),
        migrations.RemoveConstraint("lane", "timelines_topic_once"),
        migrations.AlterField("lane", "topic", models.CharField(blank=True, choices=TOPICS, max_length=12)),
        migrations.AddConstraint(
            "lane",
            models.CheckConstraint(
                condition=Q(topic__in=["", *(topic for topic, _words in TOPICS)]), name="timelines_topic_is_known"
            ),
        ),
        migrations.AddConstraint(
            "lane",
            models.UniqueConstraint(
                fields=["timeline", "topic"], condition=Q(("topic", ""), _negated=True), name="timelines_topic_once"
            ),
        ),
        migrations.RunPython(add_new_lanes, migrations.RunPython.noop),
        migrations.AddField("thing", "cover", models.CharField(choices=COVERS, default="none", max_length=7)),
        migrations.AddField("thing", "told", vault.fields.EncryptedText(null=True)),
        migrations.RunPython(seal_whole, migrations.RunPython.noop),
        migrations.AlterField("thing", "told", vault.fields.EncryptedText()),
        migrations.RemoveConstraint("thing", "timelines_shape_is_known"),
        migrations.RemoveConstraint("thing", "timelines_ages_are_forwards"),
        migrations.RemoveConstraint("thing", "timelines_ages_are_human"),
        migrations.RemoveField("thing", "participant"),
        migrations.RemoveField("thing", "from_age"),
        migrations.RemoveField("thing", "to_age"),
        migrations.RemoveField("thing", "label"),
        migrations.AlterField("thing", "shape", models.CharField(choices=SHAPES, max_length=8)),
        migrations.AddConstraint(
            "thing",
            models.CheckConstraint(
                condition=Q(shape__in=[shape for shape, _words in SHAPES]), name="timelines_shape_is_known"
            ),
        ),
        migrations.AddConstraint(
            "thing",
            models.CheckConstraint(
                condition=Q(cover__in=[cover for cover, _words in COVERS]), name="timelines_cover_is_known"
            ),
        ),
        migrations.RemoveConstraint("operation", "timelines_change_is_known"),
        migrations.RenameField("operation", "thing", "target"),
        migrations.AlterField("operation", "kind", models.CharField(choices=CHANGES, max_length=5)),
        migrations.AddConstraint(
            "operation",
            models.CheckConstraint(
                condition=Q(kind__in=[kind for kind, _words in CHANGES]), name="timelines_change_is_known"
            ),
        ),
    ]
