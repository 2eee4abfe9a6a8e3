"""What she decides about the guide on her own device."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from consent.services import NotInForce, require
from interviews.models import Aside, Coverage, Talked
from studies.models import Participant


@transaction.atomic
def take_up(participant: Participant, kind: str, pk: UUID, *, at: datetime) -> None:
    """Offer again what she had set aside: a topic (`theme`), or one key question. Safe to repeat.

    No act for the register: nobody is to read there what she would rather not talk about. Raises NotInForce, with
    words for her.
    """
    try:
        require(participant, "C03", at=at)
    except NotInForce:
        raise NotInForce(_("Nothing is kept here now. Your interviewer can tell you how it goes on.")) from None
    if kind == "theme":
        Aside.objects.filter(interview__participant=participant, theme=pk).delete()
    else:
        marks = Coverage.objects.filter(interview__participant=participant, question=pk, talked=Talked.SET_ASIDE)
        marks.delete()
