"""Two of the staff have everything of a participant deleted: carried out as her withdrawal of everything is."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import Person
from consent import queries
from consent.models import BROUGHT_BACK, Act, Kind, Level, Reason, Text
from consent.services.acts import Draft, lock, standing, write
from consent.services.withdrawal import effects_of, plan, queue
from ledger.services import anchor
from studies.models import Participant


@transaction.atomic
def delete_everything(participant: Participant, *, reason: str, by: Person, at: datetime) -> Act | None:
    """Write that everything of hers is deleted on the order of the staff, and what that has to do.

    `by` is the second of two people. From this transaction on nothing more is allowed. Gives None when she asked for
    it herself already, or never agreed to anything: then no act of hers says what to delete, and her key alone goes.
    """
    return _delete(participant, Reason(reason), by.pk, at)


@transaction.atomic
def delete_again(participant: Participant, *, by: UUID, at: datetime) -> Act | None:
    """Write that everything of hers is deleted, of whom a safety copy brought rows back that her key no longer opens.

    Whether she or the staff wanted it is not known any more; her page says so. Gives None as `delete_everything` does.
    """
    return _delete(participant, BROUGHT_BACK, by, at)


def _delete(participant: Participant, reason: str, by: UUID, at: datetime) -> Act | None:
    participant = lock(participant)
    last = Act.objects.filter(participant=participant).order_by("order").last()
    if last is None or standing(participant, at).withdrawn == Level.W3:
        return None
    text = Text.objects.get(version=last.version_id, language=last.language)
    draft = Draft(Kind.DELETION, text, by, level=Level.W3, reason=reason)
    act = write(participant, draft, at=at)
    plan(act, by, effects_of(participant.pk, act.level), {"by_code": False, "channel": ""})
    anchor(at=at)
    queue(participant.pk)
    return act


def is_under_way(participant: Participant) -> bool:
    """Say whether everything of hers is being deleted, or is, on her word or on the staff's."""
    return queries.asked_to_delete_all().filter(participant=participant).exists()
