"""Work in the background about accounts."""

from celery import shared_task
from django.utils import timezone

from accounts.access import for_task
from accounts.sessions import SessionStore
from accounts.throttle import clear_old


@shared_task
@for_task("session", "clear")
def clear_sessions() -> None:
    """Delete sessions that have ended, and tries that are long over. Safe to repeat."""
    SessionStore.clear_expired()
    clear_old(timezone.now())
