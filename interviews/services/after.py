"""After a sitting: feedback to her therapist, and a moment for the interviewer."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import NotNow
from accounts.models import Person
from checkins.models import Feedback
from checkins.services import give
from consent.queries import FOLLOW_UP, acts
from consent.rules import NO_CHOICE
from consent.services import change_item, lock, require
from interviews.models import Debrief, Load, Need, Sitting
from interviews.services.cutting import cut_moments
from interviews.services.sitting import held, may_enter


class StillOpen(NotNow):
    """The sitting has not ended yet."""


class NotGiven(NotNow):
    """There is no feedback yet."""


class GivenMeanwhile(NotNow):
    """Feedback with other words was given for this sitting before, as from another tab."""


class NotHers(NotNow):
    """Somebody else ran this sitting; only who was there can say how it was."""


def _ended(sitting: Sitting, by: Person) -> Sitting:
    row = held(sitting)
    if row.closed_at is None:
        raise StillOpen(_("The sitting is open. This comes after it has ended."))
    if row.opened_by_id != by.pk:
        raise NotHers(_("Your colleague ran this sitting. Only who was there can say how it was."))
    return row


@transaction.atomic
def may_give_feedback(sitting: Sitting, *, by: Person, at: datetime) -> None:
    """Raise what `give_feedback` would raise before any code is looked at."""
    require(sitting.interview.participant, "C06", at=at)
    _ended(sitting, by)


@transaction.atomic
def give_feedback(sitting: Sitting, *, by: Person, at: datetime, **codes: Any) -> Feedback:
    """Give the coded feedback of a sitting that ended (R52, R53). Given already in the same words, the first one stays.

    Raises NotInForce without C06 or after a withdrawal, StillOpen, NotHers, GivenMeanwhile when its words are others.
    """
    participant = sitting.interview.participant
    require(participant, "C06", at=at)
    row = _ended(sitting, by)
    if row.feedback is None:
        row.feedback = give(participant, by=by, at=at, **codes)
        row.save(update_fields=["feedback"])
    elif any(getattr(row.feedback, code) != value for code, value in codes.items() if code != "told_her"):
        raise GivenMeanwhile(_(
            "Another feedback of this sitting was given meanwhile; that one counts. What you chose here has not gone."
        ))  # fmt: skip
    return row.feedback


@transaction.atomic
def correct_feedback(sitting: Sitting, *, by: Person, at: datetime, **codes: Any) -> Feedback:
    """Correct the feedback of a sitting, once. Raises as `give_feedback`, NotGiven, CorrectedAlready."""
    participant = sitting.interview.participant
    require(participant, "C06", at=at)
    row = _ended(sitting, by)
    if row.feedback is None:
        raise NotGiven(_("There is no feedback yet that could be corrected."))
    return give(participant, by=by, at=at, corrects=row.feedback, **codes)


@transaction.atomic
def wish_follow_up(
    sitting: Sitting, choice: str, *, by: Person, at: datetime, said: datetime | None = None
) -> None:  # fmt: skip
    """Keep where she would like a talk afterwards, as she says it towards the end (R25). The same choice twice is one.

    What she `said` counts from then, also when it arrives late: before she chose anew herself, it changes nothing any
    more. Raises NotReady when somebody else runs the sitting, NotToBeAsked after a withdrawal.
    """
    row = held(sitting)
    may_enter(row, by)
    her, when = lock(row.interview.participant), said or at
    if not acts(her).filter(answers__item=FOLLOW_UP, at__gt=when).exists():
        change_item(her, FOLLOW_UP, yes=choice != NO_CHOICE, choice=choice, said_to=by, at=when)


@transaction.atomic
def debrief(
    sitting: Sitting, *, load: Load, need: Need, by: Person, at: datetime, effects: int = 0, booked: bool = False
) -> Debrief:
    """Keep how the interviewer is after a sitting (R66); nobody else reads it. The latest answer counts, unshared.

    `effects` is the sum of up to three of Effect. Raises StillOpen, NotHers. It says nothing about the participant, so
    her consent is not asked.
    """
    row = _ended(sitting, by)
    said = {"load": load, "need": need, "effects": effects, "booked": booked, "shared_at": None, "read_at": None}
    kept, _new = Debrief.objects.update_or_create(sitting=row, defaults={"person": by, "at": at, **said})
    cut_moments(row.interview.participant.study, at)
    return kept
