"""Telling people that something waits for them: a row for each message, a mail where one is set up, a trace always.

What waits stands on their own page in any case. A mail is sent once at most: the row says so before the mail server is
spoken to, and when nobody can know what became of it, the row says that and stays in sight.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet

from checkins import mailing, rules
from checkins.models import CLOSES, OPENS, Attunement, Feedback, Kind, Notice, State
from checkins.queries import day_of, is_followed, replaced_by
from consent.queries import in_force
from consent.services import lock
from ledger.services import record
from studies.models import Membership
from studies.queries import back_up, on_call, therapists

FORGOTTEN = timedelta(minutes=10)
"""A mail that began to be sent this long ago: its worker was stopped, and nobody knows whether it went."""
CLOCK_WENT_BACK = 2 * rules.LONGEST
"""A try that lies further ahead than any would was set by a clock that went wrong."""
AT_ONCE = 200
"""How many mails one run sends at most."""


def tell(
    on_her: Attunement | Feedback, kind: Kind, members: Iterable[Membership], *, due_at: datetime, at: datetime
) -> int:
    """Write down that each of `members` is to be told; once each, however often asked. Gives how many are new."""
    about = {"attunement": on_her} if isinstance(on_her, Attunement) else {"feedback": on_her}
    made = [
        Notice.objects.get_or_create(
            to_id=person, kind=kind, **about,
            defaults={"due_at": due_at, "next_try_at": due_at, "changed_at": at},
        )[1]
        for person in dict.fromkeys(member.person_id for member in members)
    ]  # fmt: skip
    return sum(made)


def send_due(at: datetime) -> None:
    """Do everything that is due at `at`: remind, escalate, and send what waits. Safe to run twice at once."""
    remind(at)
    escalate(at)
    _say_what_was_lost(at)
    _send(at)


def remind(at: datetime) -> None:
    """Ask again for the attunements of this day that nobody has given by the study's hour."""
    for row in _unanswered(at).filter(asked_at__lt=at):
        study, day = row.participant.study, day_of(row.participant, at)
        due = rules.hour_of(day, study.reminder_hour, study.time_zone)
        if row.for_day == day and row.asked_at < due <= at and _wanted(row, at):
            tell(row, Kind.REMINDER, therapists(row.participant.centre, at), due_at=due, at=at)


def _unanswered(at: datetime) -> QuerySet[Attunement]:
    rows = Attunement.objects.filter(given_at=None, emptied_at=None, for_day__gte=(at - timedelta(days=1)).date())
    return rows.select_related("participant__study", "participant__centre")


def escalate(at: datetime) -> None:
    """Hand on the feedback that nobody has answered: to who is on call, to the back-up.

    A follow-up without an outcome goes to the back-up on the working day after the one by which it was meant to be.
    """
    open_ = Feedback.objects.filter(released_at__lte=at, acknowledgement=None, correction=None, attention__gt=1)
    for row in open_.select_related("participant__study", "participant__centre"):
        study = row.participant.study
        for kind, due in rules.escalations(row.attention, row.released_at, study.back_up_hour, study.time_zone):
            if due <= at and not row.notices.filter(kind=kind).exists():
                _hand_on(row, kind, due, at)
    _hand_on_late_follow_ups(at)


def _hand_on_late_follow_ups(at: datetime) -> None:
    late = Feedback.objects.filter(acknowledgement__next__in=OPENS).exclude(follow_ups__done__in=CLOSES)
    late = late.exclude(notices__kind=Kind.OVERDUE).select_related("participant__study", "acknowledgement")
    for row in late:
        study, answered = row.participant.study, row.acknowledgement
        last = rules.follow_up_day(day_of(row.participant, answered.at), answered.next)
        due = rules.hour_of(rules.next_working_day(last), study.back_up_hour, study.time_zone)
        if due <= at:
            _hand_on(row, Kind.OVERDUE, due, at)


@transaction.atomic
def _hand_on(row: Feedback, kind: Kind, due: datetime, at: datetime) -> None:
    """Tell the next ones, with one entry in the register, whoever else does the same at this moment."""
    her = lock(row.participant)
    if row.notices.filter(kind=kind).exists() or not _wanted(row, at, kind):
        return
    listed = on_call if kind == Kind.ON_CALL else back_up
    if tell(row, kind, listed(her.centre, at), due_at=due, at=at):
        act = {Kind.ON_CALL: "told_on_call", Kind.BACK_UP: "told_back_up", Kind.OVERDUE: "told_overdue"}[kind]
        record(f"checkins.{act}", actor=her.study_id, subject=her.pk, target=row.pk, payload={}, at=at)


def _wanted(on_her: Attunement | Feedback, at: datetime, kind: int = Kind.GIVEN) -> bool:
    """Say whether it still waits for anybody: not answered, no outcome yet, not replaced, and still shared by her."""
    now = in_force(on_her.participant, at)
    if isinstance(on_her, Attunement):
        still = Attunement.objects.filter(pk=on_her.pk, given_at=None, emptied_at=None).exists()
        return still and "C05" in now.items and not now.withdrawn and on_her.for_day >= day_of(on_her.participant, at)
    open_ = Feedback.objects.filter(pk=on_her.pk, acknowledgement=None)
    still = is_followed(on_her) if kind == Kind.OVERDUE else open_.exists()
    return still and "C06" in now.items and not now.withdrawn and replaced_by(on_her, at) is None


def _say_what_was_lost(at: datetime) -> None:
    """Say of each mail whose worker was stopped in between that it may never have gone; none is sent twice."""
    lost = Q(changed_at__lt=at - FORGOTTEN) | Q(changed_at__gt=at + FORGOTTEN)
    Notice.objects.filter(lost, state=State.SENDING).update(state=State.NOT_SENT, changed_at=at)


def waiting(at: datetime) -> QuerySet[Notice]:
    """Give the notices that are due now, the oldest first."""
    due = Q(next_try_at__lte=at) | Q(tries__gt=0, next_try_at__gt=at + CLOCK_WENT_BACK)
    rows = Notice.objects.filter(due, state=State.WAITING, due_at__lte=at).order_by("due_at", "pk")
    return rows.select_related(
        "to", "attunement__participant__study", "attunement__participant__centre", "feedback__participant__study",
        "feedback__participant__centre",
    )  # fmt: skip


def _send(at: datetime) -> None:
    """Send what is due over one connection; without one, everything is tried again later."""
    due = list(waiting(at)[:AT_ONCE])
    if not due:
        return
    if not mailing.is_set_up():
        for notice in due:
            _move(notice, State.WAITING, at, state=State.SHOWN if _still(notice, at) else State.NOT_NEEDED)
        return
    try:
        with mailing.connection() as post:
            _send_each(iter(due), post, at)
    except mailing.NotReached as unreached:
        for notice in due if unreached.left is None else unreached.left:
            _later(notice, State.WAITING, at)


def _send_each(due: Iterator[Notice], post: mailing.Post, at: datetime) -> None:
    for notice in due:
        if not _still(notice, at):
            _move(notice, State.WAITING, at, state=State.NOT_NEEDED)
        elif _claimed(notice, at):
            _settle_sent(notice, post.send(notice.to), at)
            if post.is_broken:  # what stands behind it was not begun
                raise mailing.NotReached(list(due))


def _settle_sent(notice: Notice, came_of_it: mailing.Came, at: datetime) -> None:
    if came_of_it is mailing.Came.REFUSED and notice.tries + 1 < rules.TRIES:
        _later(notice, State.SENDING, at)
    else:
        _move(notice, State.SENDING, at, state=State.SENT if came_of_it is mailing.Came.SENT else State.NOT_SENT)


def _still(notice: Notice, at: datetime) -> bool:
    """Say whether it still waits, and its person still works at her centre."""
    her = notice.on_her.participant
    there = notice.to.is_active and therapists(her.centre, at).filter(person=notice.to).exists()
    return there and _wanted(notice.on_her, at, notice.kind)


def _claimed(notice: Notice, at: datetime) -> bool:
    """Take a notice for this run; False when another run has it."""
    return _move(notice, State.WAITING, at, state=State.SENDING)


def _later(notice: Notice, state: State, at: datetime) -> None:
    again = rules.next_try(notice.tries + 1, at)
    _move(notice, state, at, state=State.WAITING, tries=F("tries") + 1, next_try_at=again)


def _move(notice: Notice, stands: State, at: datetime, **change: Any) -> bool:
    """Change a notice that still stands where this run saw it; False when another run was there."""
    return bool(Notice.objects.filter(pk=notice.pk, state=stands).update(changed_at=at, **change))
