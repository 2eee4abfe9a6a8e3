"""Work of this room in the background."""

from typing import Any

from celery import shared_task

from accounts.access import for_task
from timelines import gone

AGAIN_AFTER = 5
"""Seconds after which a sweep is tried again while somebody is in the way."""


@shared_task(bind=True, max_retries=None)
@for_task("old words", "sweep")
def sweep(self: Any) -> None:
    """Sweep old words off the disk, as often as it takes; also sent at start-up and every day."""
    if not gone.swept():
        raise self.retry(countdown=AGAIN_AFTER)
