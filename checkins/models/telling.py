"""Who is told that something waits."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from checkins.models.after import Feedback
from checkins.models.before import Attunement
from studies.models import Row


class Kind(models.IntegerChoices):
    """Why somebody is told that something waits for them."""

    ASKED = 1
    REMINDER = 2
    GIVEN = 3
    ON_CALL = 4, _("who is on call")
    BACK_UP = 5, _("the back-up")
    OVERDUE = 6, _("the back-up")  # of a follow-up without an outcome
    HANDED = 7
    EVERYBODY = 8, _("every therapist of the centre")
    LEAD = 9, _("the study lead")


class State(models.IntegerChoices):
    """How far a notice is."""

    WAITING = 1
    SENDING = 2
    SENT = 3
    SHOWN = 4  # on the list only: no mail is set up
    NOT_SENT = 5  # or perhaps it was: nobody can know
    NOT_NEEDED = 6  # answered meanwhile, its person left, or told at the same moment for another reason


class Notice(Row):
    """One message to one person that something waits: for each reason, turn and thing once, never without a trace.

    What waits stands on their page in any case; a mail says one constant sentence.
    """

    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kind = models.PositiveSmallIntegerField(choices=Kind)
    attunement = models.ForeignKey(Attunement, models.CASCADE, null=True, blank=True, related_name="notices")
    feedback = models.ForeignKey(Feedback, models.CASCADE, null=True, blank=True, related_name="notices")
    turn = models.PositiveSmallIntegerField(default=1)  # who is on call is told again while nobody answers
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
                | Q(kind__in=[3, 4, 5, 6, 7, 8, 9], attunement__isnull=True, feedback__isnull=False),
                name="checkins_notice_is_of_one_thing",
            ),
            models.UniqueConstraint(
                fields=["to", "kind", "attunement"], condition=Q(attunement__isnull=False),
                name="checkins_notice_once_for_an_attunement",
            ),
            models.UniqueConstraint(
                fields=["to", "kind", "turn", "feedback"], condition=Q(feedback__isnull=False),
                name="checkins_notice_once_for_a_feedback",
            ),
        ]  # fmt: skip

    @property
    def on_her(self) -> Attunement | Feedback:
        """The attunement or feedback that waits."""
        return self.attunement or self.feedback  # type: ignore[return-value]
