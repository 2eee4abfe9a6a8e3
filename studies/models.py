"""What a study is made of, and who belongs to it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

LANGUAGES = [("en", _("English")), ("nl", _("Dutch")), ("fr", _("French"))]


MOST_DAYS = 3
"""How many days an attunement may be older than its sitting at most, whatever a study sets."""


class Row(models.Model):
    """A row with an id of its own that says nothing."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class Study(Row):
    """One study; its limits are settings of the study, not of the program."""

    title = models.CharField(max_length=200)
    institution = models.CharField(max_length=200)
    time_zone = models.CharField(max_length=40, default="Europe/Brussels")
    minimum_months_in_treatment = models.DecimalField(max_digits=4, decimal_places=1, default=1)
    recording_days = models.PositiveSmallIntegerField(default=30)  # days from a recording to its deletion
    withdrawal_days = models.PositiveSmallIntegerField(default=7)  # days within which a withdrawal is carried out
    attunement_days = models.PositiveSmallIntegerField(default=0)  # days before a sitting's own day; 0: on that day
    reminder_hour = models.PositiveSmallIntegerField(default=8)  # of the day: who has not answered is asked again
    back_up_hour = models.PositiveSmallIntegerField(default=16)  # of the day: what nobody has answered is handed on
    public_holidays = models.CharField(max_length=2, blank=True, default="")  # of which country (ISO 3166-1); "": none
    prompt_minutes = models.PositiveSmallIntegerField(default=20)  # then it is said again that she may leave things out
    quiet_minutes = models.PositiveSmallIntegerField(default=60)  # for which a quiet room holds cover and prompts back
    opened_at = models.DateTimeField(null=True, blank=True)  # not before there is an ethics decision (R01)

    class Meta:
        verbose_name_plural = "studies"
        constraints = [
            models.CheckConstraint(condition=Q(attunement_days__lte=MOST_DAYS), name="studies_attunement_is_fresh"),
            models.CheckConstraint(
                condition=Q(reminder_hour__lte=23, back_up_hour__lte=23), name="studies_hours_are_of_a_day"
            ),
        ]


class Wording(Row):
    """What a placeholder of the consent texts says in this study, in one language."""

    study = models.ForeignKey(Study, models.PROTECT, related_name="wordings")
    key = models.CharField(max_length=40)
    language = models.CharField(max_length=2, choices=LANGUAGES)
    text = models.CharField(max_length=400)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["study", "key", "language"], name="studies_wording_once")]


class EthicsDecision(Row):
    """The decision of an ethics committee, and the window in which it lets data be collected (R01, R02)."""

    study = models.ForeignKey(Study, models.PROTECT, related_name="decisions")
    committee = models.CharField(max_length=200)
    number = models.CharField(max_length=60)
    decided_on = models.DateField()
    window_from = models.DateField()  # included
    window_until = models.DateField()  # included
    prepare_alone = models.BooleanField(default=False)  # it names that somebody may prepare a timeline alone
    vocabulary = models.PositiveSmallIntegerField(null=True, blank=True)  # of coded words it names
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(window_until__gte=F("window_from")), name="studies_window_is_forwards")
        ]


class Setting(models.TextChoices):
    """Where women are treated."""

    INPATIENT = "inpatient", _("inpatient")
    OUTPATIENT = "outpatient", _("outpatient")


class Centre(Row):
    """A treatment centre that takes part (R03)."""

    study = models.ForeignKey(Study, models.PROTECT, related_name="centres")
    name = models.CharField(max_length=120)
    setting = models.CharField(max_length=10, choices=Setting)
    mother_child_unit = models.BooleanField(default=False)
    phone = models.CharField(max_length=40)  # shown full-screen when somebody is needed now
    agreed_on = models.DateField()  # the centre's agreement is on file since

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(setting__in=Setting.values), name="studies_centre_setting_is_known")
        ]


class Part(models.TextChoices):
    """In what part somebody belongs to a study."""

    LEAD = "lead", _("study lead")
    INTERVIEWER = "interviewer", _("interviewer")
    READER = "reader", _("second reader")
    THERAPIST = "therapist", _("therapist")
    SUPERVISOR = "supervisor", _("supervisor")
    AUDITOR = "auditor", _("ethics auditor")


class Membership(Row):
    """Somebody's part in a study, with the days of training and delegation (R67)."""

    study = models.ForeignKey(Study, models.PROTECT, related_name="memberships")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    part = models.CharField(max_length=12, choices=Part)
    centre = models.ForeignKey(Centre, models.PROTECT, null=True, blank=True, related_name="memberships")
    code = models.CharField(max_length=8)  # stands for the person on the auditor's pages, such as I1
    trained_on = models.DateField(null=True, blank=True)
    delegated_from = models.DateField()  # included
    delegated_until = models.DateField(null=True, blank=True)  # included; none: until further notice
    ended_at = models.DateTimeField(null=True, blank=True)  # ended at once, in the middle of its last day
    rests_since = models.DateTimeField(null=True, blank=True)  # gives no access: `studies.resting`
    rested_by = models.UUIDField(null=True, blank=True)  # who began the person's account anew
    on_call = models.BooleanField(default=False)  # told when nobody has answered within a quarter of an hour
    back_up = models.BooleanField(default=False)  # told at the study's hour of what nobody has answered

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(part="therapist") | Q(on_call=False, back_up=False), name="studies_therapists_are_on_call"
            ),
            models.UniqueConstraint(fields=["study", "code"], name="studies_membership_code_once"),
            models.UniqueConstraint(
                fields=["study", "person", "part"],
                name="studies_part_once",
                condition=Q(delegated_until=None) & ~Q(part="therapist"),
            ),
            models.UniqueConstraint(
                fields=["study", "person", "centre"],
                name="studies_therapist_once_at_a_centre",
                condition=Q(delegated_until=None, part="therapist"),
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(delegated_until__isnull=False), name="studies_ended_at_has_a_last_day"
            ),
            models.CheckConstraint(condition=Q(part__in=Part.values), name="studies_membership_part_is_known"),
            models.CheckConstraint(
                condition=~Q(part="therapist") | Q(centre__isnull=False), name="studies_therapist_has_a_centre"
            ),
        ]


class Participant(Row):
    """Somebody who may take part, by code; there is no place for a name."""

    study = models.ForeignKey(Study, models.PROTECT, related_name="participants")
    centre = models.ForeignKey(Centre, models.PROTECT, related_name="participants")
    code = models.CharField(max_length=6)  # P07
    language = models.CharField(max_length=2, choices=LANGUAGES)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["study", "code"], name="studies_participant_code_once")]


class Assignment(Row):
    """A participant is somebody's case from one day to another."""

    participant = models.ForeignKey(Participant, models.CASCADE, related_name="assignments")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    from_day = models.DateField()  # included
    until_day = models.DateField(null=True, blank=True)  # included; none: until further notice


class Outcome(models.TextChoices):
    """What a screening came to; the answers themselves are never stored."""

    ELIGIBLE = "eligible", _("can take part")
    NOT_YET = "not_yet", _("not yet")
    NOT = "not", _("does not fit this study")


class Screening(Row):
    """The outcome of a screening (R06 to R10), purged after 30 days when nothing follows."""

    study = models.ForeignKey(Study, models.PROTECT, related_name="screenings")
    centre = models.ForeignKey(Centre, models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=8, choices=Outcome)
    eligible_from = models.DateField(null=True, blank=True)  # first day of the month from which she is eligible
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    participant = models.OneToOneField(Participant, models.CASCADE, null=True, blank=True, related_name="screening")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="studies_screening_outcome_is_known")
        ]


class Cause(models.TextChoices):
    """Coded causes of a deviation from the protocol."""

    TOO_EARLY = "too_early", _("less time in treatment than the study asks")
    OUTSIDE_WINDOW = "outside_window", _("outside the time of the ethics decision")
    OTHER_PLACE = "other_place", _("at another place than her own centre")


class Deviation(Row):
    """A documented deviation: who, which rule, when."""

    study = models.ForeignKey(Study, models.PROTECT, related_name="deviations")
    participant = models.ForeignKey(Participant, models.CASCADE, null=True, blank=True, related_name="deviations")
    cause = models.CharField(max_length=16, choices=Cause)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(cause__in=Cause.values), name="studies_deviation_cause_is_known")
        ]
