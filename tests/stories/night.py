"""Run as a program, beside a running Attune and on its database: a real worker and Beat whose clock is ahead.

Its arguments are by how many minutes, and a code. It ends once a run has come to its end at that time, and says how
many notices about that participant stand there by kind.
"""

import os
import sys
import threading
from collections import Counter
from datetime import timedelta
from typing import Any

import django


def main() -> None:
    """Work until one run of the schedule is done."""
    django.setup()
    from celery.signals import task_postrun
    from django.conf import settings
    from django.utils import timezone

    ahead, real, done = timedelta(minutes=int(sys.argv[1])), timezone.now, threading.Event()
    timezone.now = lambda: real() + ahead

    def ended(**_: Any) -> None:
        done.set()

    settings.CELERY_BEAT_SCHEDULE["hand on"]["schedule"] = 1.0
    task_postrun.connect(ended, weak=False)
    from config.celery import URGENT, BeatThread, WorkerThread
    from vault.services import start

    start()
    worker, beat = WorkerThread(URGENT), BeatThread()
    worker.start()
    beat.start()
    worked = done.wait(60)
    sys.stdout.write(f"{worked} {told(sys.argv[2])}")
    sys.stdout.flush()
    os._exit(0)


def told(code: str) -> str:
    """Give how many notices about this participant went to who is on call, and to their back-up."""
    from checkins.models import Kind, Notice

    hers = Notice.objects.filter(feedback__participant__code=code)
    counted = Counter(Kind(kind).name for kind in hers.values_list("kind", flat=True))
    return f"{counted['ON_CALL']} {counted['BACK_UP']}"


if __name__ == "__main__":
    main()
