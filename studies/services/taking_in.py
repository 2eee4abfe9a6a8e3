"""Verbs that take somebody in, and look after whose interviewer is whose."""

from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import Denied, NotNow
from accounts.models import Person
from ledger.services import opened, record
from studies import queries, rules
from studies.models import Assignment, Cause, Centre, Deviation, Membership, Part, Participant, Screening, Study
from studies.services.once import once
from studies.services.setting_up import NoEthicsDecision
from studies.services.team import NotTrained
from studies.staying import why_she_stays
from vault.services import make_key


class Stays(NotNow):
    """She can go to no other interviewer just now: a sitting with her is open."""


class DoesNotComeIn(NotNow):
    """A screening does not lead to taking part, or not yet (R06, R10)."""


def _refuse_closed(study: Study, at: datetime) -> None:
    if study.opened_at is None or queries.window_at(study, at) is None:
        raise NoEthicsDecision(_("The study is not open on this day. Nobody can be taken in before it is."))


@transaction.atomic
def add_participant(
    study: Study, centre: Centre, *, language: str, by: Person, at: datetime, interviewer: Person | None = None
) -> Participant:
    """Give somebody who was screened eligible the next free code, a key, and an interviewer (`by` unless named).

    Raises NoEthicsDecision before the study is open or outside the window of its ethics decision.
    """
    _refuse_closed(study, at)
    codes = Study.objects.select_for_update(no_key=True).get(pk=study.pk).participants.values_list("code", flat=True)
    number = max((int(code[1:]) for code in codes), default=0) + 1
    participant = Participant.objects.create(
        study=study, centre=centre, code=f"P{number:02}", language=language, created_at=at
    )
    make_key(participant.pk)
    Assignment.objects.create(participant=participant, person=interviewer or by, from_day=queries.day_of(study, at))
    record("studies.participant_added", actor=by.pk, subject=participant.pk, target=participant.pk, payload={}, at=at)
    return participant


@transaction.atomic
def document_deviation(participant: Participant, cause: Cause, *, by: Person, at: datetime) -> Deviation:
    """Write down that the protocol was left: who, which rule, when."""
    deviation = Deviation.objects.create(study=participant.study, participant=participant, cause=cause, by=by, at=at)
    record("studies.deviation", actor=by.pk, subject=participant.pk, target=deviation.pk, payload={
        "cause": str(cause)}, at=at)  # fmt: skip
    return deviation


@transaction.atomic
def store_screening(
    centre: Centre, judged: rules.Judged, *, by: Person, at: datetime, token: UUID | None = None
) -> Screening:
    """Keep what a screening came to: outcome and month, nothing of the answers.

    The same `token` gives the same one again. Raises NoEthicsDecision before the study is open or outside the window
    of its ethics decision.
    """
    _refuse_closed(centre.study, at)
    screening: Screening
    screening, new = once(
        centre.study.screenings, token, centre=centre, outcome=judged.outcome, eligible_from=judged.eligible_from,
        by=by, at=at,
    )  # fmt: skip
    if new:
        record("studies.screened", actor=by.pk, subject=centre.study_id, target=screening.pk, payload={}, at=at)
    return screening


def look_at_screening(screening: Screening, *, by: Person, at: datetime) -> None:
    """Write that somebody opened what a screening came to, once per 15 minutes."""
    opened("studies.screening_opened", actor=by.pk, subject=screening.study_id, target=screening.pk, at=at)


@transaction.atomic
def take_in(
    screening: Screening, *, language: str, by: Person, at: datetime, deviation: Cause | None = None
) -> Participant:
    """Give the participant of a screening, with a new code and the one who screened as her interviewer.

    Safe to repeat: one screening makes one participant. Raises DoesNotComeIn unless she fits on this day, or is only
    too early and `deviation` is Cause.TOO_EARLY, which is then written down (R10); NoEthicsDecision as above; Denied
    when the screening was deleted meanwhile.
    """
    locked = _locked(screening)
    if locked.participant is not None:
        return locked.participant
    fits = rules.can_come_in(locked.outcome, locked.eligible_from, queries.day_of(locked.study, at))
    if not fits and not (deviation is Cause.TOO_EARLY and locked.eligible_from is not None):
        raise DoesNotComeIn(_("She cannot be taken in on this day. What the screening came to is kept as it is."))
    participant = add_participant(locked.study, locked.centre, language=language, by=by, at=at, interviewer=locked.by)
    Screening.objects.filter(pk=locked.pk).update(participant=participant)
    if not fits:
        document_deviation(participant, Cause.TOO_EARLY, by=by, at=at)
    return participant


def _locked(screening: Screening) -> Screening:
    """Lock a screening without joins, which would show an older moment. Raises Denied when it is deleted meanwhile."""
    locked = Screening.objects.select_for_update().filter(pk=screening.pk).first()
    if locked is None:
        raise Denied
    return locked


@transaction.atomic
def assign(participant: Participant, person: Person, *, by: Person, at: datetime) -> None:
    """Make `person` her interviewer from this day on, alone. Safe to repeat.

    Raises NotTrained unless `person` is a delegated, trained interviewer of the study, and Stays while a sitting with
    her is open: her room would be cut.
    """
    Participant.objects.select_for_update(no_key=True).get(pk=participant.pk)  # no sitting opens meanwhile
    parts = Membership.objects.select_for_update().filter(study=participant.study_id, person=person)
    list(parts.order_by("pk"))  # none of them ends meanwhile
    if not queries.is_trained(person.pk, participant.study_id, [Part.INTERVIEWER], at):
        raise NotTrained(_("Only a trained interviewer of this study can take this over."))
    today = queries.day_of(participant.study, at)
    current = queries.current_assignments(at).filter(participant=participant)
    if list(current.values_list("person", flat=True)) == [person.pk]:
        return
    if stays := why_she_stays(participant, at):
        raise Stays(stays.words)
    current.filter(from_day=today).delete()
    current.update(until_day=today - timedelta(days=1))
    assignment = Assignment.objects.create(participant=participant, person=person, from_day=today)
    record("studies.assigned", actor=by.pk, subject=participant.pk, target=assignment.pk, payload={
        "person": str(person.pk)}, at=at)  # fmt: skip


def purge_screenings(at: datetime) -> int:
    """Delete the screenings after which nothing came for 30 days; give how many. Safe to repeat.

    Each study in a transaction of its own: one for all would hold the register while it waits for the next study.
    """
    return sum(_purge(study, at) for study in Study.objects.order_by("pk"))


@transaction.atomic
def _purge(study: Study, at: datetime) -> int:
    zone = ZoneInfo(study.time_zone)
    kept = datetime.combine(rules.kept_since(at.astimezone(zone).date()), time.min, zone)
    deleted, _rows = study.screenings.filter(participant=None, at__lt=kept).delete()
    if deleted:
        record("studies.screenings_purged", actor=study.pk, subject=study.pk, target=study.pk, payload={
            "count": deleted}, at=at)  # fmt: skip
    return deleted
