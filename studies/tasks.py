"""Work of this room in the background."""

from celery import shared_task
from django.utils import timezone

from accounts.access import for_task
from studies import services


@shared_task
@for_task("screening", "purge")
def purge_screenings() -> None:
    """Delete the screenings after which nothing came for 30 days; sent at start-up and once a day."""
    services.purge_screenings(timezone.now())
