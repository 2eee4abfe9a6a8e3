"""What the clock tells of an address: a wrong password for somebody who is here, against one for nobody.

    .venv/bin/python bench/signing_in.py

Says the median of each, their ratio in one run, and the difference in milliseconds. Nothing of it is a test: a busy
machine is no fault of a rule.
"""

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

TRIES = 200
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))


def main() -> None:
    """Try in turn, so that what slows the machine slows both."""
    from django.core.management import call_command
    from django.test import Client
    from django.utils import timezone

    from accounts import factors, services
    from accounts.models import Throttle

    call_command("migrate", verbosity=0)
    person = services.add_person(email="here@example.org", name="Here", at=timezone.now())
    person.set_password("three quiet words and a river")
    person.save()
    seed = factors.new_seed()
    factors.add_code(person, seed, factors.code_at(seed, int(time.time()) // 30), at=timezone.now())
    took: dict[str, list[float]] = {"here@example.org": [], "nobody@example.org": []}
    browser = Client(headers={"host": "localhost"})
    for _ in range(TRIES):
        for address, times in took.items():
            Throttle.objects.all().delete()
            begun = time.perf_counter()
            answer = browser.post("/sign-in/", {"email": address, "password": "a wrong password"})
            times.append(time.perf_counter() - begun)
            assert answer.status_code == 422
    here, nobody = (statistics.median(times) * 1000 for times in took.values())
    print(
        f"here {here:.1f} ms, nobody {nobody:.1f} ms, ratio {here / nobody:.3f}, difference {abs(here - nobody):.2f} ms"
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as var, tempfile.TemporaryDirectory() as apart:
        given = Path(apart, "passphrase")
        given.touch(mode=0o600)
        given.write_text("an invented passphrase")
        os.environ |= {"ATTUNE_MODE": "real", "ATTUNE_VAR": var, "ATTUNE_PASSPHRASE_FILE": str(given)}
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
        import django

        django.setup()
        main()
