"""Work in the background about accounts."""

from celery import shared_task
from django.utils import timezone

from accounts import refusals
from accounts.access import for_task
from accounts.sessions import SessionStore
from accounts.throttle import clear_old


@shared_task
@for_task("session", "clear")
def clear_sessions() -> None:
    """Delete sessions that have ended, and tries that are long over. Safe to repeat."""
    SessionStore.clear_expired()
    clear_old(timezone.now())


@shared_task
@for_task("refusals", "enter")
def enter_refusals() -> None:
    """Enter the refusals of hours and days that are over in the register; sent at start-up and once a day."""
    refusals.enter_past(timezone.now())
