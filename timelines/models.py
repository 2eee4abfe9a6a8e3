"""A life in lanes: one current row per thing, its words sealed; operations keep ids and kinds, never words."""

from functools import lru_cache

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from studies.models import Row
from vault.fields import EncryptedText


class Timeline(Row):
    """One participant's timeline."""

    participant = models.OneToOneField("studies.Participant", models.CASCADE, related_name="+")
    subject = "sealed_for"
    sealed_for = models.UUIDField()  # whose key: the participant's, or one of its own that ends with the sitting
    sequence = models.BigIntegerField(default=0)  # number of the last operation
    created_at = models.DateTimeField()
    open_since = models.DateTimeField(null=True, blank=True)  # a sitting draws on it; without one it rests
    room_key = models.BinaryField(null=True)  # while it is open: private half of its pair, wrapped under its key
    room_public = models.BinaryField(null=True, max_length=65)  # to which devices seal what waits
    calm_place = models.UUIDField(null=True)  # the thing at which it opens when a talk goes on another day
    life = EncryptedText(null=True)  # year of birth and age now, about, as she said them

    @property
    def is_kept(self) -> bool:
        """Say whether it outlives the sitting: it does under her key, not under one of its own."""
        return self.sealed_for == self.participant_id


class BriefKey(Row):
    """A key under which a timeline is drawn that outlives no sitting; its row goes once it is destroyed."""

    participant = models.ForeignKey("studies.Participant", models.CASCADE, related_name="+")
    made_at = models.DateTimeField()
    spent_at = models.DateTimeField(null=True, blank=True)  # nothing is sealed with it any more: to be destroyed


class Topic(models.TextChoices):
    """What a lane is about, from the study's template, in its order."""

    STRENGTHS = "strengths", _("What gives me strength")
    LANDMARKS = "landmarks", _("What I always remember")
    PLACES = "places", _("Where I lived")
    PEOPLE = "people", _("People around me")
    CHILDREN = "children", _("Being a mother")
    SUBSTANCES = "substances", _("Drugs and alcohol")
    CARE = "care", _("Help and treatment")
    FEELINGS = "feelings", _("How it felt")
    EVENTS = "events", _("What happened in the world")
    HOPES = "hopes", _("What I hope for")


@lru_cache(100)
def _named(topic: str, language: str | None) -> str:
    """Give what a topic is called in the language that is spoken just now."""
    return str(Topic(topic).label)


class Lane(Row):
    """One lane; `sequence` is that of the operation which changed it last."""

    timeline = models.ForeignKey(Timeline, models.CASCADE, related_name="lanes")
    subject = "sealed_for"
    sealed_for = models.UUIDField()  # as its timeline
    topic = models.CharField(max_length=12, choices=Topic, blank=True)  # none: a lane that she added
    name = EncryptedText(null=True)  # her own, instead of the topic's
    position = models.PositiveSmallIntegerField()
    colour = models.PositiveSmallIntegerField()  # 1 to 8, a token of the stylesheet
    hidden = models.BooleanField(default=False)
    sequence = models.BigIntegerField(default=0)

    @property
    def title(self) -> str:
        """What it is called: by her, or after its topic."""
        return str(self.name or (_named(self.topic, get_language()) if self.topic else ""))

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(topic__in=["", *Topic.values]), name="timelines_topic_is_known"),
            models.CheckConstraint(condition=Q(colour__range=(1, 8)), name="timelines_colour_is_a_token"),
            models.UniqueConstraint(fields=["timeline", "topic"], condition=~Q(topic=""), name="timelines_topic_once"),
        ]


class Shape(models.TextChoices):
    """A period has a beginning and an end; a moment has one place; a figure stands for a person without a name."""

    PERIOD = "period", _("period")
    MOMENT = "moment", _("moment")
    FIGURE = "figure", _("figure")
    FEELINGS = "feelings", _("feelings line")  # one stroke of it


class Symbol(models.TextChoices):
    """What a figure looks like, or what stands beside words."""

    STONE = "stone", _("stone")
    STAR = "star", _("star")
    BIRD = "bird", _("bird")
    SHADOW = "shadow", _("shadow")
    TREE = "tree", _("tree")
    FLOWER = "flower", _("flower")
    HOUSE = "house", _("house")
    DOOR = "door", _("door")
    SUN = "sun", _("sun")
    MOON = "moon", _("moon")
    CLOUD = "cloud", _("cloud")
    LEAF = "leaf", _("leaf")


class Near(models.TextChoices):
    """How near a figure is to her."""

    NEAR = "near", _("near")
    FAR = "far", _("far away")
    GLASS = "glass", _("behind glass")


class Relation(models.TextChoices):
    """How a time is told by another thing."""

    BEFORE = "before", _("before")
    DURING = "during", _("at the time of")
    AFTER = "after", _("after")


class Cover(models.TextChoices):
    """Who does not get the words of a thing. Only her own screen lifts a cover."""

    NONE = "none", _("not covered")
    MINE = "mine", _("only I see it")  # the interviewer gets a cloth of the same size
    NEITHER = "neither", _("neither of us sees it")  # both get a cloth
    OUT = "out", _("not part of the study")  # the interviewer gets nothing of it
    ALONE = "alone", _("prepared alone, not shared yet")  # the interviewer gets nothing of it


class Thing(Row):
    """What she or the interviewer placed. Where and what it is about rests sealed, as one text (`rules.Told`)."""

    timeline = models.ForeignKey(Timeline, models.CASCADE, related_name="things")
    subject = "sealed_for"
    sealed_for = models.UUIDField()  # as its timeline
    lane = models.ForeignKey(
        Lane, models.CASCADE, related_name="things", db_index=False
    )  # looked for by timeline alone
    shape = models.CharField(max_length=8, choices=Shape)
    cover = models.CharField(max_length=7, choices=Cover, default=Cover.NONE)
    told = EncryptedText()
    sequence = models.BigIntegerField()  # of the operation that changed it last

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(shape__in=Shape.values), name="timelines_shape_is_known"),
            models.CheckConstraint(condition=Q(cover__in=Cover.values), name="timelines_cover_is_known"),
        ]


class Change(models.TextChoices):
    """What an operation did."""

    PUT = "put", _("placed or changed")
    DROP = "drop", _("taken away")
    COVER = "cover", _("covered, or its cover lifted")
    LANE = "lane", _("lane added or changed")
    LIFE = "life", _("years of her life said")
    SHARE = "share", _("shared with the interviewer")


class Operation(Row):
    """One committed change: its client-made id, order and kind; never a word."""

    timeline = models.ForeignKey(Timeline, models.CASCADE, related_name="operations", db_index=False)
    sequence = models.BigIntegerField()  # from 1, without a gap within a timeline: found by both, through one index
    kind = models.CharField(max_length=5, choices=Change)
    target = models.UUIDField()  # the thing or the lane; the timeline itself for `life`
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
    alone = models.BooleanField(default=False)  # opens what she prepares before a sitting, and nothing else
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
    closed_for = models.CharField(max_length=8, blank=True)  # one of RESTS: what its device reads on coming back
