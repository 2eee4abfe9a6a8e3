"""Her yes to sound, day by day."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from uuid import UUID

from consent import rules
from consent.following import deed_of, terms_asked
from consent.models import Act, Kind
from studies.models import Participant
from studies.queries import day_of

RECORDING, SOUND_TODAY = rules.RECORDING, rules.SOUND_TODAY


def sound_permitted(
    participant: Participant, sittings: Iterable[tuple[datetime, datetime | None]], at: datetime
) -> list[Act | None]:
    """Give for each sitting, from its opening to its closing (included), the last yes to sound on its day; or None.

    What she decided later takes no sound back that exists: neither a no in the same sitting nor a changed choice. A yes
    from earlier that day counts while it still stands at the opening. A fixed number of queries.
    """
    acts = Act.objects.filter(participant=participant, at__lte=at).prefetch_related("answers").order_by("order")
    found = [(act, deed_of(act)) for act in acts]
    terms = terms_asked({deed.version for _act, deed in found})
    yes = [
        rules.sound_permitted(
            [deed for _act, deed in found], terms, opened, closed, lambda when: day_of(participant.study, when)
        )
        for opened, closed in sittings
    ]
    by_order = {act.order: act for act, _deed in found}
    return [by_order[each.order] if each else None for each in yes]


def sound_said(participants: Collection[UUID]) -> dict[UUID, list[datetime]]:
    """Give when each of `participants` said yes to sound on a day; one query."""
    said: dict[UUID, list[datetime]] = {pk: [] for pk in participants}
    yes = Act.objects.filter(participant__in=participants, kind=Kind.RECORDING_TODAY)
    found = yes.filter(answers__item=SOUND_TODAY, answers__yes=True).values_list("participant", "at")
    for participant, at in found:
        said[participant].append(at)
    return said


def sound_was_permitted(participant: UUID) -> bool:
    """Say whether she ever said yes to recording on a day."""
    yes = Act.objects.filter(participant=participant, kind=Kind.RECORDING_TODAY)
    return yes.filter(answers__item=SOUND_TODAY, answers__yes=True).exists()


def asked_on(participant: Participant, day: date, at: datetime) -> Act | None:
    """Give the last act that answers whether sound may be recorded on `day`, or None."""
    acts = Act.objects.filter(participant=participant, kind=Kind.RECORDING_TODAY, at__lte=at).order_by("order")
    return next((act for act in reversed(acts) if day_of(participant.study, act.at) == day), None)
