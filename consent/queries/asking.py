"""What is in force, her acts, the doors to her consent, and who has to ask for one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import Asks, Role
from accounts.models import Person
from consent import rules
from consent.following import read, standings
from consent.models import Act, Answer, Kind
from studies.models import Part, Participant
from studies.queries import Owed, current_assignments, day_of, is_trained, memberships_as
from studies.queries import participant as theirs

FOLLOW_UP = "C11"
RECEIVED = "C15"


@dataclass(frozen=True)
class InForce:
    """What a participant's consent allows.

    `items` are the items answered yes, empty while the consent is not valid; `missing` are codes of what lacks;
    `withdrawn` is the level of a withdrawal or "", written at `withdrawn_at`. `follow_up` is her choice with C11:
    centre, researcher, both, not_now, or "". `usable` are the items under which what she gave may be worked up:
    `items`, or after W1 and W2 those that were in force when she stopped; none after W3. `by_study` says that two of
    the staff had everything deleted: then she did not stop herself. `sound` are her answers to whether sound may be
    recorded on a day, the last one first, each with when she gave it.
    """

    valid: bool
    items: frozenset[str]
    version: int | None  # the number of the text
    since: datetime | None
    missing: list[str]
    withdrawn: str
    follow_up: str = ""
    usable: frozenset[str] = frozenset()
    withdrawn_at: datetime | None = None
    by_study: bool = False
    sound: tuple[tuple[datetime, bool], ...] = ()

    def sound_on(self, participant: Participant, day: date) -> bool | None:
        """Give her last answer to the question whether sound may be recorded on `day`; None: not asked."""
        return next((yes for when, yes in self.sound if day_of(participant.study, when) == day), None)


def in_force(participant: Participant, at: datetime) -> InForce:
    """Give what is in force of a participant at `at`, for showing; what writes calls `services.require`."""
    return in_force_of([participant], at)[participant.pk]


def in_force_of(participants: Iterable[Participant], at: datetime) -> dict[UUID, InForce]:
    """Give what was in force of each participant, known at `at`; the number of queries does not grow."""
    found, numbers = read([each.pk for each in participants], at=at, known_at=at)
    return {
        pk: InForce(
            each.valid, each.items, numbers[each.version] if each.version else None, each.since, each.missing,
            each.withdrawn, each.choices.get(FOLLOW_UP, "") if each.valid else "", each.usable, each.withdrawn_at,
            each.by_study, each.sound,
        )
        for pk, each in found.items()
    }  # fmt: skip


def participants(asks: Asks) -> QuerySet[Participant]:
    """Give the participants whose consent the asker may reach, by study and code."""
    return asks.all(Participant.objects.select_related("study", "centre").order_by("study__title", "code"))


def participant(asks: Asks, pk: UUID) -> Participant:
    """Give one participant whose consent the asker may reach. Raises Denied."""
    return theirs(asks, pk)


def acts(participant: Participant) -> QuerySet[Act]:
    """Give a participant's acts, oldest first, with answers. Whoever asks has been let through to her."""
    rows = Act.objects.filter(participant=participant).select_related("version", "centre").order_by("order")
    return rows.prefetch_related(Prefetch("answers", Answer.objects.order_by("item")), "teach_back")


def last_written(participant: UUID) -> Act | None:
    """Give the last written act, or None."""
    written = Act.objects.filter(participant=participant, kind__in=[Kind.WRITTEN, Kind.RE_CONSENT])
    return written.select_related("version", "participant__study", "centre").order_by("order").last()


def last_oral(participant: UUID) -> Act | None:
    """Give the last spoken act, or None."""
    return (
        Act.objects.filter(participant=participant, kind=Kind.ORAL).select_related("version").order_by("order").last()
    )


def spoken_is_current(participant: Participant, at: datetime) -> bool:
    """Say whether the last spoken act is on a version that has not ended."""
    oral = last_oral(participant.pk)
    return oral is not None and (oral.version.ends_at is None or oral.version.ends_at > at)


def said_no(participant: Participant, at: datetime) -> bool:
    """Say whether her last acts say no to something that taking part needs."""
    found, oral = standings([participant.pk], at=at)[participant.pk], last_oral(participant.pk)
    unwilling = rules.ORAL in found.missing or last_written(participant.pk) is not None
    return oral is not None and unwilling and not found.valid


def spoken_before(act: Act) -> Act | None:
    """Give the last spoken act before a written one, on the same version; or None."""
    rows = Act.objects.filter(participant=act.participant_id, kind=Kind.ORAL, version=act.version_id)
    return rows.filter(order__lt=act.order).order_by("order").last()


def may_explain(person: Person, participant: Participant, at: datetime) -> bool:
    """Say whether `person` is delegated and trained to explain the study to her on this day (A3)."""
    return is_trained(person.pk, participant.study_id, [Part.INTERVIEWER], at)


def chose_since(participant: Participant, item: str, since: datetime) -> bool:
    """Say whether she has chosen anew for one item at `since` or later."""
    return Act.objects.filter(participant=participant, answers__item=item, at__gte=since).exists()


def owed(person: Person, at: datetime) -> list[Owed]:
    """Give the consents that still have to be asked of a person's own participants.

    Who was asked and said no to something that a talk needs is not asked again: she can change it with her code.
    """
    cases = current_assignments(at).filter(person=person.pk)
    studies = memberships_as(person.pk, Role.INTERVIEWER, at).values("study")
    mine = Participant.objects.filter(pk__in=cases.values("participant"), study__in=studies).order_by("code")
    found = in_force_of(mine, at)
    return [
        Owed(_("%(code)s: ask for consent") % {"code": each.code}, reverse("consent:page", args=[each.pk]), None)
        for each in mine
        if {rules.ORAL, rules.WRITTEN, rules.VERSION} & set(found[each.pk].missing) and not found[each.pk].withdrawn
    ]
