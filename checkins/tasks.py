"""Work of this room in the background."""

import threading

from celery import shared_task
from django.utils import timezone

from accounts.access import for_task
from checkins import cuts, notices

_sending = threading.Lock()


@shared_task
@for_task("notice", "hand on")
def hand_on() -> None:
    """Remind, and tell the next ones of what nobody has answered; sent every minute, and safe to run twice at once."""
    notices.hand_on(timezone.now())


@shared_task
@for_task("notice", "send")
def send() -> None:
    """Send the mails that wait; sent every minute. While one run of this process sends, another has nothing to do."""
    if _sending.acquire(blocking=False):
        try:
            notices.send(timezone.now)
        finally:
            _sending.release()


@shared_task
@for_task("safety", "count")
def count_safety() -> None:
    """Count the safety outcomes of each study anew where enough participants are new; sent at start-up and daily."""
    cuts.count(timezone.now())
