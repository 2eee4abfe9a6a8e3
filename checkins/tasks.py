"""Work of this room in the background."""

from celery import shared_task
from django.utils import timezone

from accounts.access import for_task
from checkins import notices


@shared_task
@for_task("notice", "send")
def send_due() -> None:
    """Remind, escalate, and send what waits; sent every minute, and safe to run twice at the same time."""
    notices.send_due(timezone.now())
