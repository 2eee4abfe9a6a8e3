"""After a sitting: feedback, what a therapist answers, and what became of it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from checkins.models.coded import VOCABULARY, sets_of, words_of
from studies.models import Row


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
            models.CheckConstraint(condition=Q(feelings__in=sets_of(Feeling)), name="checkins_feelings_are_coded"),
            models.CheckConstraint(condition=Q(at_the_end__in=AtTheEnd.values), name="checkins_end_is_coded"),
            models.CheckConstraint(condition=Q(course__in=Course.values), name="checkins_course_is_coded"),
            models.CheckConstraint(condition=Q(her_wish__in=HerWish.values), name="checkins_wish_is_coded"),
            models.CheckConstraint(condition=Q(attention__in=Attention.values), name="checkins_attention_is_coded"),
            models.CheckConstraint(condition=Q(she_saw_it__in=[True, False]), name="checkins_seen_is_yes_or_no"),
            models.CheckConstraint(condition=Q(released_at__gte=F("given_at")), name="checkins_released_after_given"),
        ]

    @property
    def at_once(self) -> bool:
        """Whether its therapists can read it since the moment it was given."""
        return self.released_at == self.given_at

    @property
    def feeling_words(self) -> list[str]:
        """The translated words of her feelings."""
        return words_of(Feeling, self.feelings)


class Ended(Row):
    """A feedback that was deleted with everything of hers: its id and her centre, no code, no day and not who she is.

    Whoever has it open still finds that it has ended, and the number of the house, as with any other that ended.
    """

    centre = models.ForeignKey("studies.Centre", models.CASCADE, related_name="+")


class Next(models.IntegerChoices):
    """What the therapist will do."""

    SAME_DAY = 1, _("I will see her on the same day")
    THIS_WEEK = 2, _("I will see her this week")
    IN_CONTACT = 3, _("we are already in contact")
    HANDED_OVER = 4, _("handed to a colleague")  # no answer any more, but a Handing, which names the colleague
    SHE_DECLINED = 5, _("she declined")
    NONE_NEEDED = 6, _("nothing needed")


def next_words(attention: int, next: int) -> str:
    """Give the words of an answer; where somebody is asked for now, it says who goes to her or is there."""
    there = {Next.SAME_DAY: _("I go to her now"), Next.IN_CONTACT: _("one of us is with her now")}
    words = there.get(Next(next)) if attention == Attention.NOW else None
    return str(words or Next(next).label)


class Acknowledgement(Row):
    """A therapist has seen a feedback and says what follows."""

    feedback = models.OneToOneField(Feedback, models.CASCADE, related_name="acknowledgement")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    next = models.PositiveSmallIntegerField(choices=Next)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(next__in=Next.values), name="checkins_next_is_coded")]

    @property
    def words(self) -> str:
        """The translated words of this answer."""
        return next_words(self.feedback.attention, self.next)


class Handing(Row):
    """A therapist puts a feedback into the hands of a colleague: no answer, so it goes on waiting for one.

    Each colleague once, so that it goes round no circle, and nobody is told of it twice.
    """

    feedback = models.ForeignKey(Feedback, models.CASCADE, related_name="handings")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(by=F("to")), name="checkins_handed_to_somebody_else"),
            models.UniqueConstraint(fields=["feedback", "to"], name="checkins_handed_once_to_each"),
        ]


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
