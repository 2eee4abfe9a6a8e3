"""Counts across participants, for the study lead: never about one of them."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from consent.queries import in_force_of
from interviews.models import (
    Aside,
    Characteristic,
    Coverage,
    CoverageCut,
    Ending,
    GuideVersion,
    Interview,
    KeyQuestion,
    LengthCut,
    Sitting,
    Talked,
)
from interviews.queries.sittings import SittingFacts, net_of, sittings_of
from interviews.rules import half_up
from studies.models import Study
from studies.queries import Owed, day_of, soon_without, without_interviewer


@dataclass(frozen=True)
class Durations:
    """Net seconds of complete interviews, all sittings of each together; None while there is none."""

    count: int
    mean: int | None
    shortest: int | None
    longest: int | None


def durations(study: Study) -> Durations:
    """Give how long complete interviews of a study lasted (R29). For a cut, never for a page."""
    complete = Interview.objects.filter(sittings__ending=Ending.COMPLETED, participant__study=study)
    total: dict[UUID, int] = defaultdict(int)
    for row in Sitting.objects.filter(interview__in=complete, closed_at__isnull=False).prefetch_related("pauses"):
        total[row.interview_id] += net_of(row) or 0
    if not total:
        return Durations(0, None, None, None)
    each = total.values()
    return Durations(len(each), half_up(sum(each), len(each)), min(each), max(each))


def lengths_cut(study: Study) -> LengthCut | None:
    """Give what may be shown of the length of interviews, or None while fewer than five are complete."""
    return LengthCut.objects.filter(study=study).first()


def ended(guide: GuideVersion) -> QuerySet[Interview]:
    """Give the interviews with a guide that are over, as complete or stopped; what became of their questions stays."""
    over = Sitting.objects.filter(ending__in=[Ending.COMPLETED, Ending.STOPPED]).values("interview")
    return Interview.objects.filter(guide=guide, pk__in=over)


def coverage_counts(guide: GuideVersion) -> dict[UUID, dict[str, int]]:
    """Give for each key question in how many interviews it was discussed, volunteered, set aside and not reached.

    Interviews that are over count; what is not marked in them is "not_reached" (R40). For a cut, never for a page.
    """
    over = ended(guide)
    held = over.count()
    questions = KeyQuestion.objects.filter(theme__guide=guide).order_by("theme__position", "position")
    counts = {
        pk: dict.fromkeys(Talked.values, 0) | {"not_reached": held} for pk in questions.values_list("pk", flat=True)
    }
    for question, talked in _became(over, guide).values():
        counts[question][talked] += 1
        counts[question]["not_reached"] -= 1
    return counts


def _became(over: QuerySet[Interview], guide: GuideVersion) -> dict[tuple[UUID, UUID], tuple[UUID, str]]:
    """Give question and mark of each interview and question that has one, by its own mark or by that of its topic."""
    topics = Aside.objects.filter(theme__guide=guide, interview__in=over)
    of_topics = topics.values_list("interview_id", "theme__questions")
    aside = {(held, one): (one, str(Talked.SET_ASIDE)) for held, one in of_topics if one is not None}
    marked = Coverage.objects.filter(interview__in=over).values_list("interview_id", "question_id", "talked")
    return aside | {(held, one): (one, talked) for held, one, talked in marked}


def coverage_cut(guide: GuideVersion) -> CoverageCut | None:
    """Give what may be shown of a guide's coverage, or None while it is about fewer than five interviews."""
    return CoverageCut.objects.filter(guide=guide).first()


def progress(study: Study, sharing: Collection[UUID]) -> dict[str, int]:
    """Give how many of a study's participants or sittings have come how far; counts only.

    Feedback is asked ("asks") after a sitting with one of those who are `sharing` it now, or has been given.
    """
    sittings = Sitting.objects.filter(interview__participant__study=study)
    described = Characteristic.objects.filter(participant__study=study)
    ended, given = Q(closed_at__isnull=False), Q(feedback__isnull=False)
    return {
        "described": described.values("participant").distinct().count(),
        **sittings.aggregate(
            planned=Count("pk"),
            attuned=Count("pk", filter=Q(attunement__given_at__isnull=False)),
            ended=Count("pk", filter=ended),
            asks=Count("pk", filter=ended & (given | Q(interview__participant__in=sharing))),
            fed_back=Count("pk", filter=ended & given),
            completed=Count("pk", filter=Q(ending=Ending.COMPLETED)),
        ),
    }


def completed_on(study: Study) -> list[date]:
    """Give the days, on the study's calendar, on which its complete interviews ended; earliest first."""
    rows = Sitting.objects.filter(interview__participant__study=study, ending=Ending.COMPLETED)
    return sorted(day_of(study, closed) for closed in rows.values_list("closed_at", flat=True) if closed)


def completed_by(study: Study) -> set[UUID]:
    """Give whose interviews in a study are complete. For a count, never for a page."""
    rows = Sitting.objects.filter(interview__participant__study=study, ending=Ending.COMPLETED)
    return set(rows.values_list("interview__participant", flat=True))


def overdue(study: Study, at: datetime) -> list[Owed]:
    """Give what is late in a study, for its lead: a participant's code and what waits, never what it was about.

    Sittings that were not opened on their day, that are still open on a later one, and feedback that is not given by
    the end of the day after; and, without a day, that nobody interviews her before her interview is over. Of who has
    stopped nothing is late, and no feedback while her consent does not allow it.
    """
    rows = list(study.participants.order_by("code"))
    standing, sittings, today = in_force_of(rows, at), sittings_of(rows), day_of(study, at)
    nobody, words_ = without_interviewer(study, at), _("%(code)s: nobody is her interviewer")
    return [
        Owed(words_ % {"code": her.code}, reverse("studies:participant", args=[her.pk]), None)
        for her in rows if her.pk in nobody and not standing[her.pk].withdrawn
        if not _is_over(sittings[her.pk])
    ] + [
        Owed(words % {"code": her.code}, _page_of(one), due)
        for her in rows if not standing[her.pk].withdrawn
        for one in sittings[her.pk] if (late := _late(one, study, today, fed_back="C06" in standing[her.pk].items))
        for words, due in [late]
    ]  # fmt: skip


def soon_alone(study: Study, at: datetime) -> list[Owed]:
    """Give whose interviewer's part ends soon, for the lead of a study: her code, and from which day she has nobody.

    Not once her interview is over, or she has stopped.
    """
    soon = soon_without(study, at)
    rows = list(study.participants.filter(pk__in=soon).order_by("code"))
    standing, sittings = in_force_of(rows, at), sittings_of(rows)
    words = _("%(code)s has nobody from %(day)s on: the part of her interviewer ends")
    return [
        Owed(
            words % {"code": her.code, "day": date_format(soon[her.pk] + timedelta(days=1))},
            reverse("studies:interviewer", args=[her.pk]), None,
        )
        for her in rows if not standing[her.pk].withdrawn and not _is_over(sittings[her.pk])
    ]  # fmt: skip


def _is_over(sittings: list[SittingFacts]) -> bool:
    return any(one.state in {"completed", "stopped"} for one in sittings)


def _page_of(one: SittingFacts) -> str:
    """Give where a lead does something about what is late: a sitting that was left open is ended from outside."""
    if one.state == "open":
        return reverse("interviews:end-from-outside", args=[one.id])
    return reverse("studies:participant", args=[one.participant])


def _late(one: SittingFacts, study: Study, today: date, *, fed_back: bool) -> tuple[str, date] | None:
    if one.state == "planned" and one.planned_day < today:
        return _("%(code)s: the day of a planned sitting has passed"), one.planned_day
    if one.state == "open" and one.day and one.day < today:
        return _("%(code)s: a sitting is still open"), one.day
    if fed_back and one.closed_at and one.feedback is None:
        last = day_of(study, one.closed_at) + timedelta(days=1)
        return (_("%(code)s: feedback to her therapist is not given"), last) if last < today else None
    return None
