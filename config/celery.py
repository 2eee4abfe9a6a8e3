"""Work in the background: Celery always, over Redis or, on the embedded default, over memory in this process."""

import os
import threading
from typing import Any

from celery import Celery
from celery.signals import task_postrun, worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("attune")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.set_default()  # without it a worker in a thread runs nothing, silently


@worker_init.connect
def _refuse_to_start_with_faults(**_: Any) -> None:
    """Celery itself only logs a failed check and works on."""
    from config.doors import refuse_to_start_with_faults  # rooms are not loaded before

    refuse_to_start_with_faults()


@worker_init.connect
def _open_the_keys(**_: Any) -> None:
    """A worker that could not open the keys would take tasks and fail at each."""
    from vault.services import NotOpened, start

    try:
        start()
    except NotOpened as stopped:
        raise SystemExit(stopped.words) from None


@task_postrun.connect
def _give_connection_back(**_: Any) -> None:
    from django.db import connection  # settings are not read before the first task

    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()


class WorkerThread:
    """A real worker in a thread of this process, for the embedded default."""

    def __init__(self) -> None:
        self._worker = app.WorkController(pool_cls="threads", concurrency=2, loglevel="ERROR", quiet=True)
        self._thread = threading.Thread(target=self._worker.start, name="worker", daemon=True)

    def start(self) -> None:
        """Begin to take tasks."""
        self._thread.start()

    def stop(self) -> None:
        """Finish what runs, and stop."""
        self._worker.stop()
        self._thread.join(timeout=10)
