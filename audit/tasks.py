"""Work of this room in the background."""

from functools import partial

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from accounts.access import for_task
from ledger import carrying, checks
from ledger.services import anchor_when_due


@shared_task
@for_task("register", "sign")
def sign_register() -> None:
    """Sign the entries that no checkpoint holds yet; sent at start-up and once a day."""
    anchor_when_due(at=timezone.now())


@shared_task
@for_task("register", "check")
def check_register() -> None:
    """Check the chain of all acts from its first entry, and keep what was found; sent every few minutes."""
    checks.keep(checks.CHAIN, checks.chain, at=timezone.now())


@shared_task
@for_task("register", "carry")
def carry_checkpoints() -> None:
    """Write new checkpoints into the folder that somebody else keeps, where there is one; sent every few minutes."""
    if folder := settings.CHECKPOINTS_FOLDER:
        checks.keep(carrying.OUTSIDE, partial(carrying.carry, folder), at=timezone.now())
