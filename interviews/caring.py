"""Models that look after the interviewer: their own moment after a sitting, what they carry, and supervision.

Codes about the interviewer alone; nothing here is about a participant.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from checkins.models import sets_of, words_of
from studies.models import Row


class Load(models.IntegerChoices):
    LIGHT = 1, _("light")
    MODERATE = 2, _("moderate")
    HEAVY = 3, _("heavy")
    TOO_MUCH = 4, _("too much")


class Need(models.IntegerChoices):
    NONE = 1, _("nothing now")
    PEER = 2, _("a talk with a colleague")
    THIS_WEEK = 3, _("supervision this week")
    SAME_DAY = 4, _("supervision on the same day")


class Effect(models.IntegerChoices):
    """What a sitting left behind; each is a bit of a sum."""

    FINE = 1, _("I am fine")
    TIRED = 2, _("tired")
    IMAGES = 4, _("images stay with me")
    IRRITABLE = 8, _("irritable")
    NUMB = 16, _("numb")
    INVOLVED = 32, _("too close to it")
    DOUBTS = 64, _("doubts about my part")


class Debrief(Row):
    """How the interviewer is after a sitting: coded, private unless they share it, which they can take back (R66)."""

    sitting = models.OneToOneField("interviews.Sitting", models.CASCADE, related_name="debrief")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    load = models.PositiveSmallIntegerField(choices=Load)
    effects = models.PositiveSmallIntegerField(default=0)  # sum of up to three bits of Effect
    need = models.PositiveSmallIntegerField(choices=Need)
    booked = models.BooleanField(default=False)  # the talk that is needed is booked already, outside the platform
    shared_at = models.DateTimeField(null=True, blank=True)  # with the study's supervisors, since then
    read_at = models.DateTimeField(null=True, blank=True)  # by one of them

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(load__in=Load.values), name="interviews_load_is_coded"),
            models.CheckConstraint(condition=Q(need__in=Need.values), name="interviews_need_is_coded"),
            models.CheckConstraint(condition=Q(effects__in=sets_of(Effect)), name="interviews_effects_are_coded"),
            models.CheckConstraint(
                condition=Q(read_at__isnull=True) | Q(shared_at__isnull=False), name="interviews_read_when_shared"
            ),
        ]

    @property
    def effect_words(self) -> list[str]:
        """The translated words of its effects."""
        return words_of(Effect, self.effects)


class Listening(Row):
    """A recording that somebody typed out counts as load: its net minutes, on the day it was finished."""

    sitting = models.OneToOneField("interviews.Sitting", models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    on = models.DateField()
    minutes = models.PositiveSmallIntegerField()


class Supervision(Row):
    """A talk with a supervisor that an interviewer asked for; it says nothing of what it will be about."""

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    need = models.PositiveSmallIntegerField(choices=Need)
    asked_at = models.DateTimeField()
    booked_for = models.DateTimeField(null=True, blank=True)
    booked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(need__in=[Need.THIS_WEEK, Need.SAME_DAY]), name="interviews_supervision_is_coded"
            ),
            models.CheckConstraint(
                condition=Q(booked_for__isnull=True, booked_by__isnull=True)
                | Q(booked_for__isnull=False, booked_by__isnull=False),
                name="interviews_supervision_booked_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["study", "person"],
                condition=Q(booked_for__isnull=True),
                name="interviews_supervision_asked_once",
            ),
        ]


class Pace(Row):
    """How many interviews a study plans, and how much one interviewer carries at most; none: no such limit."""

    study = models.OneToOneField("studies.Study", models.PROTECT, related_name="+")
    interviews = models.PositiveSmallIntegerField(null=True, blank=True)
    sittings_a_day = models.PositiveSmallIntegerField(null=True, blank=True)
    sittings_a_week = models.PositiveSmallIntegerField(null=True, blank=True)  # Monday to Sunday, the study's calendar
    hours_after_heavy = models.PositiveSmallIntegerField(null=True, blank=True)  # after a heavy sitting has ended
    minutes_as_a_sitting = models.PositiveSmallIntegerField(null=True, blank=True)  # typed out, counting as one sitting


class CoverageCut(Row):
    """What was last shown of a guide's coverage: counts of so many ended interviews, five more each time.

    Kept, so that two looks differ by five interviews or by nothing, and a withdrawal between them says nothing.
    """

    guide = models.OneToOneField("interviews.GuideVersion", models.CASCADE, related_name="+")
    at = models.DateTimeField()
    interviews = models.PositiveIntegerField()
    counts = models.JSONField()  # by the id of a question: how often discussed, volunteered, set_aside, not_reached


class MomentCut(Row):
    """What was last shown of the moments in a study; a new one once three interviewers have kept one since."""

    study = models.OneToOneField("studies.Study", models.CASCADE, related_name="+")
    at = models.DateTimeField()
    counts = models.JSONField()  # {"loads": by the code of Load, "asked": how often supervision was needed}


class LengthCut(Row):
    """What is shown of the length of complete interviews, net seconds; a new one once five more are complete."""

    study = models.OneToOneField("studies.Study", models.CASCADE, related_name="+")
    at = models.DateTimeField()
    interviews = models.PositiveIntegerField()
    mean = models.PositiveIntegerField()
    shortest = models.PositiveIntegerField()
    longest = models.PositiveIntegerField()
