"""Counting the safety outcomes of a study (R65), so that no two counts are one participant apart."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from checkins.models import Attention, AtTheEnd, Attunement, Course, Done, Feedback, FollowUp, SafetyCut, Verdict
from studies.models import Study
from studies.queries import FEWEST

What = SafetyCut.What


def count(at: datetime) -> None:
    """Count anew what is about enough participants more than before, in every study. Safe to repeat."""
    for study in Study.objects.order_by("pk"):
        for what, (rows, her) in _outcomes(study, at).items():
            _cut(study, what, rows.aggregate(women=Count(her, distinct=True), times=Count("pk")), at)


@transaction.atomic
def _cut(study: Study, what: What, found: dict[str, int], at: datetime) -> None:
    Study.objects.select_for_update(no_key=True).get(pk=study.pk)
    last = SafetyCut.objects.filter(study=study, what=what).order_by("participants").last()
    if found["women"] >= (last.participants if last else 0) + FEWEST:
        SafetyCut.objects.create(study=study, what=what, at=at, participants=found["women"], count=found["times"])


def _outcomes(study: Study, at: datetime) -> dict[What, tuple[QuerySet[Any], str]]:
    """Give what each outcome is counted from, and the lookup to whom it is about."""
    hers, her = Q(participant__study=study), "participant"
    given = Feedback.objects.filter(hers, released_at__lte=at).exclude(correction__released_at__lte=at)
    distress = Q(attention__in=[Attention.SAME_DAY, Attention.NOW])
    distress |= Q(at_the_end__in=[AtTheEnd.STIRRED, AtTheEnd.FLAT])
    postponed = Attunement.objects.filter(hers, given_at__lte=at, verdict__in=[Verdict.POSTPONE, Verdict.NOT_ADVISED])
    talked = FollowUp.objects.filter(feedback__participant__study=study, done=Done.TALKED, at__lte=at)
    return {
        What.POSTPONED: (postponed, her),
        What.STOPPED: (given.filter(course=Course.ENDED_EARLIER), her),
        What.DISTRESS: (given.filter(distress), her),
        What.FOLLOWED_UP: (talked, "feedback__participant"),
    }
