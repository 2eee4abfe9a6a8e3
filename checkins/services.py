"""Verbs of the check-ins: ask, answer, see, give, hand on, acknowledge, follow up."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.access import Denied, NotNow
from accounts.models import Person
from checkins import notices, rules
from checkins.models import VOCABULARY, Acknowledgement, Attunement, Feedback, FollowUp, Handing, Kind, Next
from checkins.queries import colleagues, day_of, is_followed, replaced_by, still_heard
from consent.services import lock, require, standing
from ledger.services import opened, record
from studies.models import Participant
from studies.queries import approved_vocabulary, therapists

CODES = ("basis", "capacity", "zone", "she_wants", "adjust", "support_after", "verdict")


class NotApproved(NotNow):
    """The ethics decision of the study does not approve the coded words of this program."""


class BeyondHerWish(NotNow):
    """She wishes no contact: at most an eye is kept, and in danger she hears first that somebody comes."""


class NothingOpen(NotNow):
    """There is no follow-up of this feedback, or it has an outcome."""


class SeenAlready(NotNow):
    """The interviewer has seen the attunement; it stays as it is."""


class NotThisDay(NotNow):
    """An attunement says how she is on its own day only."""


class NotGivenYet(NotNow):
    """There is nothing to see yet."""


class CorrectedAlready(NotNow):
    """A feedback can be corrected once, by who gave it."""


class NotSure(NotNow):
    """Somebody is asked for now, or she was overwhelmed, and this would end it with nobody there: a second step."""


class NoColleague(NotNow):
    """Whom it is handed to is no therapist of her centre now, or had it already."""


class AnsweredAlready(NotNow):
    """This feedback was answered in another way, or corrected meanwhile."""


def _note(act: str, participant: Participant, by: Person, row: Attunement | Feedback, at: datetime) -> None:
    record(f"checkins.{act}", actor=by.pk, subject=participant.pk, target=row.pk, payload={}, at=at)


def _approved(participant: Participant, at: datetime) -> None:
    """Raise NotApproved unless her study approves the words that this program speaks."""
    if approved_vocabulary(participant.study, at) != VOCABULARY:
        raise NotApproved(_(
            "The ethics decision of this study does not approve these coded words. The study lead records the decision "
            "that does; until then nothing is asked and nothing is sent."
        ))  # fmt: skip


def _therapist_of(participant: Participant, by: Person, at: datetime) -> None:
    if not therapists(participant.centre, at).filter(person=by).exists():
        raise Denied


def look(feedback: Feedback, *, by: Person, at: datetime) -> None:
    """Write that a therapist opened the coded feedback about a participant, once per 15 minutes."""
    opened("checkins.feedback_opened", actor=by.pk, subject=feedback.participant_id, target=feedback.pk, at=at)


@transaction.atomic
def ask(participant: Participant, *, for_day: date, by: Person, at: datetime) -> Attunement:
    """Ask her centre how she is on `for_day` (in the study's zone); an open request for that day is given again.

    Her therapists are told. Raises NotInForce without C05, NotApproved.
    """
    require(participant, "C05", at=at)
    _approved(participant, at)
    request, new = Attunement.objects.get_or_create(
        participant=participant, for_day=for_day, given_at=None, emptied_at=None,
        defaults={"asked_by": by, "asked_at": at},
    )  # fmt: skip
    if new:
        _note("attunement_asked", participant, by, request, at)
        notices.tell(request, Kind.ASKED, therapists(participant.centre, at), due_at=at, at=at)
    return request


@transaction.atomic
def take_back(attunement: Attunement, *, by: Person, at: datetime) -> None:
    """Take a request away that nobody has answered; one that was answered stays. Safe to repeat."""
    participant = lock(attunement.participant)
    row = Attunement.objects.filter(pk=attunement.pk, given_at=None, emptied_at=None).first()
    if row is not None:
        _note("attunement_taken_back", participant, by, row, at)
        row.delete()


@transaction.atomic
def answer(attunement: Attunement, *, by: Person, at: datetime, **codes: int | None) -> None:
    """Give the attunement, by a therapist of her centre; given again before it is seen, it replaces the first answer.

    Raises Denied, NotInForce without C05, NotThisDay, or SeenAlready. The database refuses codes of no vocabulary.
    """
    participant = attunement.participant
    _therapist_of(participant, by, at)
    require(participant, "C05", at=at)  # locks her row, always before the attunement's
    row = _answerable(attunement, participant, at)
    row.given_by, row.given_at = by, at
    for name in CODES:
        setattr(row, name, codes.get(name, 0 if name == "adjust" else None))
    row.save()
    _note("attunement_given", participant, by, row, at)
    attunement.refresh_from_db()


def _answerable(attunement: Attunement, participant: Participant, at: datetime) -> Attunement:
    """Lock an attunement that may be given at `at`."""
    row = Attunement.objects.select_for_update().filter(pk=attunement.pk).first()
    if row is None:  # taken back a moment ago
        raise Denied
    if not rules.first_day(row.for_day, participant.study.attunement_days) <= day_of(participant, at) <= row.for_day:
        raise NotThisDay(_("This is for another day. On that day it waits for you here."))
    if row.seen_at is not None:
        raise SeenAlready(_("The interviewer has seen it. It stays as it is; you can call them."))
    return row


@transaction.atomic
def see(attunement: Attunement, *, by: Person, at: datetime) -> None:
    """Keep that the interviewer has seen it. Safe to repeat. Raises NotGivenYet."""
    rows = Attunement.objects.select_for_update(of=("self",)).select_related("participant")
    row = rows.filter(pk=attunement.pk).first()
    if row is None:  # taken back a moment ago
        raise Denied
    if row.given_at is None or row.emptied_at is not None:
        raise NotGivenYet(_("The therapist has not answered yet."))
    if row.seen_at is None:
        row.seen_by, row.seen_at = by, at
        row.save(update_fields=["seen_by", "seen_at"])
        _note("attunement_seen", row.participant, by, row, at)
    attunement.refresh_from_db()


@transaction.atomic
def give(
    participant: Participant, *, by: Person, at: datetime, corrects: Feedback | None = None, told_her: bool = False,
    called: bool = False, **codes: Any,
) -> Feedback:  # fmt: skip
    """Give feedback after a sitting to the therapists of her centre, who are told; codes are the columns of Feedback.

    Where nobody there can be told it is owed in sight of the lead. Raises NotInForce without C06, NotApproved,
    BeyondHerWish unless she was `told_her`, CorrectedAlready when `corrects` was corrected, is a correction or is not
    theirs, NotSure when it takes back that somebody is asked to come now and nobody was `called`.
    """
    require(participant, "C06", at=at)
    _approved(participant, at)
    _as_she_wishes(codes["her_wish"], codes["attention"], told_her)
    _may_correct(corrects, participant, by)
    if corrects and rules.takes_back(corrects.attention, codes["attention"]) and not called:
        raise NotSure(_("You asked that somebody sees her now. Call her centre first, then tick this."))
    released = rules.release_time(at, codes["attention"])
    feedback = Feedback.objects.create(
        participant=participant, given_by=by, given_at=at, released_at=released, corrects=corrects, **codes
    )
    _note("feedback_given", participant, by, feedback, at)
    notices.tell(feedback, Kind.GIVEN, therapists(participant.centre, at), due_at=released, at=at)
    return feedback


def _as_she_wishes(her_wish: int, attention: int, told_her: bool) -> None:
    if rules.beyond_her_wish(her_wish, attention) or (rules.has_to_be_told(her_wish, attention) and not told_her):
        raise BeyondHerWish(_("She wishes no contact now. At most an eye is kept; in danger, tell her first."))


def _may_correct(first: Feedback | None, participant: Participant, by: Person) -> None:
    if first is None:  # it corrects nothing
        return
    if first.participant_id != participant.pk or first.given_by_id != by.pk:
        raise Denied
    if first.corrects_id is not None or Feedback.objects.filter(corrects=first).exists():
        raise CorrectedAlready(_("This feedback was corrected once. It stays as it is now."))


@transaction.atomic
def acknowledge(feedback: Feedback, *, by: Person, next: int, at: datetime, sure: bool = False) -> Acknowledgement:
    """Keep that a therapist of her centre has read it and what follows. The same tap twice has one effect.

    Raises Denied, HasEnded, NotSure, or AnsweredAlready: answered in another way, corrected, or somebody was
    asked for and this sends nobody. `sure`: she said herself that nobody is to come.
    """
    row = _read(feedback, by, at)
    kept: Acknowledgement | None = getattr(row, "acknowledgement", None)
    if kept is not None and (kept.by_id, kept.next) == (by.pk, next):
        return kept
    _waits(row, at)
    _can_be_answered(row, next, sure)
    _note("feedback_acknowledged", row.participant, by, row, at)
    return Acknowledgement.objects.create(feedback=row, by=by, at=at, next=next)


def _read(feedback: Feedback, by: Person, at: datetime) -> Feedback:
    """Lock her, so that no correction and no withdrawal comes in between; give what a therapist of hers can read."""
    lock(feedback.participant)
    rows = Feedback.objects.select_related("participant__centre", "participant__study", "acknowledgement__by")
    row = rows.filter(pk=feedback.pk, released_at__lte=at).first()
    if row is None:
        raise Denied
    _therapist_of(row.participant, by, at)
    still_heard(row.participant, standing(row.participant, at))
    return row


def _waits(row: Feedback, at: datetime) -> None:
    """Raise AnsweredAlready when a feedback waits for no answer."""
    if hasattr(row, "acknowledgement"):
        raise AnsweredAlready(_who_answered(row, at))
    if replaced_by(row, at):
        raise AnsweredAlready(_("This feedback was corrected a moment ago. The new one waits in your list."))


def _who_answered(row: Feedback, at: datetime) -> str:
    answer = row.acknowledgement
    said, local = (
        _("%(name)s answered on %(time)s: “%(words)s”."),
        answer.at.astimezone(ZoneInfo(row.participant.study.time_zone)),
    )
    after = _("What became of it is still open.") if is_followed(row, at) else _("Nothing more is needed.")
    told = said % {"name": answer.by.name, "time": date_format(local, "j F, H:i"), "words": answer.words}
    return f"{told} {after}"


@transaction.atomic
def hand(feedback: Feedback, *, by: Person, to: UUID, at: datetime) -> Handing:
    """Put a feedback into the hands of a colleague of her centre, who is told. The same tap twice has one effect.

    It is no answer: it waits on, and goes on. Raises Denied, HasEnded, NoColleague, or AnsweredAlready.
    """
    row = _read(feedback, by, at)
    kept = row.handings.order_by("at").last()
    if kept is not None and (kept.by_id, kept.to_id) == (by.pk, to):
        return kept
    _waits(row, at)
    colleague = colleagues(row, by.pk, at).filter(person=to).first()
    if colleague is None:
        raise NoColleague(_("This colleague is not in the team now, or had it before. It still waits for an answer."))
    _note("feedback_handed", row.participant, by, row, at)
    notices.tell(row, Kind.HANDED, [colleague], due_at=at, at=at)
    after = at if kept is None else max(at, kept.at + timedelta(microseconds=1))  # a clock may have been set back
    return Handing.objects.create(feedback=row, by=by, to_id=to, at=after)


def _can_be_answered(row: Feedback, next: int, sure: bool) -> None:
    if next not in rules.answers(row.attention, row.her_wish):
        raise AnsweredAlready(_("Somebody is asked for here. Say who goes to her, or that she declined."))
    _sure(row, next == Next.SHE_DECLINED, sure)


def _sure(row: Feedback, ends: bool, sure: bool) -> None:
    if ends and rules.is_grave(row.attention, row.experience) and not sure:
        raise NotSure(_("With this nobody of you goes to her. Tick what is so."))


@transaction.atomic
def follow_up(feedback: Feedback, *, by: Person, done: int, at: datetime, sure: bool = False) -> FollowUp:
    """Keep what became of a feedback; who was not reached is tried again. The same tap twice on one day has one effect.

    Raises Denied, HasEnded, NothingOpen, NotSure. `sure`: she said so herself, or who has it now has.
    """
    lock(feedback.participant)
    row = Feedback.objects.select_related("participant__centre", "participant__study").filter(pk=feedback.pk).first()
    if row is None:  # everything of hers was deleted a moment ago
        raise Denied
    _therapist_of(row.participant, by, at)
    still_heard(row.participant, standing(row.participant, at))
    today, last = day_of(row.participant, at), row.follow_ups.order_by("at").last()
    if last and (last.by_id, last.done, day_of(row.participant, last.at)) == (by.pk, done, today):
        return last
    if not is_followed(row, at):
        raise NothingOpen(_("Nothing is open here any more. What was kept stays as it is."))
    _sure(row, done in rules.ENDS_WITH_NOBODY, sure)
    _note("followed_up", row.participant, by, row, at)
    return FollowUp.objects.create(feedback=row, by=by, at=at, done=done)
