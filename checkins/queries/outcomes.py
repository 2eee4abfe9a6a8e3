"""What became of check-ins: who was told, what was followed up, and what a study is shown of it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Max, Min, Q, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from checkins import rules
from checkins.models import (
    Acknowledgement,
    Attention,
    Feedback,
    FollowUp,
    Kind,
    Notice,
    SafetyCut,
    State,
)
from checkins.queries.course import followed, unanswered
from checkins.queries.course import since as waits_since
from checkins.queries.desk import no_longer_shared
from checkins.queries.hands import is_held
from consent.queries import in_force_of
from studies.models import Centre, Participant, Study
from studies.queries import Owed, day_of, nobody_else, reached, unreached


@dataclass(frozen=True)
class Told:
    """Who was to be told next that a feedback waits, in words, and when; `at` a mail went to them, None: none has.

    What waits stands on their own page in any case.
    """

    who: str
    due: datetime
    at: datetime | None
    late: bool = False  # answered, but nobody had said what became of it
    again: datetime | None = None  # when the last mail went, where more than one did

    @property
    def delayed(self) -> bool:
        """Whether the mail went much later than it should have: Attune or the mail server did not run."""
        return self.at is not None and self.at > self.due + NOTICED


NOTICED = timedelta(minutes=10)
"""A mail that goes so long after its time is said to be late."""


def told_of(feedback: Feedback) -> list[Told]:
    """Give who else was to be told that a feedback waits, in order; whoever asks has been let through to it."""
    later = [Kind.ON_CALL, Kind.BACK_UP, Kind.OVERDUE, Kind.EVERYBODY, Kind.LEAD]
    rows, went = Notice.objects.filter(feedback=feedback, kind__in=later), Q(state=State.SENT)
    live = rows.exclude(state=State.NOT_NEEDED).values("kind")
    found = rows.filter(kind__in=live).values_list("kind").annotate(
        due=Min("due_at"), sent=Min("changed_at", filter=went), last=Max("changed_at", filter=went)
    )  # fmt: skip
    return [
        Told(str(Kind(kind).label), due, sent, kind == Kind.OVERDUE, last if sent and last > sent else None)
        for kind, due, sent, last in found.order_by("due", "kind")
    ]


@dataclass(frozen=True)
class CameOf:
    """How far a feedback has come, for who gave it; of its correction where there is one."""

    now: Feedback
    corrected: bool
    acknowledged: bool
    handed: bool  # a colleague of her therapist has it, and nobody has answered yet
    told: list[Told]  # while nobody had answered; that an answer came and no outcome would say which one
    nobody: bool  # her centre has no therapist here who could read it
    number_stays: bool  # somebody was asked for now: the centre's number stays, whatever was answered
    waits: bool  # somebody was asked for now, and nobody has answered
    until_then: bool  # the correction is not released yet: what asked for somebody now still stands, and goes on
    nobody_else: bool  # everybody of her centre who can be told was told: who is told next is somebody of them


def came_of(feedback: Feedback | None, at: datetime) -> CameOf | None:
    """Give how far a feedback has come; None for none. Whoever asks gave it: they learn no answer and no outcome."""
    if feedback is None:
        return None
    correction = Feedback.objects.filter(corrects=feedback).first()
    now = correction or feedback
    answered = Acknowledgement.objects.filter(feedback=now, at__lte=at).exists()
    nobody = nobody_told(feedback.participant, at) is not None
    told = [each for each in told_of(now) if not each.late]
    handed, read = not answered and is_held(now, at), feedback if now.released_at > at else now
    taken = Acknowledgement.objects.filter(feedback=read, at__lte=at).exists()
    stays = rules.number_stays(read.attention, read.released_at, taken, at)
    waits, until_then = read.attention == Attention.NOW and not taken, rules.takes_back(read.attention, now.attention)
    alone = waits and not nobody and nobody_else(feedback.participant.centre, at)
    return CameOf(now, correction is not None, answered, handed, told, nobody, stays, waits, until_then, alone)


def nobody_told(participant: Participant, at: datetime) -> Centre | None:
    """Give her centre while nobody of it can be told anything, else None; whoever asks has been let through to her."""
    return None if reached([participant.centre_id], at) else participant.centre


def last_try(feedback: Feedback) -> FollowUp | None:
    """Give what was last kept of a follow-up, or None; whoever asks has been let through to the feedback."""
    return feedback.follow_ups.select_related("by").order_by("at").last()


def unsent(at: datetime) -> int:
    """Give how many notices are late by an hour, or may never have gone; what they stand for waits on a list.

    Whoever asks looks after the installation: it is a number, about nobody.
    """
    late = Q(state=State.WAITING, due_at__lt=at - timedelta(hours=1))
    lost = Q(state=State.NOT_SENT, changed_at__gt=at - timedelta(days=30))
    return Notice.objects.filter(late | lost).count()


@dataclass(frozen=True)
class Safe:
    """One safety outcome of a study (R65): its code and words, how often, and the day of that count.

    `count` and `day` are None while it is about fewer than five participants.
    """

    what: str
    words: str
    count: int | None
    day: date | None = None


def safety(study: Study, at: datetime) -> list[Safe]:
    """Give the safety outcomes of a study (R65) as last counted by `at`, always the same ones in the same order.

    They are counted by `checkins.cuts`, anew only once five participants more are meant: two looks are never one woman
    apart, and a withdrawal changes no count. Whoever asks has been let through to the study.
    """
    rows = SafetyCut.objects.filter(study=study, at__lte=at).order_by("at")
    last = {row.what: row for row in rows}
    return [_safe(study, what, last.get(what)) for what in SafetyCut.What]


def _safe(study: Study, what: SafetyCut.What, cut: SafetyCut | None) -> Safe:
    count, day = (cut.count, day_of(study, cut.at)) if cut else (None, None)
    return Safe(what.name.lower(), str(what.label), count, day)


def asked_now(participants: QuerySet[Participant], at: datetime) -> list[Feedback]:
    """Give the feedback about some of the study's participants that asks for somebody now and that nobody has answered.

    The oldest first, however old; what she shares no longer is left out. Whoever asks has been let through to them.
    """
    rows = unanswered(at).filter(participant__in=participants, attention=Attention.NOW)
    return _shared(rows.select_related("participant__study", "participant__centre", "corrects"), at)


def open_now(participant: Participant, at: datetime) -> bool:
    """Say whether somebody is asked to see her now, and nobody has answered, or has said yet what became of it.

    Whoever asks has been let through to what they do about her.
    """
    open_ = (rows(at).filter(participant=participant, attention=Attention.NOW) for rows in (unanswered, followed))
    return any(rows.exists() for rows in open_)


def _shared(rows: QuerySet[Feedback], at: datetime) -> list[Feedback]:
    found = list(rows.order_by("released_at"))
    consents = in_force_of({row.participant_id: row.participant for row in found}.values(), at)
    return [row for row in found if not no_longer_shared(consents[row.participant_id], "C06")]


def untold(study: Study | None, at: datetime, **only: Any) -> list[Feedback]:
    """Give the feedback of a study, of all of them for None, that waits where nobody can be told; the oldest first.

    `only` narrows it, in the words of a filter.
    """
    rows = unanswered(at).filter(participant__centre__in=unreached(study, at), **only)
    return _shared(rows.select_related("participant"), at)


def unheard(study: Study, at: datetime) -> list[Owed]:
    """Give, for the study's lead, the centres at which nobody can be told that something waits, or nobody answers.

    Where nobody can be told, it says so and since when, whatever that feedback asks for. Of a *now* that nobody has
    answered for an hour a lead learns that, where and since when; never whom it is about, and no other code.
    """
    words = _("%(centre)s: nobody of the therapists there can be told anything")
    waits = _("%(centre)s: feedback waits there, and nobody there can be told. Call them, then add a therapist.")
    since: dict[UUID, date] = {}
    for row in untold(study, at):
        since.setdefault(row.participant.centre_id, day_of(study, row.released_at))
    page, adding, alone = reverse("studies:study", args=[study.pk]), _adding(study), unreached(study, at)
    return [
        Owed(waits % {"centre": each.name}, adding, since[each.pk], phone=each.phone) if each.pk in since
        else Owed(words % {"centre": each.name}, page, None)
        for each in alone
    ] + _silent(study, {each.pk for each in alone}, at)  # fmt: skip


def _adding(study: Study) -> str:
    return reverse("studies:member", args=[study.pk])


def _silent(study: Study, alone: set[UUID], at: datetime) -> list[Owed]:
    """Give the centres, `alone` apart, at which nobody has answered for an hour that somebody is asked for now."""
    words = _("%(centre)s: somebody is asked for there now, and nobody has answered since %(when)s. Call them.")
    first: dict[UUID, Feedback] = {}
    for row in asked_now(study.participants.exclude(centre__in=alone), at):
        if rules.lead_is_told(row.attention, waits_since(row), at):
            first.setdefault(row.participant.centre_id, row)
    return [
        Owed(
            words % {"centre": row.participant.centre.name, "when": when_of(study, waits_since(row))},
            reverse("studies:care", args=[study.pk]), day_of(study, row.released_at),
            phone=row.participant.centre.phone,
        )
        for row in first.values()
    ]  # fmt: skip


def when_of(study: Study, at: datetime) -> str:
    """Give an instant in words, on the study's clock."""
    return date_format(at.astimezone(ZoneInfo(study.time_zone)), "j F, H:i")
