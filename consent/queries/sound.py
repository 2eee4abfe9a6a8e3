"""Her yes to sound, day by day."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from consent import rules
from consent.following import deed_of, terms_asked
from consent.models import Act, Kind
from studies.models import Participant
from studies.queries import day_of

RECORDING, SOUND_TODAY = rules.RECORDING, rules.SOUND_TODAY


def sound_permitted(
    held: Mapping[Participant, Sequence[tuple[datetime, datetime | None]]], at: datetime
) -> dict[UUID, list[Act | None]]:
    """Give for each sitting, from its opening to its closing (included), the last yes to sound on its day; or None.

    `held` has the sittings of each participant. What she decided later takes no sound back that exists: neither a no in
    the same sitting nor a changed choice. A yes from earlier that day counts while it still stands at the opening. A
    fixed number of queries.
    """
    acts = Act.objects.filter(participant__in=[her.pk for her in held], at__lte=at)
    rows: dict[UUID, list[tuple[Act, rules.Deed]]] = {her.pk: [] for her in held}
    for act in acts.prefetch_related("answers").order_by("order"):
        rows[act.participant_id].append((act, deed_of(act)))
    terms = terms_asked({deed.version for row in rows.values() for _act, deed in row})

    def permitted(her: Participant, opened: datetime, closed: datetime | None) -> Act | None:
        deeds = [deed for _act, deed in rows[her.pk]]
        yes = rules.sound_permitted(deeds, terms, opened, closed, lambda when: day_of(her.study, when))
        return next((act for act, deed in rows[her.pk] if deed is yes), None)

    return {her.pk: [permitted(her, *when) for when in sittings] for her, sittings in held.items()}


def sound_was_permitted(participant: UUID) -> bool:
    """Say whether she ever said yes to recording on a day."""
    yes = Act.objects.filter(participant=participant, kind=Kind.RECORDING_TODAY)
    return yes.filter(answers__item=SOUND_TODAY, answers__yes=True).exists()


def asked_on(participant: Participant, day: date, at: datetime) -> Act | None:
    """Give the last act that answers whether sound may be recorded on `day`, or None."""
    acts = Act.objects.filter(participant=participant, kind=Kind.RECORDING_TODAY, at__lte=at).order_by("order")
    return next((act for act in reversed(acts) if day_of(participant.study, act.at) == day), None)
