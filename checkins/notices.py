"""Telling people that something waits for them: a row for each message, a mail where one is set up, a trace always.

What waits stands on their own page in any case. A mail is sent once at most: the row says so before the mail server is
spoken to, and when nobody can know what became of it, the row says that and stays in sight.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet

from checkins import mailing, rules
from checkins.models import Attention, Attunement, Done, Feedback, HerWish, Kind, Notice, State
from checkins.queries import day_of, followed, no_longer_shared, since, unanswered
from checkins.rules import Step
from consent.queries import in_force_of
from consent.services import lock, standing
from studies.models import Membership, Participant
from studies.queries import back_up, leads, on_call, reached, therapists

FORGOTTEN = timedelta(minutes=10)
"""A mail that began to be sent this long ago: its worker was stopped, and nobody knows whether it went."""
CLOCK_WENT_BACK = 2 * rules.LONGEST
"""A try that lies further ahead than any would was set by a clock that went wrong."""
AT_ONCE = 200
"""How many mails one run sends at most."""
BUDGET = timedelta(seconds=40)
"""After this time a run begins no further mail."""
HANDED_ON_WITHIN, FOLLOWED_WITHIN = timedelta(days=14), timedelta(days=60)
"""How long a feedback, and a follow-up, are looked at: every step lies within; a minute's work does not grow.

After that a *now* that nobody has answered still stands on the lead's page, as long as it is so.
"""
Steps = Callable[[Feedback], list[Step]]

_log = logging.getLogger(__name__)


def tell(
    on_her: Attunement | Feedback, kind: Kind, members: Iterable[Membership], *, due_at: datetime, at: datetime,
    turn: int = 1,
) -> int:  # fmt: skip
    """Write down that each of `members` is to be told, once each in a turn. Gives how many are new.

    Who is told of it at that moment for another reason gets no second mail.
    """
    about = {"attunement": on_her} if isinstance(on_her, Attunement) else {"feedback": on_her}
    gets_one = set(Notice.objects.filter(due_at=due_at, **about).exclude(kind=kind).values_list("to", flat=True))
    made = [
        Notice.objects.get_or_create(
            to_id=person, kind=kind, turn=turn, **about,
            defaults={
                "due_at": due_at, "next_try_at": due_at, "changed_at": at,
                "state": State.NOT_NEEDED if person in gets_one else State.WAITING,
            },
        )[1]
        for person in dict.fromkeys(member.person_id for member in members)
    ]  # fmt: skip
    return sum(made)


def hand_on(at: datetime) -> None:
    """Remind, and tell the next ones of what nobody has answered. Safe to run twice at once."""
    remind(at)
    escalate(at)
    _hand_on_late_follow_ups(at)
    _say_what_was_lost(at)


def remind(at: datetime) -> None:
    """Ask again for the attunements of this day that nobody has given by the study's hour."""
    rows = Attunement.objects.filter(given_at=None, emptied_at=None, for_day__gte=(at - timedelta(days=1)).date())
    rows = rows.exclude(notices__kind=Kind.REMINDER).select_related("participant__study", "participant__centre")
    found = list(rows.filter(asked_at__lt=at))
    consents = in_force_of({row.participant_id: row.participant for row in found}.values(), at)
    there = reached([row.participant.centre_id for row in found], at)
    for row in found:
        study, day = row.participant.study, day_of(row.participant, at)
        due = rules.hour_of(day, study.reminder_hour, study.time_zone)
        told = row.participant.centre_id in there
        may_be_given = told and "C05" in consents[row.participant_id].items  # not while she is to be asked anew
        if row.for_day == day and row.asked_at < due <= at and may_be_given:
            _try(row, [Step(Kind.REMINDER, due)], at)


def escalate(at: datetime) -> None:
    """Hand on the feedback that nobody has answered: to who is on call, to the back-up, to all, to the lead."""
    weighs = Q(attention__gt=Attention.NONE) | Q(her_wish=HerWish.CONTACT_SOON)
    rows = unanswered(at).filter(weighs, released_at__gt=at - HANDED_ON_WITHIN)
    _hand_on_each(rows, _steps, at, lambda row: rules.where_nobody_is(row.attention, since(row)))


def _steps(row: Feedback) -> list[Step]:
    study = row.participant.study
    weight = rules.weight(row.attention, row.her_wish)
    return rules.escalations(
        weight, since(row), hour=study.back_up_hour, zone=study.time_zone, country=study.public_holidays
    )


def _hand_on_late_follow_ups(at: datetime) -> None:
    """Hand a follow-up without an outcome to the back-up, once the day is over by which it was meant.

    Who was to be seen now and was not reached is handed on after a quarter of an hour.
    """

    def steps(row: Feedback) -> list[Step]:
        study, answered = row.participant.study, row.acknowledgement
        last = rules.follow_up_day(day_of(row.participant, answered.at), answered.next, row.attention)
        day = rules.overdue_day(last, row.attention, study.public_holidays)
        tried = min((each.at for each in row.follow_ups.all() if each.done == Done.NOT_REACHED), default=None)
        if tried is not None and row.attention == Attention.NOW:
            return [Step(Kind.OVERDUE, tried + rules.NOBODY_ANSWERED)]
        return [Step(Kind.OVERDUE, rules.hour_of(day, study.back_up_hour, study.time_zone))]

    rows = followed(at).filter(acknowledgement__at__gt=at - FOLLOWED_WITHIN)
    _hand_on_each(rows.prefetch_related("follow_ups"), steps, at)


def _hand_on_each(rows: QuerySet[Feedback], steps: Steps, at: datetime, alone: Steps = lambda row: []) -> None:
    """Do every step that is due and was not done, each row alone: one that fails holds up no other.

    `alone`: the steps where nobody of her centre can be told. Locks only what has one.
    """
    found = list(rows.select_related("participant__study", "participant__centre", "corrects", "acknowledgement"))
    told = set(Notice.objects.filter(feedback__in=found).values_list("feedback", "kind", "turn"))
    consents = in_force_of({row.participant_id: row.participant for row in found}.values(), at)
    there = reached([row.participant.centre_id for row in found], at)
    for row in found:
        if no_longer_shared(consents[row.participant_id], "C06"):
            continue
        due = rules.due_by((steps if row.participant.centre_id in there else alone)(row), at)
        if new := [step for step in due if (row.pk, step.kind, step.turn) not in told]:
            _try(row, new, at)


def _try(row: Attunement | Feedback, steps: list[Step], at: datetime) -> None:
    try:
        _hand_on(row, steps, at)
    except Exception as failed:  # it is tried again in a minute
        _log.error("handing on of %s failed: %s", row.pk, type(failed).__name__)


@transaction.atomic
def _hand_on(row: Attunement | Feedback, steps: list[Step], at: datetime) -> None:
    """Tell the next ones, once, whoever else does the same at this moment.

    The notice itself is the trace: an act in the register would tell an auditor what the feedback asks for. A turn that
    still waits for the mail server when the next one is due is not sent beside it.
    """
    her = lock(row.participant)
    for step in steps:
        if _wanted(row, at, step.kind):
            tell(row, step.kind, _listed(her, step.kind, at), due_at=step.due, at=at, turn=step.turn)
        if step.turn > 1:
            earlier = Notice.objects.filter(feedback=row.pk, kind=step.kind, turn__lt=step.turn)
            earlier.filter(state=State.WAITING).update(state=State.NOT_NEEDED, changed_at=at)


def _listed(her: Participant, kind: int, at: datetime) -> QuerySet[Membership]:
    """Give who is to be told about her for a reason."""
    if kind == Kind.LEAD:
        return leads(her.study, at)
    every = {Kind.REMINDER: therapists, Kind.EVERYBODY: therapists, Kind.ON_CALL: on_call}
    return every.get(Kind(kind), back_up)(her.centre, at)


def _wanted(on_her: Attunement | Feedback, at: datetime, kind: int = Kind.GIVEN) -> bool:
    """Say whether it still waits for anybody: not answered, no outcome yet, not replaced, and still shared by her.

    A text that has ended takes nothing back: until she is asked anew, what she shared stays shared.
    """
    now = standing(on_her.participant, at)
    if isinstance(on_her, Attunement):
        still = Attunement.objects.filter(pk=on_her.pk, given_at=None, emptied_at=None).exists()
        return still and not no_longer_shared(now, "C05") and on_her.for_day >= day_of(on_her.participant, at)
    still = (followed if kind == Kind.OVERDUE else unanswered)(at).filter(pk=on_her.pk).exists()
    return still and not no_longer_shared(now, "C06")


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


Clock = Callable[[], datetime]


def send(clock: Clock) -> None:
    """Send what is due over one connection, for `BUDGET` at most; without one, everything is tried again later.

    `clock` gives the time at each mail. Safe to run twice at once.
    """
    due = list(waiting(clock())[:AT_ONCE])
    if not due:
        return
    if not mailing.is_set_up():
        for notice in due:
            at = clock()
            _move(notice, State.WAITING, at, state=State.SHOWN if _still(notice, at) else State.NOT_NEEDED)
        return
    try:
        with mailing.connection() as post:
            _send_each(iter(due), post, clock)
    except mailing.NotReached as unreached:
        for notice in due if unreached.left is None else unreached.left:
            _later(notice, State.WAITING, clock())


def _send_each(due: Iterator[Notice], post: mailing.Post, clock: Clock) -> None:
    ends = clock() + BUDGET
    for notice in due:
        at = clock()
        if at > ends:  # the next run goes on from here
            return
        if not _still(notice, at):
            _move(notice, State.WAITING, at, state=State.NOT_NEEDED)
        elif _move(notice, State.WAITING, at, state=State.SENDING):
            _settle(notice, post.send(notice.to), clock())
            if post.is_broken:  # what stands behind it was not begun
                raise mailing.NotReached(list(due))


def _settle(notice: Notice, came_of_it: mailing.Came, at: datetime) -> None:
    if came_of_it is mailing.Came.REFUSED and notice.tries + 1 < rules.TRIES:
        _later(notice, State.SENDING, at)
    else:
        _move(notice, State.SENDING, at, state=State.SENT if came_of_it is mailing.Came.SENT else State.NOT_SENT)


def _still(notice: Notice, at: datetime) -> bool:
    """Say whether it still waits, and its person still works at her centre, or leads her study."""
    her = notice.on_her.participant
    there = leads(her.study, at) if notice.kind == Kind.LEAD else therapists(her.centre, at)
    return there.filter(person=notice.to).exists() and _wanted(notice.on_her, at, notice.kind)


def _later(notice: Notice, state: State, at: datetime) -> None:
    again = rules.next_try(notice.tries + 1, at)
    _move(notice, state, at, state=State.WAITING, tries=F("tries") + 1, next_try_at=again)


def _move(notice: Notice, stands: State, at: datetime, **change: Any) -> bool:
    """Change a notice that still stands where this run saw it; False when another run was there."""
    return bool(Notice.objects.filter(pk=notice.pk, state=stands).update(changed_at=at, **change))
