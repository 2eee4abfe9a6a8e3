"""Work in the background: Celery always, over Redis or, on the embedded default, over memory in this process."""

import logging
import os
import threading
from typing import Any
from uuid import UUID

from celery import Celery, Task
from celery.beat import Scheduler, Service
from celery.signals import setup_logging, task_postrun, worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


class OfIds(Task):
    """A task that is sent with ids, numbers and yes or no only: its arguments rest in the queue, readable."""

    def apply_async(self, args: Any = None, kwargs: Any = None, **options: Any) -> Any:
        """Send it. Raises NotAnId, which says nothing of the value."""
        if not all(_may_rest(each) for each in [*(args or ()), *(kwargs or {}).values()]):
            raise NotAnId
        return super().apply_async(args, kwargs, **options)


class NotAnId(TypeError):
    """An argument of a task that may not rest in the queue."""


def _may_rest(value: Any) -> bool:
    if isinstance(value, int | type(None)):
        return True
    try:
        return isinstance(value, str) and str(UUID(value)) == value
    except ValueError:
        return False


def _made(*, current: bool) -> Celery:
    made = Celery("attune", task_cls=OfIds, set_as_current=current)
    made.config_from_object("django.conf:settings", namespace="CELERY")
    made.autodiscover_tasks()
    return made


app = _made(current=True)
app.set_default()  # without it a worker in a thread runs nothing, silently

ORDINARY, URGENT = "celery", "urgent"
"""The queues, each with threads of its own; `CELERY_TASK_ROUTES` says what is urgent."""
THREADS = {ORDINARY: 2, URGENT: 3}
"""Mails take one thread of the urgent ones at most, however slow the mail server is."""


@worker_init.connect
def _refuse_to_start_with_faults(**_: Any) -> None:
    """Celery itself only logs a failed check and works on."""
    from config.databases import warn_of_a_loud_server  # rooms are not loaded before
    from config.doors import refuse_to_start_with_faults

    refuse_to_start_with_faults()
    warn_of_a_loud_server()


@setup_logging.connect
def _keep_our_logs(loglevel: Any = None, **_: Any) -> None:
    """Keep Celery from setting up handlers of its own, which would print what an exception said."""
    logging.getLogger("celery").setLevel(loglevel or logging.NOTSET)


@worker_init.connect
def _open_the_keys(**_: Any) -> None:
    """A worker that could not open the keys would take tasks and fail at each."""
    from upkeep.opening import open_keys
    from vault.services import NotOpened

    try:
        open_keys()
    except NotOpened as stopped:
        raise SystemExit(stopped.words) from None


@task_postrun.connect
def _give_connection_back(**_: Any) -> None:
    from django.db import connection  # settings are not read before the first task

    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()


class WorkerThread:
    """A real worker for one queue in a thread of this process, for the embedded default."""

    def __init__(self, queue: str) -> None:
        own = _made(current=False)  # what a worker listens to belongs to its app
        self._worker = own.WorkController(
            hostname=f"{queue}@attune", queues=[queue], pool_cls="threads", concurrency=THREADS[queue],
            loglevel="ERROR", quiet=True,
        )  # fmt: skip
        self._thread = threading.Thread(target=self._worker.start, name=f"worker {queue}", daemon=True)

    def start(self) -> None:
        """Begin to take tasks."""
        self._thread.start()

    def stop(self) -> None:
        """Finish what runs, and stop."""
        self._worker.stop()
        self._thread.join(timeout=10)


class BeatThread:
    """Celery Beat in a thread of this process: it sends what `CELERY_BEAT_SCHEDULE` says, and keeps no file."""

    def __init__(self) -> None:
        self._beat = Service(_made(current=False), max_interval=1, scheduler_cls=Scheduler)
        self._thread = threading.Thread(target=self._beat.start, name="beat", daemon=True)

    def start(self) -> None:
        """Begin to send."""
        self._thread.start()

    def stop(self) -> None:
        """Send nothing more."""
        self._beat.stop()
        self._thread.join(timeout=10)
