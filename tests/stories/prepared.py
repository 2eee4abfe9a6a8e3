"""Run as a program, in the environment of a real start: Ben has a second factor, and a sitting of this day is open.

Prints the id of the sitting, and the seed of Ben's app.
"""

import sys
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import django

PASSWORD = "three quiet words and a river"
ZONE = ZoneInfo("Europe/Brussels")


def prepare(now: datetime) -> str:
    """Give the id of an open sitting of Ben's and Ana's, and the seed of his app."""
    from accounts import factors
    from interviews.services import publish_guide
    from tests.conftest import Cast  # the settings have been read: what it sets comes too late
    from tests.consent.acts import agree
    from tests.interviews.steps import content, opened

    cast = Cast(now)
    cast.ben.set_password(PASSWORD)
    cast.ben.save()
    seed = factors.new_seed()
    before = now - timedelta(minutes=5)  # the six digits of this half minute are still to be used
    factors.add_code(cast.ben, seed, factors.code_at(seed, int(before.timestamp()) // 30), at=before)
    publish_guide(cast.study, content(), by=cast.lena, at=before)
    agree(cast.ana, by=cast.ben, at=now)
    late = datetime.combine(now.astimezone(ZONE).date(), time(23, 59), ZONE)
    sitting = opened(cast, now, planned_for=late)
    return f"{sitting.pk} {seed}"


def main() -> None:
    """Begin the keys and the tables, as a start does, and fill them."""
    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from vault.services import start

    start()
    call_command("migrate", verbosity=0)
    sys.stdout.write(prepare(timezone.now()))


if __name__ == "__main__":
    main()
