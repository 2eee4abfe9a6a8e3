"""Safety outcomes of a study as they were last counted (R65): numbers about nobody."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from studies.models import Row


class SafetyCut(Row):
    """How often one outcome had been, at one moment; the next one is about five participants more."""

    class What(models.IntegerChoices):
        POSTPONED = 1, _("Postponed before the sitting")
        STOPPED = 2, _("Ended earlier than planned")
        DISTRESS = 3, _("Stirred up or far away at the end, or somebody asked to come")
        FOLLOWED_UP = 4, _("Followed up with a talk")

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="+")
    what = models.PositiveSmallIntegerField(choices=What)
    at = models.DateTimeField()
    participants = models.PositiveSmallIntegerField()  # whom it is about
    count = models.PositiveSmallIntegerField()  # sittings or talks

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(what__in=[1, 2, 3, 4]), name="checkins_cut_is_coded"),
            models.CheckConstraint(condition=Q(participants__gte=5), name="checkins_cut_is_about_five"),
            models.UniqueConstraint(fields=["study", "what", "participants"], name="checkins_cut_once"),
        ]
