"""One run of what Beat sends every minute, at an instant."""

from datetime import datetime

from checkins import notices


def send_due(at: datetime) -> None:
    """Hand on what is due at `at`, then send what waits."""
    notices.hand_on(at)
    notices.send(lambda: at)
