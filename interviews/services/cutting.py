"""What a lead is shown of few is cut: counted in whole steps, and kept until the next one."""

from datetime import datetime

from interviews.few import is_due
from interviews.models import CoverageCut, Debrief, GuideVersion, LengthCut, MomentCut
from interviews.queries import FEWEST_INTERVIEWERS, coverage_counts, durations, ended, moment_counts, pace_of
from studies.models import Study
from studies.queries import FEWEST


def cut_coverage(guide: GuideVersion, at: datetime) -> None:
    """Count anew what was talked about, once five more interviews are over than at the last cut."""
    GuideVersion.objects.select_for_update(no_key=True).get(pk=guide.pk)
    over, last = ended(guide).count(), CoverageCut.objects.filter(guide=guide).first()
    if over - (last.interviews if last else 0) < FEWEST:
        return
    counts = {str(question): each for question, each in coverage_counts(guide).items()}
    CoverageCut.objects.update_or_create(guide=guide, defaults={"at": at, "interviews": over, "counts": counts})


def cut_lengths(study: Study, at: datetime) -> None:
    """Measure anew how long interviews lasted, once five more are complete than at the last cut."""
    Study.objects.select_for_update(no_key=True).get(pk=study.pk)
    found, last = durations(study), LengthCut.objects.filter(study=study).first()
    if not is_due(found.count, last.interviews if last else 0, pace_of(study).interviews):
        return
    lasted = {"mean": found.mean, "shortest": found.shortest, "longest": found.longest}
    LengthCut.objects.update_or_create(study=study, defaults={"at": at, "interviews": found.count, **lasted})


def cut_moments(study: Study, at: datetime) -> None:
    """Count moments anew, once three interviewers have kept one since the last cut."""
    Study.objects.select_for_update(no_key=True).get(pk=study.pk)
    kept = Debrief.objects.filter(sitting__interview__participant__study=study)
    last = MomentCut.objects.filter(study=study).first()
    new = kept.filter(at__gt=last.at) if last else kept
    if new.values("person").distinct().count() >= FEWEST_INTERVIEWERS:
        MomentCut.objects.update_or_create(study=study, defaults={"at": at, "counts": moment_counts(study)})
