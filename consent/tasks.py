"""Work in the background: carrying out withdrawals."""

from typing import Any
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from accounts.access import for_task
from consent import services

TRIES_AGAIN = 5
"""How often a withdrawal of which something failed is tried again by itself, after 1, 2, 4, 8 and 16 minutes."""


@shared_task(bind=True, max_retries=TRIES_AGAIN)
@for_task("withdrawal", "carry out")
def carry_out_effects(self: Any, participant: str, again: bool = True) -> None:
    """Carry out what is left of a participant's withdrawals; with `again`, a few times more when something failed.

    What still fails then is left to the daily work.
    """
    done = services.carry_out(UUID(participant), timezone.now())
    if not done and again and self.request.retries < TRIES_AGAIN:
        raise self.retry(countdown=60 * 2**self.request.retries)


@shared_task
@for_task("withdrawal", "carry out")
def carry_out_unfinished() -> None:
    """Queue every withdrawal of which something is still to be done, to be tried once; at start-up and every day.

    It begins no row of tries: otherwise each day and each start would add one to those that run.
    """
    for participant in services.unfinished():
        carry_out_effects.delay(str(participant), again=False)
