"""How far a feedback has come: what waits for an answer, what for an outcome. Lists, pages and mails ask here.

Whoever asks has been let through to the rows, or narrows them by a door.
"""

from datetime import datetime

from django.db.models import QuerySet

from checkins.models import CLOSES, OPENS, Feedback


def released(at: datetime) -> QuerySet[Feedback]:
    """Give the feedback that counts at `at`: it is released, and no released correction has replaced it."""
    return Feedback.objects.filter(released_at__lte=at).exclude(correction__released_at__lte=at)


def unanswered(at: datetime) -> QuerySet[Feedback]:
    """Give what nobody has answered; what was handed to a colleague is not answered."""
    return released(at).filter(acknowledgement=None)


def followed(at: datetime) -> QuerySet[Feedback]:
    """Give what was answered and has no outcome yet; who was not reached is tried again."""
    return released(at).filter(acknowledgement__next__in=OPENS).exclude(follow_ups__done__in=CLOSES)


def is_followed(feedback: Feedback, at: datetime) -> bool:
    """Say whether somebody still has to say what became of a feedback."""
    return followed(at).filter(pk=feedback.pk).exists()
