"""The code on her card: made, shown once, found again by its fingerprint."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import QuerySet

from accounts import crockford
from accounts.models import Person
from consent import rules
from consent.models import CardReason, WithdrawalCode
from consent.services.acts import lock, refuse_withdrawn
from ledger.models import Entry
from ledger.queries import entries_about
from ledger.services import record
from studies.models import Participant
from vault.services import fingerprint

_NO_CODE = "0" * (rules.CODE_LENGTH + 1)  # longer than any code, so nobody's


@transaction.atomic
def make_code(
    participant: Participant, *, by: Person, at: datetime, token: UUID | None = None, reason: str = ""
) -> str:  # fmt: skip
    """Make the code of her card and give it, spelled as on the card, this one time.

    A further card needs a `reason`, and ends the code before. Without one, and for a `token` that has made its card
    already, nothing changes and the code is "". Raises NotToBeAsked after a withdrawal, ValueError for other reasons.
    """
    participant = lock(participant)
    refuse_withdrawn(participant, at)
    reason, card = CardReason(reason) if reason else "", token or uuid4()
    if (has_card(participant.pk) and not reason) or _cards(participant.pk).filter(target=card).exists():
        return ""
    code = crockford.made(rules.CODE_LENGTH)
    WithdrawalCode.objects.update_or_create(
        participant=participant, defaults={"fingerprint": fingerprint(code), "made_at": at}
    )
    record("consent.code_made", actor=by.pk, subject=participant.pk, target=card, payload={"reason": str(reason)},
           at=at)  # fmt: skip
    return crockford.spelled(code)


def has_card(participant: UUID) -> bool:
    """Say whether a card was made for her."""
    return WithdrawalCode.objects.filter(participant=participant).exists()


def card(participant: UUID) -> str:
    """Give what tells her card from those before and after it, or "" while there is none."""
    made = WithdrawalCode.objects.filter(participant=participant).values_list("made_at", flat=True).first()
    return made.isoformat() if made else ""


def new_card_at(participant: UUID) -> datetime | None:
    """Give when her last card was made, if it was not the first one."""
    made = list(_cards(participant).values_list("at", flat=True))
    return made[-1] if len(made) > 1 else None


def _cards(participant: UUID) -> QuerySet[Entry]:
    """Give the entries of her cards, oldest first."""
    return entries_about([participant]).filter(act="consent.code_made")


def find(typed: str) -> Participant | None:
    """Give the participant whose code was typed, or None; what cannot be a code takes the same work."""
    found = WithdrawalCode.objects.filter(fingerprint=fingerprint(rules.read_code(typed) or _NO_CODE))
    row = found.select_related("participant__study").first()
    return row.participant if row else None
