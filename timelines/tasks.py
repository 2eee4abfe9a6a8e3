"""Work of this room in the background."""

from typing import Any
from uuid import UUID

from celery import shared_task
from django.db import connection
from django.utils import timezone

from accounts.access import for_task
from timelines import brief, gone, links, services
from vault.services import Unreachable

AGAIN_AFTER = {"sqlite": 1, "postgresql": 5}
"""Seconds after which a sweep is tried again while somebody is in the way."""


@shared_task(bind=True, max_retries=None)
@for_task("old words", "sweep")
def sweep(self: Any) -> None:
    """Sweep old words off the disk, as often as it takes; also sent at start-up and every day."""
    if not gone.swept():
        raise self.retry(countdown=AGAIN_AFTER[connection.vendor])


@shared_task(bind=True, max_retries=None, default_retry_delay=60)
@for_task("brief key", "destroy")
def destroy_key(self: Any, key: str) -> None:
    """Destroy the key of a sitting that is over; again in a minute when the keys' keeper does not answer."""
    try:
        brief.destroy(UUID(key), timezone.now())
    except Unreachable:
        raise self.retry() from None


@shared_task
@for_task("brief key", "destroy")
def end_brief() -> None:
    """Let go what a forgotten sitting left, close links that are over, and queue keys to destroy; sent every day."""
    at = timezone.now()
    for timeline in brief.forgotten(at):
        services.close_for_drawing(timeline, at=at)
    links.close_dead_links(at=at)
    for key in brief.spent():
        destroy_key.delay(str(key))
