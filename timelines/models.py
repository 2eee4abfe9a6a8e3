"""A life in lanes: one current row per thing, its words sealed; operations keep ids and kinds, never words."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from studies.models import Row
from vault.fields import EncryptedText


class Timeline(Row):
    """One participant's timeline."""

    participant = models.OneToOneField("studies.Participant", models.CASCADE, related_name="+")
    sequence = models.BigIntegerField(default=0)  # number of the last operation
    created_at = models.DateTimeField()
    open_since = models.DateTimeField(null=True, blank=True)  # a sitting draws on it; without one it rests


class Topic(models.TextChoices):
    """What a lane is about, from the study's template."""

    STRENGTHS = "strengths", _("What gives me strength")
    PLACES = "places", _("Where I lived")
    PEOPLE = "people", _("People around me")
    CHILDREN = "children", _("Being a mother")
    SUBSTANCES = "substances", _("Drugs and alcohol")
    CARE = "care", _("Help and treatment")
    HOPES = "hopes", _("What I hope for")


class Lane(Row):
    """One lane; `sequence` is that of the operation which changed it last."""

    timeline = models.ForeignKey(Timeline, models.CASCADE, related_name="lanes")
    participant = models.ForeignKey("studies.Participant", models.CASCADE, related_name="+")
    subject = "participant_id"
    topic = models.CharField(max_length=12, choices=Topic)
    position = models.PositiveSmallIntegerField()
    colour = models.PositiveSmallIntegerField()  # 1 to 8, a token of the stylesheet

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(topic__in=Topic.values), name="timelines_topic_is_known"),
            models.CheckConstraint(condition=Q(colour__range=(1, 8)), name="timelines_colour_is_a_token"),
            models.UniqueConstraint(fields=["timeline", "topic"], name="timelines_topic_once"),
        ]


class Shape(models.TextChoices):
    """A period has a beginning and an end; a moment has one place."""

    PERIOD = "period", _("period")
    MOMENT = "moment", _("moment")


class Thing(Row):
    """A period or a moment that she or the interviewer placed, by age, with words of her own."""

    timeline = models.ForeignKey(Timeline, models.CASCADE, related_name="things")
    participant = models.ForeignKey("studies.Participant", models.CASCADE, related_name="+")
    subject = "participant_id"
    lane = models.ForeignKey(Lane, models.CASCADE, related_name="things")
    shape = models.CharField(max_length=6, choices=Shape)
    from_age = models.DecimalField(max_digits=4, decimal_places=1)  # years of her life; hopes may lie beyond today
    to_age = models.DecimalField(max_digits=4, decimal_places=1)  # not before `from_age`; equal for a moment
    label = EncryptedText()  # at most 200 characters
    sequence = models.BigIntegerField()  # of the operation that changed it last

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(shape__in=Shape.values), name="timelines_shape_is_known"),
            models.CheckConstraint(condition=Q(to_age__gte=F("from_age")), name="timelines_ages_are_forwards"),
            models.CheckConstraint(condition=Q(from_age__gte=0, to_age__lte=120), name="timelines_ages_are_human"),
        ]


class Change(models.TextChoices):
    """What an operation did."""

    PUT = "put", _("placed or changed")
    DROP = "drop", _("taken away")


class Operation(Row):
    """One committed change: its client-made id, order and kind; never a word."""

    timeline = models.ForeignKey(Timeline, models.CASCADE, related_name="operations")
    sequence = models.BigIntegerField()  # from 1, without a gap within a timeline
    kind = models.CharField(max_length=4, choices=Change)
    thing = models.UUIDField()
    hers = models.BooleanField()  # made on her device
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["timeline", "sequence"], name="timelines_sequence_once"),
            models.CheckConstraint(condition=Q(kind__in=Change.values), name="timelines_change_is_known"),
        ]


class ShareLink(Row):
    """A link that opens one timeline on one device; it knows only the path it lands on.

    Opened, then joined by a device (its secret and its code are burnt from then on), then confirmed; or closed.
    """

    timeline = models.ForeignKey(Timeline, models.CASCADE, related_name="links")
    secret_digest = models.BinaryField(unique=True, max_length=32)  # SHA-256 of the 256-bit secret in the fragment
    lands_on = models.CharField(max_length=200)  # path of this site
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    joinable_until = models.DateTimeField()  # exclusive
    code_place = models.CharField(max_length=3, blank=True, db_index=True)  # head of the spoken code: finds, opens not
    code_digest = models.BinaryField(null=True, max_length=32)  # HMAC-SHA256 of the whole code under the installation's
    tries = models.PositiveSmallIntegerField(default=0)  # at the code, right or wrong
    joined_at = models.DateTimeField(null=True, blank=True)  # a device has asked
    digits = models.CharField(max_length=2, blank=True)  # which both screens show while it waits
    confirmed_at = models.DateTimeField(null=True, blank=True)  # the interviewer saw that it is hers
    closed_at = models.DateTimeField(null=True, blank=True)
