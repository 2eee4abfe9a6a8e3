"""What she decides about the guide on her own device."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from consent.services import require
from interviews.models import Aside, Coverage, Talked
from studies.models import Participant


@transaction.atomic
def take_up(participant: Participant, kind: str, pk: UUID, *, at: datetime) -> None:
    """Offer again what she had set aside: a topic (`theme`), or one key question. Safe to repeat.

    No act for the register: nobody is to read there what she would rather not talk about. Raises NotInForce.
    """
    require(participant, "C03", at=at)
    if kind == "theme":
        Aside.objects.filter(interview__participant=participant, theme=pk).delete()
    else:
        marks = Coverage.objects.filter(interview__participant=participant, question=pk, talked=Talked.SET_ASIDE)
        marks.delete()
