"""Custody of recordings, and de-identified transcripts. Raw text has no column here or anywhere."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from studies.models import LANGUAGES, Participant, Row
from vault.fields import EncryptedText


class Device(models.TextChoices):
    """What a recording was made with; the sound itself is never here."""

    RECORDER = "recorder", _("the study's recorder")
    LAPTOP = "laptop", _("the study's laptop, offline")


class Recording(Row):
    """Custody of one recording: permission, dates, transcriber, deletion, witness (R30 to R33)."""

    participant = models.ForeignKey("studies.Participant", models.PROTECT, related_name="+")
    sitting = models.OneToOneField("interviews.Sitting", models.SET_NULL, null=True, blank=True, related_name="+")
    permission = models.ForeignKey("consent.Act", models.PROTECT, related_name="+")  # recording-today
    device = models.CharField(max_length=10, choices=Device)
    recorded_on = models.DateField()
    due_on = models.DateField()  # last day on which it may exist
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    transcribed_on = models.DateField(null=True, blank=True)
    transcribed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    deleted_at = models.DateTimeField(null=True, blank=True)
    deleted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    witnessed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(device__in=Device.values), name="transcripts_device_is_known"),
            models.CheckConstraint(condition=Q(due_on__gte=F("recorded_on")), name="transcripts_due_after_recorded"),
            models.CheckConstraint(
                condition=Q(deleted_at__isnull=True, deleted_by__isnull=True, witnessed_by__isnull=True)
                | Q(deleted_at__isnull=False, deleted_by__isnull=False),
                name="transcripts_deletion_has_a_person",
            ),
        ]


class NotMade(Row):
    """That of a sitting with a yes to sound no recording was made, as who keeps its recordings says."""

    sitting = models.OneToOneField("interviews.Sitting", models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    @property
    def participant(self) -> Participant:
        """With whom that sitting was."""
        return self.sitting.interview.participant


class State(models.TextChoices):
    """Where a transcript stands on its way to the team."""

    CANDIDATE = "candidate", _("waits for the second reader")
    RETURNED = "returned", _("sent back by the second reader")
    STORED = "stored", _("stored for the team")


class Why(models.TextChoices):
    """What the second reader says when a candidate goes back."""

    NONE = "", _("not sent back")
    IDENTIFIES = "identifies", _("it still points to somebody")
    WRONG_TEXT = "wrong_text", _("it is not the right text")


class Transcript(Row):
    """One version of a de-identified transcript; a candidate is open to who brought it in and its reader only.

    One that was sent back keeps its row and loses its words.
    """

    participant = models.ForeignKey("studies.Participant", models.PROTECT, related_name="+")
    subject = "participant_id"
    interview = models.ForeignKey("interviews.Interview", models.CASCADE, related_name="+")
    version = models.PositiveSmallIntegerField()  # from 1 within the interview
    language = models.CharField(max_length=2, choices=LANGUAGES)
    body = EncryptedText()  # LF only; offsets are code points, end exclusive
    state = models.CharField(max_length=10, choices=State, default=State.CANDIDATE)
    brought_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    brought_at = models.DateTimeField()
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    read_at = models.DateTimeField(null=True, blank=True)  # when the reader signed or sent it back
    why = models.CharField(max_length=10, choices=Why, blank=True)  # of one that was sent back

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["interview", "version"], name="transcripts_version_once"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="transcripts_state_is_known"),
            models.CheckConstraint(condition=~Q(brought_by=F("reader")), name="transcripts_four_eyes"),
            models.CheckConstraint(
                condition=Q(state="returned", why__in=["identifies", "wrong_text"])
                | (~Q(state="returned") & Q(why="")),
                name="transcripts_returned_says_what_for",
            ),
            models.UniqueConstraint(
                fields=["interview"], condition=Q(state="candidate"), name="transcripts_one_candidate_at_a_time"
            ),
        ]


class Label(models.TextChoices):
    """Kinds of identifiers, as the engine names them."""

    PER = "PER", _("person")
    LOC = "LOC", _("place")
    ORG = "ORG", _("organisation")
    DATE = "DATE", _("date")
    AGE = "AGE", _("age")
    PHONE = "PHONE", _("phone number")
    EMAIL = "EMAIL", _("e-mail address")
    ADDRESS = "ADDRESS", _("address")
    ID = "ID", _("number that identifies")
    OTHER = "OTHER", _("something else that identifies")


class Redaction(Row):
    """Where a transcript's words were replaced, and by what kind; the words that stood there are nowhere."""

    transcript = models.ForeignKey(Transcript, models.CASCADE, related_name="redactions")
    start = models.PositiveIntegerField()  # code point in `body`, of the opening bracket
    end = models.PositiveIntegerField()  # exclusive
    label = models.CharField(max_length=8, choices=Label)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(label__in=Label.values), name="transcripts_label_is_known")]
