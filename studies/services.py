"""Verbs that set up a study and take somebody in."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import NotNow
from accounts.models import Person
from ledger.services import record
from studies import queries
from studies.models import Assignment, Cause, Centre, Deviation, EthicsDecision, Membership, Participant, Part, Study
from vault.services import make_key


class NoEthicsDecision(NotNow):
    """The study has no ethics decision for this day (R01, R02)."""


@transaction.atomic
def add_study(*, title: str, institution: str, by: UUID, at: datetime, **limits: Any) -> Study:
    """Add a study, with a key of its own. It opens once an ethics decision is recorded."""
    study = Study.objects.create(title=title, institution=institution, **limits)
    make_key(study.pk)
    record("studies.added", actor=by, subject=study.pk, target=study.pk, payload={}, at=at)
    return study


@transaction.atomic
def record_decision(
    study: Study, *, committee: str, number: str, decided_on: date, window: tuple[date, date], by: Person, at: datetime
) -> EthicsDecision:
    """Record an ethics decision and its window (both days included)."""
    decision = EthicsDecision.objects.create(
        study=study, committee=committee, number=number, decided_on=decided_on, window_from=window[0],
        window_until=window[1], recorded_by=by, recorded_at=at,
    )  # fmt: skip
    record("studies.decision_recorded", actor=by.pk, subject=study.pk, target=decision.pk, payload={
        "decided_on": decided_on.isoformat(), "from": window[0].isoformat(), "until": window[1].isoformat(),
    }, at=at)  # fmt: skip
    return decision


@transaction.atomic
def open_study(study: Study, *, by: UUID, at: datetime) -> None:
    """Open the study. Raises NoEthicsDecision while none is recorded (R01). Safe to repeat."""
    if study.opened_at is not None:
        return
    if not study.decisions.filter(decided_on__lte=at.date()).exists():
        raise NoEthicsDecision(_("The study can open once the decision of the ethics committee is recorded."))
    study.opened_at = at
    study.save(update_fields=["opened_at"])
    record("studies.opened", actor=by, subject=study.pk, target=study.pk, payload={}, at=at)


@transaction.atomic
def add_centre(
    study: Study, *, name: str, setting: str, phone: str, agreed_on: date, mother_child_unit: bool = False,
    by: UUID, at: datetime,
) -> Centre:  # fmt: skip
    """Add a centre that takes part (R03)."""
    centre = Centre.objects.create(
        study=study, name=name, setting=setting, phone=phone, agreed_on=agreed_on, mother_child_unit=mother_child_unit
    )
    record("studies.centre_added", actor=by, subject=study.pk, target=centre.pk, payload={"setting": setting}, at=at)
    return centre


@transaction.atomic
def add_member(
    study: Study, person: Person, part: Part, *, code: str, delegated_from: date, trained_on: date | None = None,
    centre: Centre | None = None, by: UUID, at: datetime,
) -> Membership:  # fmt: skip
    """Give `person` a part in the study, from `delegated_from` on (R67)."""
    member = Membership.objects.create(
        study=study, person=person, part=part, code=code, centre=centre, trained_on=trained_on,
        delegated_from=delegated_from,
    )  # fmt: skip
    record("studies.member_added", actor=by, subject=study.pk, target=member.pk, payload={"part": str(part)}, at=at)
    return member


@transaction.atomic
def add_participant(study: Study, centre: Centre, *, language: str, by: Person, at: datetime) -> Participant:
    """Give somebody who was screened eligible the next free code, a key, and `by` as her interviewer.

    Raises NoEthicsDecision before the study is open or outside the window of its ethics decision.
    """
    if study.opened_at is None or queries.window_at(study, at) is None:
        raise NoEthicsDecision(_("The study is not open on this day. Nobody can be taken in before it is."))
    codes = Study.objects.select_for_update().get(pk=study.pk).participants.values_list("code", flat=True)
    number = max((int(code[1:]) for code in codes), default=0) + 1
    participant = Participant.objects.create(
        study=study, centre=centre, code=f"P{number:02}", language=language, created_at=at
    )
    make_key(participant.pk)
    Assignment.objects.create(participant=participant, person=by, from_day=at.date())
    record("studies.participant_added", actor=by.pk, subject=participant.pk, target=participant.pk, payload={}, at=at)
    return participant


@transaction.atomic
def document_deviation(participant: Participant, cause: Cause, *, by: Person, at: datetime) -> Deviation:
    """Write down that the protocol was left: who, which rule, when."""
    deviation = Deviation.objects.create(study=participant.study, participant=participant, cause=cause, by=by, at=at)
    record("studies.deviation", actor=by.pk, subject=participant.pk, target=deviation.pk, payload={
        "cause": str(cause)}, at=at)  # fmt: skip
    return deviation
