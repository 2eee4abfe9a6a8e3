"""What became of check-ins: who was told, what was followed up, and what a study is shown of it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Person
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
from checkins.queries.course import unanswered
from checkins.queries.desk import no_longer_shared
from checkins.queries.hands import is_held
from consent.queries import in_force_of
from studies.models import Centre, Participant, Study
from studies.queries import Owed, day_of, reached, unreached


@dataclass(frozen=True)
class Told:
    """Who was to be told next that a feedback waits, in words, and when; `at` a mail went to them, None: none has.

    What waits stands on their own page in any case.
    """

    who: str
    due: datetime
    at: datetime | None
    late: bool = False  # answered, but nobody had said what became of it

    @property
    def delayed(self) -> bool:
        """Whether the mail went much later than it should have: Attune or the mail server did not run."""
        return self.at is not None and self.at > self.due + NOTICED


NOTICED = timedelta(minutes=10)
"""A mail that goes so long after its time is said to be late."""


def told_of(feedback: Feedback) -> list[Told]:
    """Give who else was to be told that a feedback waits, in order; whoever asks has been let through to it."""
    rows = Notice.objects.filter(feedback=feedback, kind__in=[Kind.ON_CALL, Kind.BACK_UP, Kind.OVERDUE])
    sent = Min("changed_at", filter=Q(state=State.SENT))
    found = rows.exclude(state=State.NOT_NEEDED).values_list("kind").annotate(due=Min("due_at"), sent=sent)
    return [Told(str(Kind(kind).label), due, at, kind == Kind.OVERDUE) for kind, due, at in found.order_by("kind")]


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


def came_of(feedback: Feedback | None, at: datetime) -> CameOf | None:
    """Give how far a feedback has come; None for none. Whoever asks gave it: they learn no answer and no outcome."""
    if feedback is None:
        return None
    correction = Feedback.objects.filter(corrects=feedback).first()
    now = correction or feedback
    answered = Acknowledgement.objects.filter(feedback=now, at__lte=at).exists()
    nobody = nobody_told(feedback.participant, at) is not None
    stays = rules.number_stays(now.attention, now.released_at, at)
    told = [each for each in told_of(now) if not each.late]
    handed = not answered and is_held(now, at)
    return CameOf(now, correction is not None, answered, handed, told, nobody, stays)


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


def untold_now(person: Person, at: datetime) -> list[Feedback]:
    """Give with what `person` asked that somebody is seen now, while nobody of her centre can be told; oldest first."""
    return untold(None, at, given_by=person, attention=Attention.NOW)


def untold(study: Study | None, at: datetime, **only: Any) -> list[Feedback]:
    """Give the feedback of a study, of all of them for None, that waits where nobody can be told; the oldest first.

    `only` narrows it, in the words of a filter.
    """
    rows = unanswered(at).filter(participant__centre__in=unreached(study, at), **only)
    rows = rows.select_related("participant").order_by("released_at")
    consents = in_force_of({row.participant_id: row.participant for row in rows}.values(), at)
    return [row for row in rows if not no_longer_shared(consents[row.participant_id], "C06")]


def unheard(study: Study, at: datetime) -> list[Owed]:
    """Give, for the study's lead, the centres at which nobody can be told that something waits.

    Where feedback waits, it says so and since when, whatever that feedback asks for: a lead learns no code of it.
    """
    words = _("%(centre)s: nobody of the therapists there can be told anything")
    waits = _("%(centre)s: feedback waits there, and nobody there can be told. Call them, then add a therapist.")
    since: dict[UUID, date] = {}
    for row in untold(study, at):
        since.setdefault(row.participant.centre_id, day_of(study, row.released_at))
    page, adding = reverse("studies:study", args=[study.pk]), reverse("studies:member", args=[study.pk])
    return [
        Owed(waits % {"centre": each.name}, adding, since[each.pk], phone=each.phone) if each.pk in since
        else Owed(words % {"centre": each.name}, page, None)
        for each in unreached(study, at)
    ]  # fmt: skip
