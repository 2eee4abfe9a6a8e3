"""Verbs about who is what in a study: a part is given, and ends."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.access import NotNow
from accounts.models import Duty, Person
from accounts.services import end_sessions
from ledger.services import record
from studies import queries, rules
from studies.models import Assignment, Centre, Membership, Part, Study
from studies.services.once import once


class NotTrained(NotNow):
    """Somebody would get a part without the training that it asks for (R67)."""


class SeesNoContent(NotNow):
    """An administrator would get a part in a study, and with it what it holds."""


class NotBoth(NotNow):
    """Somebody would get a part beside another one that has to be another person's."""


class StillNeeded(NotNow):
    """A part would end on which something hangs: the only lead, the only therapist, or cases that nobody took over."""


@transaction.atomic
def add_member(
    study: Study, person: Person, part: Part, *, code: str = "", delegated_from: date, trained_on: date | None = None,
    centre: Centre | None = None, by: UUID, at: datetime, token: UUID | None = None,
) -> Membership:  # fmt: skip
    """Give `person` a part in the study, from `delegated_from` on, with the next free code unless one is given.

    The same `token` gives the same one again. Raises NotTrained where the part asks for training and there was none by
    then (R67), SeesNoContent for an administrator, NotBoth beside a part that has to be another person's.
    """
    if person.duty == Duty.ADMINISTRATOR:
        raise SeesNoContent(str(rules.NO_PART))
    if not rules.ready_for(part, trained_on, delegated_from):
        raise NotTrained(_("Training in working with trauma comes first. Record its day, then give the part."))
    code = code or _next_code(study, part)
    _somebody_else(person, part, delegated_from)
    member: Membership
    member, new = once(
        study.memberships, token, person=person, part=part, code=code, centre=centre, trained_on=trained_on,
        delegated_from=delegated_from,
    )  # fmt: skip
    if new:
        end_sessions(person.pk)  # what they may see has changed: they sign in anew
        record("studies.member_added", actor=by, subject=study.pk, target=member.pk, payload={"part": str(part)}, at=at)
    return member


def _next_code(study: Study, part: Part) -> str:
    """Give the next free code of a part, such as I3; the study's row is locked until the transaction ends."""
    letter = part.value[0].upper()
    locked = Study.objects.select_for_update(no_key=True).get(pk=study.pk)
    codes = locked.memberships.filter(code__regex=rf"^{letter}[0-9]+$").values_list("code", flat=True)
    return f"{letter}{max((int(code[1:]) for code in codes), default=0) + 1}"


def hold(person: Person) -> None:
    """Lock an account whose parts are about to change, and end its sessions; before any entry of the register."""
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    end_sessions(person.pk)


def _somebody_else(person: Person, part: Part, from_day: date) -> None:
    """Raise NotBoth when `person` has a part then that excludes this one; nobody gives them another meanwhile."""
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if why := queries.why_not_beside(person.pk, part, from_day):
        raise NotBoth(why)


@transaction.atomic
def end_part(member: Membership, *, last_day: date, by: UUID, at: datetime, nobody_left: bool = False) -> None:
    """Let a part end after `last_day`; its person signs in anew. Safe to repeat.

    Raises StillNeeded for the only lead, for an interviewer who has cases after that day, and, unless `nobody_left`
    says that it is known, for the only therapist of a centre where somebody takes part.
    """
    Study.objects.select_for_update(no_key=True).get(pk=member.study_id)
    row = Membership.objects.select_for_update().get(pk=member.pk)
    if row.delegated_until == last_day:
        return
    if words := _why_needed(row, last_day):
        raise StillNeeded(words)
    if not nobody_left and queries.leaves_nobody(row, last_day):
        raise StillNeeded(str(rules.NOBODY_LEFT))
    row.delegated_until = last_day
    row.save(update_fields=["delegated_until"])
    end_sessions(row.person_id)
    said = {"last_day": last_day.isoformat()}
    record("studies.member_ended", actor=by, subject=row.study_id, target=row.pk, payload=said, at=at)


def _why_needed(row: Membership, last_day: date) -> str:
    others = row.study.memberships.filter(queries.goes_on(last_day), part=row.part, person__is_active=True)
    others = others.exclude(pk=row.pk)
    if row.part == Part.LEAD and not others.exists():
        return _("A study needs a lead. Give somebody else that part first.")
    goes_on = others.filter(person=row.person_id).exists()
    codes = [] if goes_on or row.part != Part.INTERVIEWER else _cases_after(row, last_day)
    return _("First give to another interviewer: %(codes)s.") % {"codes": ", ".join(codes)} if codes else ""


def _cases_after(row: Membership, last_day: date) -> list[str]:
    """Give the codes of who is a case of this interviewer after a day."""
    lasts = Q(until_day=None) | Q(until_day__gt=last_day)
    cases = Assignment.objects.filter(lasts, person=row.person_id, participant__study=row.study_id)
    return list(cases.order_by("participant__code").values_list("participant__code", flat=True).distinct())
