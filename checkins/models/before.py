"""Before a sitting: how she is, as her centre's therapist sees it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from checkins.models.coded import VOCABULARY, sets_of, words_of
from studies.models import Row


class Basis(models.IntegerChoices):
    TALKED = 1, _("talked with her on the day")
    SAW = 2, _("saw her on the day")
    TEAM = 3, _("heard from the team")
    NOT_SEEN = 4, _("not seen")


class Capacity(models.IntegerChoices):
    STEADY = 1, _("steady")
    WITH_CARE = 2, _("steady, with care")
    FRAGILE = 3, _("fragile")
    NOT_TODAY = 4, _("not on this day")


class Zone(models.IntegerChoices):
    FLAT = 1, _("flat or far away")
    WITHIN_REACH = 2, _("within reach")
    TENSE = 3, _("tense or restless")
    CANNOT_SAY = 4, _("cannot say")


class Wants(models.IntegerChoices):
    YES = 1, _("yes")
    UNSURE = 2, _("not sure")
    NO = 3, _("no")
    NOT_ASKED = 4, _("not asked")


class Adjust(models.IntegerChoices):
    """Bits of a set of at most three."""

    SHORTER = 1, _("shorter")
    MORE_PAUSES = 2, _("more pauses")
    SLOW_START = 4, _("a slow start")
    QUIET_ROOM = 8, _("a quiet room")
    SOMEONE_NEAR = 16, _("someone near afterwards")
    OTHER_TIME = 32, _("another time of the day")


class Support(models.IntegerChoices):
    HERE = 1, _("I am here")
    COLLEAGUE = 2, _("a colleague is here")
    NOBODY = 3, _("nobody")


class Verdict(models.IntegerChoices):
    GO = 1, _("go")
    GO_ADJUSTED = 2, _("go, with adjustments")
    POSTPONE = 3, _("postpone")
    NOT_ADVISED = 4, _("not advised now")


_CODES = ("basis", "capacity", "zone", "she_wants", "support_after", "verdict")
_NO_CODES = Q(adjust=0, **{f"{code}__isnull": True for code in _CODES})
_WHOLE = Q(**{f"{code}__isnull": False for code in _CODES if code != "zone"})


class Attunement(Row):
    """How she is before one sitting, as her centre's therapist sees it (R14, R44 to R46).

    Asked, given, or emptied: after a withdrawal that deletes everything, the codes are gone and the days stay.
    """

    participant = models.ForeignKey("studies.Participant", models.CASCADE, related_name="+")
    for_day = models.DateField()  # the day of the sitting; given on this day, or as long before as the study lets it
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    vocabulary = models.PositiveSmallIntegerField(default=VOCABULARY)
    basis = models.PositiveSmallIntegerField(null=True, blank=True, choices=Basis)
    capacity = models.PositiveSmallIntegerField(null=True, blank=True, choices=Capacity)
    zone = models.PositiveSmallIntegerField(null=True, blank=True, choices=Zone)
    she_wants = models.PositiveSmallIntegerField(null=True, blank=True, choices=Wants)
    adjust = models.PositiveSmallIntegerField(default=0)  # sum of up to three bits of Adjust
    support_after = models.PositiveSmallIntegerField(null=True, blank=True, choices=Support)
    verdict = models.PositiveSmallIntegerField(null=True, blank=True, choices=Verdict)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    given_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    seen_at = models.DateTimeField(null=True, blank=True)
    emptied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(vocabulary=VOCABULARY), name="checkins_attunement_vocabulary"),
            models.CheckConstraint(condition=Q(basis__in=Basis.values), name="checkins_basis_is_coded"),
            models.CheckConstraint(condition=Q(capacity__in=Capacity.values), name="checkins_capacity_is_coded"),
            models.CheckConstraint(condition=Q(zone__in=Zone.values), name="checkins_zone_is_coded"),
            models.CheckConstraint(condition=Q(she_wants__in=Wants.values), name="checkins_wants_is_coded"),
            models.CheckConstraint(condition=Q(adjust__in=sets_of(Adjust)), name="checkins_adjust_is_coded"),
            models.CheckConstraint(condition=Q(support_after__in=Support.values), name="checkins_support_is_coded"),
            models.CheckConstraint(condition=Q(verdict__in=Verdict.values), name="checkins_verdict_is_coded"),
            models.CheckConstraint(
                condition=Q(basis__isnull=True) | ~Q(basis=Basis.NOT_SEEN) | Q(verdict__in=[3, 4]),
                name="checkins_not_seen_cannot_be_go",
            ),
            models.CheckConstraint(
                condition=Q(she_wants__isnull=True) | ~Q(she_wants=Wants.NO) | Q(verdict__in=[3, 4]),
                name="checkins_her_no_cannot_be_go",
            ),
            models.CheckConstraint(
                condition=(_NO_CODES & (Q(given_at__isnull=True, given_by__isnull=True) | Q(emptied_at__isnull=False)))
                | (_WHOLE & Q(given_at__isnull=False, given_by__isnull=False, emptied_at__isnull=True)),
                name="checkins_attunement_is_whole",
            ),
            models.UniqueConstraint(
                fields=["participant", "for_day"], condition=Q(given_at__isnull=True, emptied_at__isnull=True),
                name="checkins_one_open_request_a_day",
            ),
        ]  # fmt: skip

    @property
    def adjustments(self) -> list[str]:
        """The translated words of what would help."""
        return words_of(Adjust, self.adjust)

    @property
    def nobody_near(self) -> bool:
        """Whether it says go, and somebody has still to be found who is near her afterwards."""
        return self.support_after == Support.NOBODY and self.verdict in {Verdict.GO, Verdict.GO_ADJUSTED}
