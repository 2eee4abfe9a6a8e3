"""Work in the background: carrying out withdrawals."""

from typing import Any
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from accounts.access import for_task
from consent import services


@shared_task(bind=True, max_retries=None, default_retry_delay=60)
@for_task("withdrawal", "carry out")
def carry_out_effects(self: Any, participant: str) -> None:
    """Carry out what is left of a participant's withdrawals; again in a minute when something failed."""
    if not services.carry_out(UUID(participant), timezone.now()):
        raise self.retry()


@shared_task
@for_task("withdrawal", "carry out")
def carry_out_unfinished() -> None:
    """Queue every withdrawal of which something is still to be done; called at start-up."""
    for participant in services.unfinished():
        carry_out_effects.delay(str(participant))
