"""Verbs that set up a study and take somebody in."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.access import Denied, NotNow
from accounts.models import Duty, Person
from accounts.services import end_sessions
from ledger.services import opened, record
from studies import queries, rules
from studies.models import (
    Assignment,
    Cause,
    Centre,
    Deviation,
    EthicsDecision,
    Membership,
    Part,
    Participant,
    Screening,
    Study,
    Wording,
)
from vault.services import make_key


class NoEthicsDecision(NotNow):
    """The study has no ethics decision for this day (R01, R02)."""


class NotTrained(NotNow):
    """Somebody would get a part without the training that it asks for (R67)."""


class SeesNoContent(NotNow):
    """An administrator would get a part in a study, and with it what it holds."""


class DoesNotComeIn(NotNow):
    """A screening does not lead to taking part, or not yet (R06, R10)."""


def _once(rows: Any, token: UUID | None, **fields: Any) -> tuple[Any, bool]:
    """Give the row that the form with `token` has made among `rows` of a study, or make it, and whether it is new.

    Raises Denied when the token is of a row elsewhere.
    """
    pk = token or uuid4()
    try:
        return rows.get_or_create(pk=pk, defaults=fields)
    except IntegrityError:
        if rows.model.objects.filter(pk=pk).exists():
            raise Denied from None
        raise


@transaction.atomic
def add_study(*, title: str, institution: str, by: UUID, at: datetime, **limits: Any) -> Study:
    """Add a study, with a key of its own. It opens once an ethics decision is recorded."""
    study = Study.objects.create(title=title, institution=institution, **limits)
    make_key(study.pk)
    record("studies.added", actor=by, subject=study.pk, target=study.pk, payload={}, at=at)
    return study


@transaction.atomic
def begin_study(*, title: str, institution: str, lead: Person, trained_on: date, by: UUID, at: datetime) -> Study:
    """Add a study and give it its lead, from this day on. Raises SeesNoContent for an administrator, NotTrained."""
    study = add_study(title=title, institution=institution, by=by, at=at)
    today = queries.day_of(study, at)
    add_member(study, lead, Part.LEAD, delegated_from=today, trained_on=trained_on, by=by, at=at)
    return study


@transaction.atomic
def record_decision(
    study: Study, *, committee: str, number: str, decided_on: date, window: tuple[date, date], by: Person, at: datetime,
    prepare_alone: bool = False, vocabulary: int | None = 1, token: UUID | None = None,
) -> EthicsDecision:  # fmt: skip
    """Record an ethics decision and its window (both days included). The same `token` gives the same one again.

    With `prepare_alone` it names that a participant may prepare her timeline alone; nobody may without. `vocabulary` is
    the version of the check-ins' coded words that it approves; None: none is asked or given.
    """
    decision: EthicsDecision
    decision, new = _once(
        study.decisions, token, committee=committee, number=number, decided_on=decided_on, window_from=window[0],
        window_until=window[1], prepare_alone=prepare_alone, vocabulary=vocabulary, recorded_by=by, recorded_at=at,
    )  # fmt: skip
    if not new:
        return decision
    record("studies.decision_recorded", actor=by.pk, subject=study.pk, target=decision.pk, payload={
        "decided_on": decided_on.isoformat(), "from": window[0].isoformat(), "until": window[1].isoformat(),
        "prepare_alone": prepare_alone, "vocabulary": vocabulary,
    }, at=at)  # fmt: skip
    return decision


@transaction.atomic
def open_study(study: Study, *, by: UUID, at: datetime) -> None:
    """Open the study. Raises NoEthicsDecision while none is recorded (R01). Safe to repeat."""
    study.opened_at = Study.objects.select_for_update(no_key=True).get(pk=study.pk).opened_at
    if study.opened_at is not None:
        return
    if not study.decisions.filter(decided_on__lte=queries.day_of(study, at)).exists():
        raise NoEthicsDecision(_("The study can open once the decision of the ethics committee is recorded."))
    study.opened_at = at
    study.save(update_fields=["opened_at"])
    record("studies.opened", actor=by, subject=study.pk, target=study.pk, payload={}, at=at)


@transaction.atomic
def add_centre(
    study: Study, *, name: str, setting: str, phone: str, agreed_on: date, mother_child_unit: bool = False,
    by: UUID, at: datetime, token: UUID | None = None,
) -> Centre:  # fmt: skip
    """Add a centre that takes part (R03). The same `token` gives the same one again."""
    centre: Centre
    centre, new = _once(
        study.centres, token, name=name, setting=setting, phone=phone, agreed_on=agreed_on,
        mother_child_unit=mother_child_unit,
    )  # fmt: skip
    if new:
        said = {"setting": setting}
        record("studies.centre_added", actor=by, subject=study.pk, target=centre.pk, payload=said, at=at)
    return centre


@transaction.atomic
def add_member(
    study: Study, person: Person, part: Part, *, code: str = "", delegated_from: date, trained_on: date | None = None,
    centre: Centre | None = None, by: UUID, at: datetime, token: UUID | None = None,
) -> Membership:  # fmt: skip
    """Give `person` a part in the study, from `delegated_from` on, with the next free code unless one is given.

    The same `token` gives the same one again. Raises NotTrained where the part asks for training and there was none by
    then (R67), SeesNoContent for an administrator.
    """
    if person.duty == Duty.ADMINISTRATOR:
        raise SeesNoContent(str(rules.NO_PART))
    if not rules.ready_for(part, trained_on, delegated_from):
        raise NotTrained(_("Training in working with trauma comes first. Record its day, then give the part."))
    member: Membership
    member, new = _once(
        study.memberships, token, person=person, part=part, code=code or _next_code(study, part), centre=centre,
        trained_on=trained_on, delegated_from=delegated_from,
    )  # fmt: skip
    if new:
        end_sessions(person.pk)  # what they may see has changed: they sign in anew
        record("studies.member_added", actor=by, subject=study.pk, target=member.pk, payload={"part": str(part)}, at=at)
    return member


def _refuse_closed(study: Study, at: datetime) -> None:
    if study.opened_at is None or queries.window_at(study, at) is None:
        raise NoEthicsDecision(_("The study is not open on this day. Nobody can be taken in before it is."))


def _next_code(study: Study, part: Part) -> str:
    """Give the next free code of a part, such as I3; the study's row is locked until the transaction ends."""
    letter = part.value[0].upper()
    locked = Study.objects.select_for_update(no_key=True).get(pk=study.pk)
    codes = locked.memberships.filter(code__regex=rf"^{letter}[0-9]+$").values_list("code", flat=True)
    return f"{letter}{max((int(code[1:]) for code in codes), default=0) + 1}"


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
    screening, new = _once(
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
    # no joins: they would show an older moment; and it may have been deleted while they talked
    locked = Screening.objects.select_for_update().filter(pk=screening.pk).first()
    if locked is None:
        raise Denied
    screening = locked
    if screening.participant is not None:
        return screening.participant
    today = queries.day_of(screening.study, at)
    fits = rules.can_come_in(screening.outcome, screening.eligible_from, today)
    if not fits and not (deviation is Cause.TOO_EARLY and screening.eligible_from is not None):
        raise DoesNotComeIn(_("She cannot be taken in on this day. What the screening came to is kept as it is."))
    participant = add_participant(
        screening.study, screening.centre, language=language, by=by, at=at, interviewer=screening.by
    )
    screening.participant = participant
    screening.save(update_fields=["participant"])
    if not fits:
        document_deviation(participant, Cause.TOO_EARLY, by=by, at=at)
    return participant


@transaction.atomic
def assign(participant: Participant, person: Person, *, by: Person, at: datetime) -> None:
    """Make `person` her interviewer from this day on, alone. Safe to repeat.

    Raises NotTrained unless `person` is a delegated, trained interviewer of the study.
    """
    if not queries.is_trained(person.pk, participant.study_id, [Part.INTERVIEWER], at):
        raise NotTrained(_("Only a trained interviewer of this study can take this over."))
    Participant.objects.select_for_update(no_key=True).get(pk=participant.pk)
    today = queries.day_of(participant.study, at)
    current = queries.current_assignments(at).filter(participant=participant)
    if list(current.values_list("person", flat=True)) == [person.pk]:
        return
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


@transaction.atomic
def word(study: Study, wordings: Mapping[str, Mapping[str, str]], *, by: UUID, at: datetime) -> None:
    """Keep what the placeholders of the consent texts say in this study: words by language and placeholder."""
    for language, texts in wordings.items():
        for key, text in texts.items():
            Wording.objects.update_or_create(study=study, key=key, language=language, defaults={"text": text})
    record("studies.worded", actor=by, subject=study.pk, target=study.pk, payload={}, at=at)
