"""Check-ins: small coded numbers. There is no column in which a word of an interview would fit."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from studies.models import Row

VOCABULARY = 1
"""The version of the coded vocabulary that this program speaks; a study's ethics decision names the one it approves."""

BOUND = 574_080
"""How many different feedbacks there are: 5 · 299 · 4 · 3 · 4 · 4 · 2, or 19.1 bits; with its one correction 38.3."""


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


MOST = 3
"""How many of a set of bits may be chosen together."""


def _sets_of(bits: type[models.IntegerChoices]) -> list[int]:
    """Give the sums of every set of at most `MOST` of `bits`."""
    return [n for n in range(sum(bits.values) + 1) if n.bit_count() <= MOST]


def _words_of(bits: type[models.IntegerChoices], total: int) -> list[str]:
    """Give the translated words of the bits that make up `total`."""
    return [str(label) for bit, label in bits.choices if total & bit]


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
            models.CheckConstraint(condition=Q(adjust__in=_sets_of(Adjust)), name="checkins_adjust_is_coded"),
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
        return _words_of(Adjust, self.adjust)

    @property
    def nobody_near(self) -> bool:
        """Whether it says go, and somebody has still to be found who is near her afterwards."""
        return self.support_after == Support.NOBODY and self.verdict in {Verdict.GO, Verdict.GO_ADJUSTED}


class Experience(models.IntegerChoices):
    AT_EASE = 1, _("at ease")
    MOSTLY = 2, _("mostly at ease")
    MIXED = 3, _("mixed")
    STRAINED = 4, _("strained")
    OVERWHELMED = 5, _("overwhelmed")


class Feeling(models.IntegerChoices):
    """Bits of a set of at most three."""

    CALM = 1, _("calm")
    RELIEVED = 2, _("relieved")
    PROUD = 4, _("proud")
    HOPEFUL = 8, _("hopeful")
    CONNECTED = 16, _("connected")
    TIRED = 32, _("tired")
    TENSE = 64, _("tense")
    SAD = 128, _("sad")
    ANGRY = 256, _("angry")
    ANXIOUS = 512, _("anxious")
    NUMB = 1024, _("numb or far away")
    RESTLESS = 2048, _("restless")


class AtTheEnd(models.IntegerChoices):
    SETTLED = 1, _("settled")
    STIRRED = 2, _("still stirred up")
    FLAT = 3, _("flat or far away")
    COULD_NOT_TELL = 4, _("could not tell")


class Course(models.IntegerChoices):
    AS_PLANNED = 1, _("as planned")
    ENDED_EARLIER = 2, _("ended earlier")
    CONTINUES = 3, _("continues another day")


class HerWish(models.IntegerChoices):
    CONTACT_SOON = 1, _("contact on the same day")
    CONTACT_THIS_WEEK = 2, _("contact this week")
    NO_CONTACT = 3, _("no contact now")
    DID_NOT_SAY = 4, _("did not say")


class Attention(models.IntegerChoices):
    NONE = 1, _("none")
    KEEP_AN_EYE = 2, _("keep an eye")
    SAME_DAY = 3, _("please see her on the same day")
    NOW = 4, _("please see her now")


class Feedback(Row):
    """How she seemed to have lived through one sitting, never what was said (R52 to R54)."""

    participant = models.ForeignKey("studies.Participant", models.CASCADE, related_name="+")
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    released_at = models.DateTimeField()  # next quarter of an hour, so that times say little; at once with NOW
    vocabulary = models.PositiveSmallIntegerField(default=VOCABULARY)
    experience = models.PositiveSmallIntegerField(choices=Experience)
    feelings = models.PositiveSmallIntegerField()  # sum of up to three bits of Feeling
    at_the_end = models.PositiveSmallIntegerField(choices=AtTheEnd)
    course = models.PositiveSmallIntegerField(choices=Course)
    her_wish = models.PositiveSmallIntegerField(choices=HerWish)
    attention = models.PositiveSmallIntegerField(choices=Attention)
    she_saw_it = models.BooleanField()
    corrects = models.OneToOneField("self", models.CASCADE, null=True, blank=True, related_name="correction")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(vocabulary=VOCABULARY), name="checkins_feedback_vocabulary"),
            models.CheckConstraint(condition=Q(experience__in=Experience.values), name="checkins_experience_is_coded"),
            models.CheckConstraint(condition=Q(feelings__in=_sets_of(Feeling)), name="checkins_feelings_are_coded"),
            models.CheckConstraint(condition=Q(at_the_end__in=AtTheEnd.values), name="checkins_end_is_coded"),
            models.CheckConstraint(condition=Q(course__in=Course.values), name="checkins_course_is_coded"),
            models.CheckConstraint(condition=Q(her_wish__in=HerWish.values), name="checkins_wish_is_coded"),
            models.CheckConstraint(condition=Q(attention__in=Attention.values), name="checkins_attention_is_coded"),
            models.CheckConstraint(condition=Q(released_at__gte=F("given_at")), name="checkins_released_after_given"),
        ]

    @property
    def at_once(self) -> bool:
        """Whether its therapists can read it since the moment it was given."""
        return self.released_at == self.given_at

    @property
    def feeling_words(self) -> list[str]:
        """The translated words of her feelings."""
        return _words_of(Feeling, self.feelings)


class Next(models.IntegerChoices):
    """What the therapist will do."""

    SAME_DAY = 1, _("I will see her on the same day")
    THIS_WEEK = 2, _("I will see her this week")
    IN_CONTACT = 3, _("we are already in contact")
    HANDED_OVER = 4, _("handed to a colleague")
    SHE_DECLINED = 5, _("she declined")
    NONE_NEEDED = 6, _("nothing needed")


class Acknowledgement(Row):
    """A therapist has seen a feedback and says what follows."""

    feedback = models.OneToOneField(Feedback, models.CASCADE, related_name="acknowledgement")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    next = models.PositiveSmallIntegerField(choices=Next)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(next__in=Next.values), name="checkins_next_is_coded")]


OPENS = (Next.SAME_DAY, Next.THIS_WEEK, Next.IN_CONTACT, Next.HANDED_OVER)
"""Answers after which somebody still has to say what became of it."""


class Done(models.IntegerChoices):
    """What became of a follow-up."""

    TALKED = 1, _("we have talked")
    OFFERED_DECLINED = 2, _("offered, and she declined")
    NOT_REACHED = 3, _("not reached")
    HANDED_OVER = 4, _("handed to somebody else, who knows")


CLOSES = (Done.TALKED, Done.OFFERED_DECLINED, Done.HANDED_OVER)
"""What closes a follow-up; who was not reached is tried again."""


class FollowUp(Row):
    """What a therapist says became of a feedback: coded, one row for each try, one that closes it."""

    feedback = models.ForeignKey(Feedback, models.CASCADE, related_name="follow_ups")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    done = models.PositiveSmallIntegerField(choices=Done)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(done__in=Done.values), name="checkins_done_is_coded"),
            models.UniqueConstraint(
                fields=["feedback"], condition=Q(done__in=CLOSES), name="checkins_follow_up_closes_once"
            ),
        ]


class Kind(models.IntegerChoices):
    """Why somebody is told that something waits for them."""

    ASKED = 1
    REMINDER = 2
    GIVEN = 3
    ON_CALL = 4, _("who is on call")
    BACK_UP = 5, _("the back-up")


class State(models.IntegerChoices):
    """How far a notice is."""

    WAITING = 1
    SENDING = 2
    SENT = 3
    SHOWN = 4  # on the list only: no mail is set up
    NOT_SENT = 5  # or perhaps it was: nobody can know
    NOT_NEEDED = 6  # answered meanwhile, or its person left


class Notice(Row):
    """One message to one person that something waits: for each reason and thing once, and never without a trace.

    What waits stands on their page in any case; a mail says one constant sentence.
    """

    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kind = models.PositiveSmallIntegerField(choices=Kind)
    attunement = models.ForeignKey(Attunement, models.CASCADE, null=True, blank=True, related_name="notices")
    feedback = models.ForeignKey(Feedback, models.CASCADE, null=True, blank=True, related_name="notices")
    due_at = models.DateTimeField()
    state = models.PositiveSmallIntegerField(choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["state", "next_try_at"], name="checkins_notice_next")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="checkins_notice_state_is_coded"),
            models.CheckConstraint(
                condition=Q(kind__in=[1, 2], attunement__isnull=False, feedback__isnull=True)
                | Q(kind__in=[3, 4, 5], attunement__isnull=True, feedback__isnull=False),
                name="checkins_notice_is_of_one_thing",
            ),
            models.UniqueConstraint(
                fields=["to", "kind", "attunement"], condition=Q(attunement__isnull=False),
                name="checkins_notice_once_for_an_attunement",
            ),
            models.UniqueConstraint(
                fields=["to", "kind", "feedback"], condition=Q(feedback__isnull=False),
                name="checkins_notice_once_for_a_feedback",
            ),
        ]  # fmt: skip

    @property
    def on_her(self) -> Attunement | Feedback:
        """The attunement or feedback that waits."""
        return self.attunement or self.feedback  # type: ignore[return-value]
