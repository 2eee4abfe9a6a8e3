"""Work in the background: what is ordered about keys."""

from typing import Any
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from accounts.access import for_task
from ledger.checks import keep
from upkeep import readings, services


@shared_task(bind=True, max_retries=None, default_retry_delay=60)
@for_task("key destruction", "carry out")
def carry_out_destruction(self: Any, order: str) -> None:
    """Carry out a destruction that two people wanted; again in a minute when it failed."""
    if not services.carry_out(UUID(order), timezone.now()):
        raise self.retry()


@shared_task
@for_task("key destruction", "carry out")
def finish_key_work() -> None:
    """Finish rotations, and queue destructions that are not done; called at start-up and every day."""
    for order in services.unfinished():
        carry_out_destruction.delay(str(order))
    services.finish_rotations(timezone.now())


@shared_task
@for_task("keys", "check")
def check_keys() -> None:
    """Open every key, and keep what was found; sent every few minutes."""
    keep(readings.KEYS, readings.check_keys, at=timezone.now())
