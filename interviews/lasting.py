"""Until when a sitting that nobody ended is the same talk."""

from datetime import datetime, timedelta

LASTS = timedelta(hours=6)
"""So long a talk may go on past midnight and be the same sitting."""


def lasts_until(opened_at: datetime, midnight: datetime) -> datetime:
    """Give the instant from which a sitting that nobody ended is over; `midnight` ends the day on which it was opened.

    Attunement and her yes were for that day (R28, R44).
    """
    return max(midnight, opened_at + LASTS)
