"""What became of check-ins: who was told, what was followed up, and what a study is shown of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.utils.translation import gettext as _

from checkins.models import (
    CLOSES,
    OPENS,
    Acknowledgement,
    Attention,
    AtTheEnd,
    Attunement,
    Course,
    Done,
    Feedback,
    FollowUp,
    Kind,
    Notice,
    State,
    Verdict,
)
from studies.models import Study


@dataclass(frozen=True)
class Told:
    """Who was told next that a feedback waits, and when; the words of who, and an instant."""

    who: str
    at: datetime
    late: bool = False  # answered, but nobody had said what became of it


def told_of(feedback: Feedback) -> list[Told]:
    """Give who else was told that a feedback waits, in order; whoever asks has been let through to it."""
    kinds = [Kind.ON_CALL, Kind.BACK_UP, Kind.OVERDUE]
    rows = Notice.objects.filter(feedback=feedback, kind__in=kinds).values_list("kind").annotate(at=Min("due_at"))
    return [Told(str(Kind(kind).label), at, kind == Kind.OVERDUE) for kind, at in rows.order_by("kind")]


@dataclass(frozen=True)
class CameOf:
    """How far a feedback has come, for who gave it; of its correction where there is one."""

    now: Feedback
    corrected: bool
    acknowledged: bool
    told: list[Told]


def came_of(feedback: Feedback | None, at: datetime) -> CameOf | None:
    """Give how far a feedback has come; None for none. Whoever asks gave it: they learn no answer and no outcome."""
    if feedback is None:
        return None
    correction = Feedback.objects.filter(corrects=feedback).first()
    now = correction or feedback
    answered = Acknowledgement.objects.filter(feedback=now, at__lte=at).exists()
    return CameOf(now, correction is not None, answered, told_of(now))


def is_followed(feedback: Feedback) -> bool:
    """Say whether somebody still has to say what became of a feedback."""
    answered = Acknowledgement.objects.filter(feedback=feedback, next__in=OPENS)
    return answered.exists() and not feedback.follow_ups.filter(done__in=CLOSES).exists()


def last_try(feedback: Feedback) -> FollowUp | None:
    """Give what was last kept of a follow-up, or None; whoever asks has been let through to the feedback."""
    return feedback.follow_ups.select_related("by").order_by("at").last()


def unsent(at: datetime) -> int:
    """Give how many mails are late by an hour, or may never have gone; what they stand for waits on a list.

    Whoever asks looks after the installation: it is a number, about nobody.
    """
    late = Q(state=State.WAITING, tries__gt=0, due_at__lt=at - timedelta(hours=1))
    lost = Q(state=State.NOT_SENT, changed_at__gt=at - timedelta(days=30))
    return Notice.objects.filter(late | lost).count()


FEWEST = 5
"""Counts about fewer participants than this are never shown."""


@dataclass(frozen=True)
class Safe:
    """One safety outcome of a study (R65): its code and words, and how often; None: about fewer than five."""

    what: str
    words: str
    count: int | None


def safety(study: Study, at: datetime) -> list[Safe]:
    """Give the safety outcomes of a study (R65), always the same ones in the same order, in one query each.

    A count of sittings is shown only when it is about at least five participants; nought looks like few. Whoever asks
    has been let through to the study.
    """
    hers = Q(participant__study=study)
    given = Feedback.objects.filter(hers, correction=None, released_at__lte=at)
    distress = Q(attention__in=[Attention.SAME_DAY, Attention.NOW]) | Q(
        at_the_end__in=[AtTheEnd.STIRRED, AtTheEnd.FLAT]
    )
    rows: list[tuple[str, str, QuerySet[Any], str]] = [
        ("postponed", _("Postponed before the sitting"), Attunement.objects.filter(
            hers, given_at__lte=at, verdict__in=[Verdict.POSTPONE, Verdict.NOT_ADVISED]), "participant"),
        ("stopped", _("Ended earlier than planned"), given.filter(course=Course.ENDED_EARLIER), "participant"),
        ("distress", _("Stirred up or far away at the end, or somebody asked to come"), given.filter(distress),
         "participant"),
        ("followed_up", _("Followed up with a talk"), FollowUp.objects.filter(
            feedback__participant__study=study, done=Done.TALKED, at__lte=at), "feedback__participant"),
    ]  # fmt: skip
    return [Safe(what, words, _shown(found, who)) for what, words, found, who in rows]


def _shown(rows: QuerySet[Any], who: str) -> int | None:
    counted = rows.aggregate(women=Count(who, distinct=True), times=Count("pk"))
    return int(counted["times"]) if counted["women"] >= FEWEST else None
