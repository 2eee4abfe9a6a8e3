"""Whose key seals what the register holds about a participant."""

from uuid import UUID

from studies.models import Participant
from vault.services import has_key


def sealing(participant: Participant) -> UUID:
    """Give whose key seals what is recorded about a participant: her own, or that of her study once hers is gone.

    Hers may be gone before the rows know it: they came back out of a backup that is older than its destruction.
    """
    return participant.pk if has_key(participant.pk) else participant.study_id
