"""What ends a consent: withdrawals, deletions, what they do, and single choices that became a no."""

from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from consent.models import BROUGHT_BACK, STOPS, Act, Answer, Effect, Kind, Level
from ledger.queries import actor_of, targets_of

OWN, KEY = "consent", "key"
"""The holder and the code of the effect of W3 that comes when all is deleted here: her key is destroyed."""
KEY_ORDERED = "consent.key_destruction_ordered"
"""The act by which a destruction begins."""


def withdrawal(participant: UUID) -> Act | None:
    """Give the last act that ended it, or None: she stopped, or the study had everything deleted."""
    return Act.objects.filter(participant=participant, kind__in=STOPS).order_by("order").last()


def deletion(participant: UUID) -> Act | None:
    """Give the act by which two of the staff had everything of hers deleted, or None; never one of her own."""
    return Act.objects.filter(participant=participant, kind=Kind.DELETION).first()


def deleted_again() -> int:
    """Give of how many the deletion was written again because a safety copy had brought them back, and is not done."""
    left = Effect.objects.filter(act__reason=BROUGHT_BACK, done_at__isnull=True)
    return left.values("act__participant").distinct().count()


def ended_by(participant: UUID) -> UUID:
    """Give who ended it: the one who confirmed a deletion by the staff, else she herself."""
    ordered = deletion(participant)
    return actor_of(ordered.order) if ordered else participant


def effects(participant: UUID) -> QuerySet[Effect]:
    """Give what a participant's withdrawals have to do and have done, in the order of carrying out."""
    return (
        Effect.objects.filter(act__participant=participant)
        .select_related("act__participant__study")
        .order_by("act__order", "order")
    )


def stopped() -> QuerySet[Any, Any]:
    """Give who takes part no more, as a subquery: who withdrew at any level, or of whom the staff had all deleted."""
    return Act.objects.filter(kind__in=STOPS).values("participant")


def asked_to_delete_all() -> QuerySet[Any, Any]:
    """Give of whom everything is deleted (W3), as a subquery: on her word or on the staff's, also while it goes on."""
    return Act.objects.filter(kind__in=STOPS, level=Level.W3).values("participant")


def key_is_gone(participant: UUID) -> bool:
    """Say whether a withdrawal has destroyed the participant's key; a recording outside may still be asked for."""
    return effects(participant).filter(act__level=Level.W3, holder=OWN, done_at__isnull=False).exists()


def everything_gone(participant: UUID) -> bool:
    """Say whether a withdrawal has destroyed the participant's key, and nothing waits for a person any more."""
    return key_is_gone(participant) and not effects(participant).filter(done_at__isnull=True).exists()


def destructions_ordered() -> set[UUID]:
    """Give the participants the destruction of whose key stands in the register as ordered, by whomever."""
    return targets_of(KEY_ORDERED)


def destructions_done() -> set[UUID]:
    """Give the participants whose key was destroyed on their own order, as it is written down."""
    done = Effect.objects.filter(holder=OWN, what=KEY, done_at__isnull=False)
    return set(done.values_list("act__participant", flat=True))


def who_said_no(item: str) -> QuerySet[Any, Any]:
    """Give the participants whose last written answer to `item` is a no, as a subquery."""
    answers = Answer.objects.filter(item=item)
    later = answers.filter(act__participant=OuterRef("act__participant"), act__order__gt=OuterRef("act__order"))
    return answers.filter(~Exists(later), yes=False).values("act__participant")


def said_no_to(participant: UUID, item: str) -> bool:
    """Say whether her last written answer to `item` is a no."""
    return who_said_no(item).filter(act__participant=participant).exists()
