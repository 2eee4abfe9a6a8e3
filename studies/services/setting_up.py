"""Verbs that set up a study; who is what in it: `team`."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import NotNow
from accounts.models import Person
from ledger.services import record
from studies import queries
from studies.models import Centre, EthicsDecision, Part, Study, Wording
from studies.services.once import once, said_before
from studies.services.team import add_member, hold
from vault.services import make_key


class NoEthicsDecision(NotNow):
    """The study has no ethics decision for this day (R01, R02)."""


@transaction.atomic
def add_study(*, title: str, institution: str, by: UUID, at: datetime, **limits: Any) -> Study:
    """Add a study, with a key of its own. It opens once an ethics decision is recorded."""
    return _added(None, by, at, title=title, institution=institution, **limits)[0]


def _added(token: UUID | None, by: UUID, at: datetime, **fields: Any) -> tuple[Study, bool]:
    study: Study
    study, new = once(Study.objects, token, **fields)
    if new:
        make_key(study.pk)
        record("studies.added", actor=by, subject=study.pk, target=study.pk, payload={}, at=at)
    return study, new


@transaction.atomic
def begin_study(
    *, title: str, institution: str, lead: Person, trained_on: date, by: UUID, at: datetime, token: UUID | None = None
) -> Study:  # fmt: skip
    """Add a study and give it its lead, from this day on. The same `token` gives the same one again.

    Raises SeesNoContent for an administrator, NotTrained, SaidBefore when the form says something else now.
    """
    hold(lead)
    study, new = _added(token, by, at, title=title, institution=institution)
    if not new:
        if not study.memberships.filter(part=Part.LEAD, person=lead, trained_on=trained_on).exists():
            raise said_before()
        return study
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
    decision, new = once(
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
    centre, new = once(
        study.centres, token, name=name, setting=setting, phone=phone, agreed_on=agreed_on,
        mother_child_unit=mother_child_unit,
    )  # fmt: skip
    if new:
        said = {"setting": setting}
        record("studies.centre_added", actor=by, subject=study.pk, target=centre.pk, payload=said, at=at)
    return centre


@transaction.atomic
def word(study: Study, wordings: Mapping[str, Mapping[str, str]], *, by: UUID, at: datetime) -> None:
    """Keep what the placeholders of the consent texts say in this study: words by language and placeholder."""
    for language, texts in wordings.items():
        for key, text in texts.items():
            Wording.objects.update_or_create(study=study, key=key, language=language, defaults={"text": text})
    record("studies.worded", actor=by, subject=study.pk, target=study.pk, payload={}, at=at)
