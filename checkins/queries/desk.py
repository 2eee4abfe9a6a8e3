"""Reads of the check-ins: what waits for a therapist, and the doors to attunements and feedback."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case, OuterRef, QuerySet, Subquery, When
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import Actor, Asks, NotNow, Role
from accounts.models import Person
from checkins import rules
from checkins.models import (
    Attention,
    Attunement,
    Ended,
    Feedback,
    FollowUp,
)
from checkins.queries.course import followed, unanswered
from checkins.queries.hands import with_hands
from consent.queries import InForce, in_force, in_force_of
from consent.rules import Standing
from studies import queries as studies
from studies.models import Centre, Participant
from studies.queries import Owed, by_participant, memberships_as

_NOT_NOW = Case(When(attention=Attention.NOW, then=0), default=1)

RELATIONS = {name: by_participant("participant") for name in ("attunement", "feedback", "follow-up")}


class NoFurtherSitting(NotNow):
    """She takes part no longer, or no longer lets this be asked or shared. Nobody is told more than that."""


class HasEnded(NotNow):
    """A feedback that nobody follows any more: she stopped, shares it no longer, or had everything deleted.

    It is answered alike in each case, with the number of `centre`: nobody is told more about her than that.
    """

    def __init__(self, centre: Centre) -> None:
        super().__init__(_("This has ended."), gone=True)
        self.centre = centre


@dataclass(frozen=True)
class Waiting:
    """One thing on a therapist's list: a participant's code, her centre and a page."""

    what: str  # "attunement", "feedback" or "follow-up"
    code: str
    centre: str
    url: str
    day: date
    late: bool = False  # a follow-up whose day has passed
    last: bool = False  # its last day is this one
    asked: str = ""  # the words of a feedback that asks for somebody now
    holder: str = ""  # the name of the colleague who has a feedback that nobody has answered
    hers: bool = False  # it was handed to whoever looks
    since: datetime | None = None  # when somebody was asked for now
    answered: datetime | None = None  # of a follow-up: when, and by whom
    by: str = ""
    mine: bool = False  # whoever looks answered it
    tried: datetime | None = None  # when she was last not reached
    time_zone: str = ""  # of her study, for these instants
    gone: bool = False  # the colleague is not in force there now: it is with everybody again

    @property
    def words(self) -> str:
        """What it is, translated."""
        return {"attunement": _("attunement"), "feedback": _("feedback"), "follow-up": _("follow-up")}[self.what]


@dataclass(frozen=True)
class Desk:
    """What a therapist finds: what waits, what may still be changed, and whose sittings have ended."""

    waits: list[Waiting]
    changeable: list[Waiting]
    ended: list[Participant]
    follow_ups: list[Waiting]  # acknowledged, and nobody has said yet what became of it


@dataclass(frozen=True)
class Asked:
    """For which day an attunement was asked, and whether its codes were deleted."""

    for_day: date
    emptied: bool


def attuned_for(attunements: Iterable[UUID]) -> dict[UUID, Asked]:
    """Give the days of attunements, no codes, in one query. Whoever asks has been let through to them."""
    rows = Attunement.objects.filter(pk__in=list(attunements)).values_list("pk", "for_day", "emptied_at")
    return {pk: Asked(for_day, emptied_at is not None) for pk, for_day, emptied_at in rows}


def attunement(asks: Asks, pk: UUID) -> Attunement:
    """Give one attunement, with its participant, study and centre. Raises Denied."""
    return asks.one(Attunement.objects.select_related("participant__study", "participant__centre", "given_by"), pk)


def feedback(asks: Asks, pk: UUID) -> Feedback:
    """Give one feedback that is released, with its participant and centre. Raises Denied."""
    rows = Feedback.objects.filter(released_at__lte=asks.at)
    return asks.one(rows.select_related(
        "participant__study", "participant__centre", "acknowledgement__by", "corrects__acknowledgement__by"
    ), pk)  # fmt: skip


def shared_feedback(asks: Asks, pk: UUID) -> Feedback:
    """Give one feedback that is released and still shared. Raises Denied, or HasEnded, whatever has ended it."""
    gone = Ended.objects.filter(pk=pk, centre__in=houses(asks)).select_related("centre").first()
    if gone is not None:
        raise HasEnded(gone.centre)
    found = feedback(asks, pk)
    still_heard(found.participant, in_force(found.participant, asks.at))
    return found


def houses(asks: Asks) -> QuerySet[Centre]:
    """Give the centres where who asks is a therapist, by name."""
    mine = memberships_as(asks.actor.id, Role.THERAPIST, asks.at)
    return Centre.objects.filter(pk__in=mine.values("centre")).order_by("name")


def replaced_by(first: Feedback, at: datetime) -> Feedback | None:
    """Give the released correction of a feedback, or None."""
    return Feedback.objects.filter(corrects=first, released_at__lte=at).first()


def still_shared(now: InForce | Standing, item: str) -> None:
    """Raise NoFurtherSitting when she has withdrawn, or has not said yes to `item`."""
    if no_longer_shared(now, item):
        raise NoFurtherSitting(_("No further sitting."))


def still_heard(participant: Participant, now: InForce | Standing) -> None:
    """Raise HasEnded when her feedback is shared no longer."""
    if no_longer_shared(now, "C06"):
        raise HasEnded(participant.centre)


def no_longer_shared(now: InForce | Standing, item: str) -> bool:
    """Say whether she has withdrawn, or has not said yes to `item`; that the text has ended takes nothing back."""
    return bool(now.withdrawn) or item in now.missing


def day_of(participant: Participant, at: datetime) -> date:
    """Give the day of `at` in the time zone of her study."""
    return studies.day_of(participant.study, at)


def _asked(asks: Asks) -> list[Attunement]:
    """Give what is asked for this day or later and not seen yet, oldest request first."""
    rows = Attunement.objects.filter(
        for_day__gte=(asks.at - timedelta(days=1)).date(), seen_at=None, emptied_at=None
    ).select_related("participant__study", "participant__centre")
    return [
        row for row in asks.to("list", "attunement").all(rows).order_by("asked_at", "participant__code")
        if row.for_day >= day_of(row.participant, asks.at)
    ]  # fmt: skip


def _open_now(row: Attunement, at: datetime) -> bool:
    """Say whether an attunement may be given at `at`: on its day, or as long before as the study lets it."""
    return day_of(row.participant, at) >= rules.first_day(row.for_day, row.participant.study.attunement_days)


def _followed(asks: Asks) -> QuerySet[Feedback]:
    """Give acknowledged feedback of which the outcome is not known yet: who is to be seen now, then the oldest.

    Each with `tried`, when she was last not reached.
    """
    tries = FollowUp.objects.filter(feedback=OuterRef("pk")).order_by("-at")  # of what is open, nobody was reached
    rows = followed(asks.at).annotate(tried=Subquery(tries.values("at")[:1]))
    return asks.to("record", "follow-up").all(rows).select_related(
        "participant__study", "participant__centre", "acknowledgement__by"
    ).order_by(_NOT_NOW, "acknowledgement__next", "acknowledgement__at", "participant__code")  # fmt: skip


def _given(asks: Asks) -> QuerySet[Feedback]:
    """Give released feedback that nobody has answered; most urgent first."""
    rows = unanswered(asks.at).select_related("participant__study", "participant__centre")
    waits = with_hands(asks.to("list", "feedback").all(rows), asks.at)
    return waits.order_by("-attention", "released_at", "participant__code")


def _line(row: Attunement | Feedback, at: datetime, what: str = "") -> Waiting:
    who, kind = row.participant, "attunement" if isinstance(row, Attunement) else "feedback"
    day = row.for_day if isinstance(row, Attunement) else day_of(who, row.released_at)
    url = reverse(f"checkins:{kind}", args=[row.pk])
    return Waiting(what or kind, who.code, who.centre.name, url, day, time_zone=who.study.time_zone)


def _waits(row: Attunement | Feedback, asks: Asks) -> Waiting:
    line = _line(row, asks.at)
    if isinstance(row, Attunement):
        return line
    hers, gone = row.held_by == asks.actor.id, bool(row.holder) and not row.is_held  # type: ignore[attr-defined]
    return replace(line, **_asked_now(row), holder=row.holder or "", hers=hers, gone=gone)  # type: ignore[attr-defined]


def _last_day(row: Feedback) -> date:
    answer = row.acknowledgement
    return rules.follow_up_day(day_of(row.participant, answer.at), answer.next, row.attention)


def desk(asks: Asks) -> Desk:
    """Give what a therapist of a centre finds now: needed now, what was handed to them, attunements, other feedback."""
    asked, given, followed = _asked(asks), list(_given(asks)), list(_followed(asks))
    reached = [*(row.participant for row in asked), *(row.participant for row in (*given, *followed))]
    consents = in_force_of(_once(reached), asks.at)
    shared = [row for row in given if not no_longer_shared(consents[row.participant_id], "C06")]
    of_the_day = [row for row in asked if "C05" in consents[row.participant_id].items and _open_now(row, asks.at)]
    open_ = [row for row in followed if not no_longer_shared(consents[row.participant_id], "C06")]
    return Desk(
        waits=[_waits(row, asks) for row in _ordered(shared, of_the_day, asks.actor.id)],
        changeable=[_line(row, asks.at) for row in of_the_day if row.given_at is not None],
        ended=_once(row.participant for row in asked if consents[row.participant_id].withdrawn),
        follow_ups=[_follow_up(row, asks) for row in open_],
    )


def _ordered(shared: list[Feedback], of_the_day: list[Attunement], person: UUID | None) -> list[Feedback | Attunement]:
    hers = {row.pk for row in shared if row.held_by == person}  # type: ignore[attr-defined]
    urgent = sorted((row for row in shared if row.attention == Attention.NOW), key=lambda row: row.pk not in hers)
    rest = shared[len(urgent) :]
    first, last = [row for row in rest if row.pk in hers], [row for row in rest if row.pk not in hers]
    return [*urgent, *first, *(row for row in of_the_day if row.given_at is None), *last]


def _follow_up(row: Feedback, asks: Asks) -> Waiting:
    day, today, answer = _last_day(row), day_of(row.participant, asks.at), row.acknowledgement
    line = replace(_line(row, asks.at, "follow-up"), day=day, late=day < today, last=day == today, **_asked_now(row))
    return replace(
        line, answered=answer.at, by=answer.by.name, mine=answer.by_id == asks.actor.id,
        tried=row.tried,  # type: ignore[attr-defined]
    )  # fmt: skip


def _asked_now(row: Feedback) -> dict[str, Any]:
    now = row.attention == Attention.NOW
    return {"asked": str(Attention.NOW.label), "since": row.released_at} if now else {}


def _once(participants: Iterable[Participant]) -> list[Participant]:
    return list({participant.pk: participant for participant in participants}.values())


def owed(person: Person, at: datetime) -> list[Owed]:
    """Give what waits for `person` as a therapist."""
    asks = Asks(Actor(person.pk, roles=frozenset({Role.THERAPIST})), "attunement", "list", at)
    found = desk(asks)
    return [Owed(f"{line.code}: {line.words}", line.url, line.day) for line in (*found.waits, *found.follow_ups)]
