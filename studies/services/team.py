"""Verbs about who is what in a study: a part is given, and ends."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import NotNow
from accounts.models import Duty, Person
from accounts.queries import is_in_a_sitting
from accounts.services import end_sessions
from ledger.services import record
from studies import queries, rules
from studies.models import Centre, Membership, Part, Study
from studies.services.once import once


class NotTrained(NotNow):
    """Somebody would get a part without the training that it asks for (R67)."""


class SeesNoContent(NotNow):
    """An administrator would get a part in a study, and with it what it holds."""


class NotBoth(NotNow):
    """Somebody would get a part twice, or one beside or after another one that has to be another person's."""


class StillNeeded(NotNow):
    """A part would end on which something hangs: the only lead or therapist, cases of nobody else, an open sitting."""


class Ended(NotNow):
    """A part that has ended already would end."""


@transaction.atomic
def add_member(
    study: Study, person: Person, part: Part, *, code: str = "", delegated_from: date, trained_on: date | None = None,
    centre: Centre | None = None, by: UUID, at: datetime, token: UUID | None = None, one_day: bool = False,
) -> Membership:  # fmt: skip
    """Give `person` a part in the study, from `delegated_from` on, with the next free code unless one is given.

    Their sessions go on: a part that is given takes nothing away. The same `token` gives the same one again. Raises
    NotTrained where the part asks for training and there was none by then (R67), SeesNoContent for an administrator,
    NotBoth for a part that they have already, and beside or after one that has to be another person's. With `one_day`
    the day of training is kept for their other parts in the study, too: it was written down wrongly there.
    """
    if person.duty == Duty.ADMINISTRATOR:
        raise SeesNoContent(str(rules.NO_PART))
    if not rules.ready_for(part, trained_on, delegated_from):
        raise NotTrained(_("Training in working with trauma comes first. Record its day, then give the part."))
    code = code or _next_code(study, part)
    new = rules.Held(part, delegated_from, study=study.pk, centre=centre.pk if centre else None)
    _refuse_both(person.pk, new, but=token)
    member: Membership
    member, is_new = once(
        study.memberships, token, person=person, part=part, code=code, centre=centre, trained_on=trained_on,
        delegated_from=delegated_from,
    )  # fmt: skip
    if is_new:
        record("studies.member_added", actor=by, subject=study.pk, target=member.pk, payload={"part": str(part)}, at=at)
        _correct_training(member, trained_on if one_day else None, by, at)
    return member


def _correct_training(member: Membership, day: date | None, by: UUID, at: datetime) -> None:
    """Keep a day, if there is one, for the other parts of its person that did not begin before it."""
    if day is None:
        return
    rows = queries.trained_otherwise(member.person_id, member.study_id, day, at).filter(delegated_from__gte=day)
    for row in rows.select_for_update():
        said = {"before": row.trained_on.isoformat() if row.trained_on else "", "trained_on": day.isoformat()}
        Membership.objects.filter(pk=row.pk).update(trained_on=day)
        record("studies.training_corrected", actor=by, subject=row.study_id, target=row.pk, payload=said, at=at)


def _next_code(study: Study, part: Part) -> str:
    """Give the next free code of a part, such as I3; the study's row is locked until the transaction ends."""
    letter = part.value[0].upper()
    locked = Study.objects.select_for_update(no_key=True).get(pk=study.pk)
    codes = locked.memberships.filter(code__regex=rf"^{letter}[0-9]+$").values_list("code", flat=True)
    return f"{letter}{max((int(code[1:]) for code in codes), default=0) + 1}"


def hold(person: Person) -> None:
    """Lock an account whose parts are about to change; before any entry of the register."""
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)


def _refuse_both(person: UUID, new: rules.Held, but: UUID | None) -> None:
    """Raise NotBoth when another part than `but` excludes `new`; nobody gives the person one meanwhile."""
    Person.objects.select_for_update(no_key=True).get(pk=person)
    if why := queries.why_not_beside(person, new, but=but):
        raise NotBoth(why)


@transaction.atomic
def end_part(
    member: Membership, *, last_day: date | None, by: UUID, at: datetime, nobody_left: bool = False,
    sitting_open: bool = False,
) -> None:  # fmt: skip
    """Let a part end at the end of `last_day`, or at once without one; then its person signs in anew. Safe to repeat.

    Raises StillNeeded for the only lead, for an interviewer who has cases afterwards, and, unless `nobody_left` and
    `sitting_open` say that it is known, for the only therapist of a centre where somebody takes part, and for who would
    be signed out in the middle of a sitting. Raises Ended once it has ended, NotBoth for a later day than before when
    another part excludes it.
    """
    study = Study.objects.select_for_update(no_key=True).get(pk=member.study_id)
    row = Membership.objects.select_for_update().get(pk=member.pk)
    today = queries.day_of(study, at)
    if _stands_so(row, last_day, today):
        return
    _refuse_needed(row, last_day or today - timedelta(days=1), nobody_left=nobody_left)
    if last_day is None and not sitting_open and is_in_a_sitting(row.person_id, at):
        raise StillNeeded(str(rules.SITTING_OPEN))
    _let_end(row, last_day or today, None if last_day else at)
    if last_day is None:
        end_sessions(row.person_id)  # asked anew with each request anyway: this also ends what they had opened
    said = {"last_day": (last_day or today).isoformat(), "at_once": last_day is None}
    record("studies.member_ended", actor=by, subject=row.study_id, target=row.pk, payload=said, at=at)


def _let_end(row: Membership, last_day: date, ended_at: datetime | None) -> None:
    """Set the end. Raises NotBoth when it is later than before, and meets a part there that this one excludes."""
    before, row.delegated_until, row.ended_at = row.delegated_until, last_day, ended_at
    if before and before < last_day:
        _refuse_both(row.person_id, queries.held(row), but=row.pk)
    row.save(update_fields=["delegated_until", "ended_at"])


def _stands_so(row: Membership, last_day: date | None, today: date) -> bool:
    """Say whether it ends so already. Raises Ended for another end of a part that is over."""
    if row.delegated_until == last_day and last_day or row.ended_at and last_day is None:
        return True
    if row.ended_at or row.delegated_until and row.delegated_until < today:
        raise Ended(_("This part has ended already."))
    return False


def _refuse_needed(row: Membership, last_day: date, *, nobody_left: bool) -> None:
    """Raise StillNeeded when something hangs on a part that ends after the whole day `last_day`."""
    if words := _why_needed(row, last_day):
        raise StillNeeded(words)
    if not nobody_left and (centre := queries.left_alone(row, last_day)):
        raise StillNeeded(rules.NOBODY_LEFT % {"centre": centre.name})


def _why_needed(row: Membership, last_day: date) -> str:
    if queries.is_only_lead(row, last_day):
        return _("A study needs a lead. Give somebody else that part first.")
    codes = [her.code for her in queries.cases_after(row, last_day)]
    return _("First give to another interviewer: %(codes)s.") % {"codes": ", ".join(codes)} if codes else ""
