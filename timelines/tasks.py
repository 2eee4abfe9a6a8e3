"""Work of this room in the background."""

import logging
from collections.abc import Callable
from typing import Any
from uuid import UUID

from celery import shared_task
from django.db import connection
from django.utils import timezone

from accounts.access import for_task
from timelines import brief, gone, links, services
from vault.services import Unreachable

_log = logging.getLogger(__name__)


@shared_task
@for_task("old words", "sweep")
def sweep() -> None:
    """Sweep old words off the disk; again soon when somebody is in the way. Also sent at start-up and every day."""
    if not gone.swept():
        gone.soon(gone.AGAIN_AFTER[connection.vendor])


@shared_task(bind=True, max_retries=None, default_retry_delay=60)
@for_task("brief key", "destroy")
def destroy_key(self: Any, key: str, again: bool = True) -> None:
    """Destroy the key of a sitting that is over; with `again`, once more each minute until the keys' keeper answers."""
    try:
        brief.destroy(UUID(key), timezone.now())
    except Unreachable:
        if again:
            raise self.retry() from None


@shared_task
@for_task("brief key", "destroy")
def end_brief() -> None:
    """Let go what a forgotten sitting left, close links that are over, and queue keys to destroy; sent every day."""
    at = timezone.now()
    for timeline in brief.forgotten(at):
        _tried(services.close_for_drawing, timeline, at=at)
    _tried(links.close_dead_links, at=at)
    for key in brief.spent():
        _tried(destroy_key.delay, str(key), again=False)  # once: each day would add a row of tries to those that run


def _tried(do: Callable[..., object], *args: Any, **how: Any) -> None:
    try:
        do(*args, **how)
    except Exception as failed:  # one that fails must not stop the others
        _log.error("a part of the daily work failed: %s", type(failed).__name__)
