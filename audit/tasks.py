"""Work of this room in the background."""

from celery import shared_task
from django.utils import timezone

from accounts.access import for_task
from ledger.services import anchor_when_due


@shared_task
@for_task("register", "sign")
def sign_register() -> None:
    """Sign the entries that no checkpoint holds yet; sent at start-up and once a day."""
    anchor_when_due(at=timezone.now())
