"""Work in the background: what is ordered about keys."""

import logging
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from accounts.access import for_task
from ledger.checks import Found, keep
from ledger.queries import latest
from upkeep import drilling, keeping, readings, rules, services
from upkeep.proving import NotProven
from upkeep.readings import PROVEN

_log = logging.getLogger(__name__)


@shared_task(bind=True, max_retries=None, default_retry_delay=60)
@for_task("key destruction", "carry out")
def carry_out_destruction(self: Any, order: str, again: bool = True) -> None:
    """Carry out a destruction that two people wanted; with `again`, once more every minute until it is done."""
    if not services.carry_out(UUID(order), timezone.now()) and again:
        raise self.retry()


@shared_task
@for_task("key destruction", "carry out")
def finish_key_work() -> None:
    """Finish rotations, and queue destructions that are not done, to be tried once; at start-up and every day.

    It begins no row of tries: otherwise each day and each start would add one to those that run.
    """
    for order in services.unfinished():
        carry_out_destruction.delay(str(order), again=False)
    services.finish_rotations(timezone.now())


@shared_task
@for_task("keys", "check")
def check_keys() -> None:
    """Open every key, and keep what was found; sent every few minutes."""
    keep(readings.KEYS, readings.check_keys, at=timezone.now())


@shared_task
@for_task("backup", "make")
def make_backup() -> None:
    """Remove backups that are too old; make one when the newest there is of yesterday; have it proven when that is due.

    Sent at start-up and every day.
    """
    now, into = timezone.now(), Path(settings.BACKUPS)
    if not settings.BACKUPS:
        return
    try:
        keeping.remove_old(into, now)
        keeping.follow_the_epoch()
        if rules.is_due(now, keeping.newest(into), rules.BACKUP_EVERY):
            keeping.make(into, now)
    except (keeping.NotMade, OSError) as failed:
        _log.error("no backup was made: %s", type(failed).__name__)
    prove_restore.delay()


@shared_task
@for_task("backup", "prove")
def prove_restore() -> None:
    """Prove that the newest backup comes back, when the last proof is a week old or failed; keep whether it did."""
    now = timezone.now()
    due = rules.is_due(now, latest(PROVEN), rules.PROVE_EVERY) or readings.has_failed()
    if not (settings.BACKUPS and due):
        return
    keep(readings.PROOF, partial(_proof, now), at=now)


def _proof(now: datetime) -> Found:
    try:
        drilling.drill(now)
    except NotProven as failed:
        _log.error("the newest backup was not proven: %s", type(failed).__name__)
        return Found(0, fault=1)
    return Found(0)
