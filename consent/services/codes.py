"""The code on her card: made, shown once, found again by its fingerprint."""

import secrets
from datetime import datetime

from django.db import transaction

from consent import rules
from consent.models import WithdrawalCode
from consent.services.acts import lock, refuse_withdrawn
from ledger.services import record
from studies.models import Participant
from vault.services import fingerprint

_NO_CODE = "0" * (rules.CODE_LENGTH + 1)  # longer than any code, so nobody's


@transaction.atomic
def make_code(participant: Participant, *, at: datetime) -> str:
    """Make the code of her card and give it, spelled as on the card, this one time; an earlier code ends.

    Raises NotToBeAsked after a withdrawal.
    """
    participant = lock(participant)
    refuse_withdrawn(participant, at)
    code = "".join(secrets.choice(rules.ALPHABET) for _place in range(rules.CODE_LENGTH))
    WithdrawalCode.objects.update_or_create(
        participant=participant, defaults={"fingerprint": fingerprint(code), "made_at": at}
    )
    record("consent.code_made", actor=participant.pk, subject=participant.pk, target=participant.pk, payload={}, at=at)
    return rules.spelled(code)


def find(typed: str) -> Participant | None:
    """Give the participant whose code was typed, or None; what cannot be a code takes the same work."""
    found = WithdrawalCode.objects.filter(fingerprint=fingerprint(rules.read_code(typed) or _NO_CODE))
    row = found.select_related("participant__study").first()
    return row.participant if row else None
