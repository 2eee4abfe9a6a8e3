"""Verbs that look after interviewers: a moment is kept and shared, a talk is asked for and booked, load is counted."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.access import NotNow
from accounts.models import Person
from interviews import load as rules
from interviews.models import Debrief, Listening, Need, Pace, Sitting, Supervision
from interviews.queries import carried_by, limits_of, net_of, supervisors
from ledger.services import record
from studies.models import Study


class NobodyThere(NotNow):
    """The study has no supervisor who could be asked."""


class AskedNoMore(NotNow):
    """Who asked for supervision has taken that back meanwhile."""


class NotAhead(NotNow):
    """A talk is booked for a time that has passed."""


@transaction.atomic
def share(debrief: Debrief, *, at: datetime) -> None:
    """Let the study's supervisors read a moment, until it is taken back. Safe to repeat.

    Who shares that supervision is needed, and has not booked it, asks for it.
    """
    new = Debrief.objects.filter(pk=debrief.pk, shared_at=None).update(shared_at=at)
    study = debrief.sitting.interview.participant.study
    if new and debrief.need >= Need.THIS_WEEK and not debrief.booked and supervisors(study, at):
        ask_for_talk(study, need=Need(debrief.need), by=debrief.person, at=at)


@transaction.atomic
def take_share_back(debrief: Debrief) -> None:
    """Let nobody else read a moment any more. Safe to repeat."""
    Debrief.objects.filter(pk=debrief.pk).update(shared_at=None, read_at=None)


@transaction.atomic
def have_read(debrief: Debrief, *, at: datetime) -> None:
    """Keep that a supervisor has read a moment, while it is shared. Safe to repeat."""
    Debrief.objects.filter(pk=debrief.pk, shared_at__isnull=False, read_at=None).update(read_at=at)


@transaction.atomic
def ask_for_talk(study: Study, *, need: Need, by: Person, at: datetime) -> Supervision:
    """Ask the study's supervisors for a talk; one at a time, the more urgent wish counts. Raises NobodyThere."""
    if not supervisors(study, at):
        raise NobodyThere(_("This study has no supervisor yet. Ask the study lead, or a colleague."))
    Study.objects.select_for_update(no_key=True).get(pk=study.pk)
    row, _new = Supervision.objects.get_or_create(
        study=study, person=by, booked_for=None, defaults={"need": need, "asked_at": at}
    )
    if need > row.need:
        row.need, row.asked_at = need, at
        row.save(update_fields=["need", "asked_at"])
    return row


@transaction.atomic
def take_ask_back(study: Study, *, by: Person) -> None:
    """Ask no more for a talk that has no time yet. Safe to repeat."""
    Supervision.objects.filter(study=study, person=by, booked_for=None).delete()


@transaction.atomic
def book(talk: Supervision, *, booked_for: datetime, by: Person, at: datetime) -> None:
    """Book a talk that was asked for; booked again, the latest time counts. Raises NotAhead, AskedNoMore."""
    if booked_for < at:
        raise NotAhead(_("This moment has passed. Choose a later one."))
    if not Supervision.objects.filter(pk=talk.pk).update(booked_for=booked_for, booked_by=by):
        raise AskedNoMore(_("This supervision is not asked for any more."))


@transaction.atomic
def set_pace(study: Study, *, by: Person, at: datetime, **limits: int | None) -> Pace:
    """Keep how many interviews are planned, and what one interviewer carries at most; None is no limit."""
    pace, _new = Pace.objects.update_or_create(study=study, defaults=limits)
    record("interviews.pace_set", actor=by.pk, subject=study.pk, target=pace.pk, payload=dict(limits), at=at)
    return pace


@transaction.atomic
def count_listening(sitting: Sitting, *, person: UUID, on: date) -> None:
    """Count the recording of a sitting, once, as load of who typed it out: its net minutes. Safe to repeat."""
    minutes = (net_of(sitting) or 0) // 60
    Listening.objects.get_or_create(sitting=sitting, defaults={"person_id": person, "on": on, "minutes": minutes})


def held_back(study: Study, planned_for: datetime, by: Person, at: datetime) -> str:
    """Give in kind words what holds back another sitting of `by`, and what is possible; "" when nothing does.

    `planned_for` is on the study's clock. The row of `by` is locked, so that two plans at once, in whatever studies, do
    not both find room.
    """
    pace = Pace.objects.filter(study=study).first()
    if pace is None:
        return ""
    Person.objects.select_for_update(no_key=True).get(pk=by.pk)
    found = rules.holds_back(limits_of(pace), carried_by(by.pk, planned_for, at), planned_for)
    return _in_words(found) if found else ""


def _in_words(held: rules.Held) -> str:
    said: dict[str, Any] = {"most": held.most}
    words = {
        "heavy": _("Your last sitting was heavy for you. The study gives you %(most)s hours after one like that."),
        "day": _(
            "This day is full for you: the study's limit is %(most)s, with what you type out. More would be too much."
        ),
        "week": _(
            "This week is full for you: the study's limit is %(most)s, with what you type out. More would be too much."
        ),
    }[held.what]
    from_when = date_format(held.room, "j F, H:i" if held.what == "heavy" else "j F") if held.room else ""
    room = _("There is room from %(day)s on.") % {"day": from_when} if from_when else ""
    beside = _("A colleague can take this one over, and the study lead can change the limit.")
    return " ".join(filter(None, [words % said, room, beside]))
