"""Guide, characteristics, interviews and their sittings."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from interviews.caring import (
    CoverageCut,
    Debrief,
    Effect,
    LengthCut,
    Listening,
    Load,
    MomentCut,
    Need,
    Pace,
    Supervision,
)
from studies.models import Row
from vault.fields import EncryptedText

__all__ = [
    "AllowedValue", "Characteristic", "Coverage", "CoverageCut", "Debrief", "Effect", "Ending", "GuideVersion",
    "Interview", "KeyQuestion", "LengthCut", "Listening", "Load", "MomentCut", "Need", "Pace", "Pause", "Reason",
    "Sitting", "Supervision", "Talked", "Theme",
]  # fmt: skip


class GuideVersion(Row):
    """A version of the interview guide: a draft until it is published, and then never changed (R38).

    Triggers hold this too, also for its themes and questions: interviews/migrations/0003_published_guides_stay.py.
    """

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    changed_at = models.DateTimeField(null=True, blank=True)  # when words of the draft were last kept
    published_at = models.DateTimeField(null=True, blank=True)
    opening = models.JSONField()  # sentences said first, [{"en": …, "nl": …, "fr": …}, …]
    reminders = models.JSONField(default=list)  # short sentences for now and then (R42)
    closing = models.JSONField()  # sentences said last

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["study", "number"], name="interviews_guide_number_once"),
            models.UniqueConstraint(
                fields=["study"], condition=Q(published_at__isnull=True), name="interviews_one_draft_at_a_time"
            ),
        ]


class Theme(Row):
    """One of the guide's theme areas (R39)."""

    guide = models.ForeignKey(GuideVersion, models.PROTECT, related_name="themes")
    position = models.PositiveSmallIntegerField()
    title = models.JSONField()  # {"en": …, "nl": …, "fr": …}
    line = models.JSONField(default=dict)  # one line about it, for her

    class Meta:
        constraints = [models.UniqueConstraint(fields=["guide", "position"], name="interviews_theme_position_once")]


class KeyQuestion(Row):
    """A question that everybody is offered; her order, not ours (R41)."""

    theme = models.ForeignKey(Theme, models.PROTECT, related_name="questions")
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=6)  # K01, the same in every version that keeps the question
    words = models.JSONField()  # {"en": …, "nl": …, "fr": …}
    probes = models.JSONField(default=list)  # [{"en": …, …}, …], optional to use

    class Meta:
        constraints = [models.UniqueConstraint(fields=["theme", "position"], name="interviews_question_position_once")]


class AllowedValue(Row):
    """A value of Table 1 that is off until a study switches it on, such as one about somebody else."""

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="+")
    field = models.CharField(max_length=40)
    value = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["study", "field", "value"], name="interviews_value_allowed_once")
        ]


class Characteristic(Row):
    """One characteristic of a participant (Table 1), sealed; written only with C04 in force."""

    participant = models.ForeignKey("studies.Participant", models.CASCADE, related_name="+")
    subject = "participant_id"
    field = models.CharField(max_length=40)
    value = EncryptedText()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["participant", "field"], name="interviews_characteristic_once")]


class Interview(Row):
    """One conversation with one participant; interrupted, it has several sittings."""

    participant = models.OneToOneField("studies.Participant", models.CASCADE, related_name="+")
    guide = models.ForeignKey(GuideVersion, models.PROTECT, related_name="+")
    interviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()


class Ending(models.TextChoices):
    """How a sitting ended."""

    COMPLETED = "completed", _("the interview is complete")
    INTERRUPTED = "interrupted", _("goes on another day")
    STOPPED = "stopped", _("stopped for good")


class Reason(models.TextChoices):
    """Coded reasons for an interruption; nothing about her (R27)."""

    TRANSPORT = "transport", _("transport")
    COLLECTING_CHILD = "collecting_child", _("collecting a child")
    CENTRE_ROUTINE = "centre_routine", _("the centre's day")
    HER_WISH = "her_wish", _("her wish")
    OTHER = "other", _("another outside reason")
    AWAY = "interviewer_away", _("the interviewer could not go on")
    DEVICE = "device_gone", _("the interviewer had no working device")
    LEFT_OPEN = "left_open", _("it was left open")


FROM_OUTSIDE = (Reason.AWAY, Reason.DEVICE, Reason.LEFT_OPEN)
"""Why somebody ends a sitting who is not in its room; nobody chooses these inside."""
IN_THE_ROOM = tuple(one for one in Reason if one not in FROM_OUTSIDE)


class Sitting(Row):
    """One continuous meeting. It opens only with consent in force and an attunement that was given and seen."""

    interview = models.ForeignKey(Interview, models.CASCADE, related_name="sittings")
    number = models.PositiveSmallIntegerField()  # from 1 within the interview
    place = models.ForeignKey("studies.Centre", models.PROTECT, related_name="+")
    planned_for = models.DateTimeField()
    attunement = models.OneToOneField(
        "checkins.Attunement", models.SET_NULL, null=True, related_name="+"
    )  # none only once her check-ins are deleted
    wants_to = models.BooleanField(default=False)  # asked again when it goes on another day, she said yes (R28)
    link = models.ForeignKey("timelines.ShareLink", models.SET_NULL, null=True, blank=True, related_name="+")
    feedback = models.OneToOneField("checkins.Feedback", models.SET_NULL, null=True, blank=True, related_name="+")
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    ending = models.CharField(max_length=12, choices=Ending, blank=True)
    reason = models.CharField(max_length=20, choices=Reason, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["interview", "number"], name="interviews_sitting_number_once"),
            models.UniqueConstraint(
                fields=["interview"], condition=Q(closed_at__isnull=True), name="interviews_one_sitting_at_a_time"
            ),
            models.CheckConstraint(condition=Q(ending__in=["", *Ending.values]), name="interviews_ending_is_known"),
            models.CheckConstraint(
                condition=Q(opened_at__isnull=True, opened_by__isnull=True)
                | Q(opened_at__isnull=False, opened_by__isnull=False),
                name="interviews_opened_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, ending="") | (Q(closed_at__gte=F("opened_at")) & ~Q(ending="")),
                name="interviews_closed_has_an_ending",
            ),
            models.CheckConstraint(
                condition=Q(ending="interrupted", reason__in=Reason.values) | (~Q(ending="interrupted") & Q(reason="")),
                name="interviews_interruption_has_a_reason",
            ),
        ]


class Pause(Row):
    """A pause within a sitting; net time leaves it out (R29)."""

    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="pauses")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ended_at__gte=F("began_at")), name="interviews_pause_is_forwards"),
            models.UniqueConstraint(
                fields=["sitting"], condition=Q(ended_at__isnull=True), name="interviews_one_pause_at_a_time"
            ),
        ]


class Talked(models.TextChoices):
    """What became of a key question; without a row it was not reached (R40)."""

    DISCUSSED = "discussed", _("discussed")
    VOLUNTEERED = "volunteered", _("volunteered")
    SET_ASIDE = "set_aside", _("set aside")


class Coverage(Row):
    """What became of one key question in one interview."""

    interview = models.ForeignKey(Interview, models.CASCADE, related_name="coverage")
    question = models.ForeignKey(KeyQuestion, models.PROTECT, related_name="+")
    talked = models.CharField(max_length=12, choices=Talked)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["interview", "question"], name="interviews_coverage_once"),
            models.CheckConstraint(condition=Q(talked__in=Talked.values), name="interviews_coverage_is_known"),
        ]


class Aside(Row):
    """A topic that was set aside, by either of the two: offered no more unless she unfolds it. Nobody asks why."""

    interview = models.ForeignKey(Interview, models.CASCADE, related_name="+")
    theme = models.ForeignKey(Theme, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["interview", "theme"], name="interviews_aside_once")]


class Kind(models.TextChoices):
    """What can be marked in a sitting without a word (R42, R49, R50, R60), also on the card for now."""

    REMINDED = "reminded", _("the right to leave things out was said again")
    ASKED = "asked", _("asked how she is doing")
    DISCLOSURE = "disclosure", _("a disclosure")
    SILENCE = "silence", _("a silence")
    ACCURACY = "accuracy", _("accuracy talked about")
    BREATHING = "breathing", _("breathed together")
    SUBJECT = "subject", _("something else was talked about")
    STOPPING = "stopping", _("stopped for that day")


class Moment(Row):
    """Something in a sitting that was marked without words. Only the second is kept, counted from the opening."""

    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    second = models.PositiveIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(kind__in=Kind.values), name="interviews_moment_is_coded")]


class Note(Row):
    """What the interviewer wrote down in a sitting, sealed with her key and looked through for names before."""

    participant = models.ForeignKey("studies.Participant", models.CASCADE, related_name="+")
    subject = "participant_id"
    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="+")
    second = models.PositiveIntegerField()  # from the opening of the sitting
    words = EncryptedText()


class HelpCalled(Row):
    """That somebody was called in a sitting: one line, apart from feedback, without a reason (R71)."""

    sitting = models.OneToOneField(Sitting, models.CASCADE, related_name="help_called")
    at = models.DateTimeField()


class Heard(Row):
    """An act of a device that was done, so that it is done once however often it comes. Gone with the sitting's end."""

    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="+")
    made = models.UUIDField(
        null=True, blank=True
    )  # the topic that it set aside: kept longer, by an id that says nothing; or the mark that it changed
    was = models.CharField(max_length=12, choices=Talked, blank=True)  # that mark before
