"""What a column may hold: content is sealed, a check-in is coded, `__str__` shows ids only."""

from django.apps import apps
from django.db import models

from tests.architecture.floors import ROOMS
from vault.fields import EncryptedText

PLAIN = {
    "timelines.ShareLink.code_digest": "a digest under the secret of the installation",
    "timelines.ShareLink.code_place": "random letters, worth nothing alone",
    "timelines.ShareLink.closed_for": "a code",
    "timelines.ShareLink.digits": "two random digits",
    # columns of plain text in rooms that hold something of participants, each with the reason it may be plain
    "timelines.Timeline.room_key": "a key, wrapped under the timeline's own",
    "timelines.Timeline.room_public": "the public half of a pair of keys",
    "timelines.Lane.topic": "a code",
    "timelines.Thing.shape": "a code",
    "timelines.Thing.cover": "a code",
    "timelines.Operation.kind": "a code",
    "timelines.ShareLink.lands_on": "a path of this site",
    "interviews.Characteristic.field": "the name of a field",
    "interviews.Sitting.ending": "a code",
    "interviews.Sitting.reason": "a code",
    "interviews.Coverage.talked": "a code",
    "interviews.CoverageCut.counts": "numbers by the ids of questions",
    "interviews.MomentCut.counts": "numbers by codes",
    "interviews.Moment.kind": "a code",
    "interviews.Heard.was": "a code",
    "interviews.AllowedValue.field": "the name of a field",
    "interviews.AllowedValue.value": "a code of the study, about nobody",
    "interviews.GuideVersion.reminders": "words of the study's guide",
    "interviews.GuideVersion.opening": "words of the study's guide",
    "interviews.GuideVersion.closing": "words of the study's guide",
    "interviews.Theme.title": "words of the study's guide",
    "interviews.Theme.line": "words of the study's guide",
    "interviews.KeyQuestion.code": "a code",
    "interviews.KeyQuestion.words": "words of the study's guide",
    "interviews.KeyQuestion.probes": "words of the study's guide",
    "transcripts.Recording.device": "a code",
    "transcripts.Transcript.language": "a code",
    "transcripts.Transcript.state": "a code",
    "transcripts.Transcript.why": "a code",
    "transcripts.Redaction.label": "a code",
}
TEXT = (models.CharField, models.TextField, models.JSONField, models.FileField, models.BinaryField)


def text_columns(*rooms: str) -> set[str]:
    return {
        f"{room}.{model.__name__}.{field.name}"
        for room in rooms
        for model in apps.get_app_config(room).get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, TEXT) and not isinstance(field, EncryptedText)
    }


def test_content_rooms_have_no_plain_text_column_but_these() -> None:
    assert text_columns("timelines", "interviews", "transcripts") - {"timelines.ShareLink.secret_digest"} == set(PLAIN)


def test_check_ins_have_no_text_column_at_all() -> None:
    assert text_columns("checkins") == set()


def test_a_row_shows_itself_by_ids_only() -> None:
    for room in sorted(ROOMS):
        if apps.is_installed(room):
            for model in apps.get_app_config(room).get_models():
                row = model()
                for field in model._meta.concrete_fields:
                    if isinstance(field, models.CharField | models.TextField) and not field.choices:
                        setattr(row, field.attname, "canary")
                assert "canary" not in str(row), model
