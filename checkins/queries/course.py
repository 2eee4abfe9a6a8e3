"""How far a feedback has come: what waits for an answer, what for an outcome. Lists, pages and mails ask here.

Whoever asks has been let through to the rows, or narrows them by a door.
"""

from datetime import datetime

from django.db.models import Q, QuerySet

from checkins.models import CLOSES, OPENS, Attention, Feedback


def released(at: datetime) -> QuerySet[Feedback]:
    """Give the feedback that counts at `at`: it is released, and no released correction has replaced it."""
    return Feedback.objects.filter(released_at__lte=at).exclude(correction__released_at__lte=at)


def unanswered(at: datetime) -> QuerySet[Feedback]:
    """Give what nobody has answered; what was handed to a colleague is not answered."""
    return released(at).filter(acknowledgement=None)


def followed(at: datetime) -> QuerySet[Feedback]:
    """Give what was answered and has no outcome yet; who was not reached is tried again.

    A correction ends none: what somebody has said they will do stays open until a therapist says what became of it.
    """
    rows = Feedback.objects.filter(released_at__lte=at, acknowledgement__next__in=OPENS)
    return rows.exclude(follow_ups__done__in=CLOSES)


def is_followed(feedback: Feedback, at: datetime) -> bool:
    """Say whether somebody still has to say what became of a feedback."""
    return followed(at).filter(pk=feedback.pk).exists()


def firsts_that_ask_now() -> QuerySet[Feedback]:
    """Give the feedback that was given first where somebody is asked for now, there or in its correction, unanswered.

    A sitting keeps the first one.
    """
    first = Q(attention=Attention.NOW, acknowledgement=None, correction=None)
    corrected = Q(correction__attention=Attention.NOW, correction__acknowledgement=None)
    return Feedback.objects.filter(first | corrected)


def since(feedback: Feedback) -> datetime:
    """Give from when a feedback waits; a correction that asks the same waits since the first one was released."""
    first = feedback.corrects
    same = first is not None and first.attention == feedback.attention
    return first.released_at if first is not None and same else feedback.released_at
