"""`manage.py serve`: everything that one process needs to be Attune."""

import logging
import os
import signal
import socket
import threading
from argparse import ArgumentTypeError
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser, call_command
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts.access import policy
from config import listening, starting
from config.databases import warn_of_a_loud_server
from upkeep.opening import open_keys
from vault.services import NotOpened

_DAY, _OFTEN, _SOON = 24 * 60 * 60, 5 * 60, 60  # seconds
_AFTER_THE_FIRST_PAGE = 5.0  # seconds: reading the lists of names holds the process up, once
_log = logging.getLogger(__name__)
READY_SOON = "Attune gets ready. The first time it plants its invented study, which takes a minute or two."
READY = "Attune with its invented study: {url} Stop it with Ctrl+C."
STOPPED = "Attune has stopped. What was done is kept in {var}."
READY_IN_EARNEST = "Attune: {url} Stop it with Ctrl+C."
HER_DEVICES = "Her devices: {url}"


@policy("installation", "run")
class Command(BaseCommand):
    """Migrates, seeds the invented study once in the demonstration, and serves until it is stopped."""

    help = "Migrate and serve; in demo mode, seed the invented study once."

    def __init__(self, *args: Any, **options: Any) -> None:
        """Begin as something that nobody has stopped."""
        super().__init__(*args, **options)
        self._over = threading.Event()

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the address; the port comes from PORT."""
        parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
        parser.add_argument("--port", type=_port, default=os.environ.get("PORT", "8000"))

    def handle(self, *args: Any, host: str, port: int, **options: Any) -> None:
        """Serve. Raises CommandError, in one sentence, where it must not."""
        if missing := starting.refusal_of_the_demonstration(host) if settings.DEMO else starting.refusal(host):
            raise CommandError(missing)
        _refuse_taken(host, port)
        if taken := starting.taken_from_her_devices():
            raise CommandError(taken)
        if words := starting.untranslated(Path(settings.BASE_DIR)):
            self._say(words)
        os.umask(0o077)  # sessions lie in var/: its files are for the owner only
        for each in (signal.SIGINT, signal.SIGTERM):  # a stop by a supervisor is as clean as Ctrl-C
            signal.signal(each, self._stop)
        with suppress(KeyboardInterrupt):
            (self._start if settings.DEMO else self._start_in_earnest)(host, port)
        self._say(STOPPED.format(var=settings.VAR))

    def _stop(self, number: int, frame: Any) -> None:
        """Interrupt, and remember it: a library that is just being loaded may let the interruption pass by."""
        self._over.set()
        raise KeyboardInterrupt

    def _start(self, host: str, port: int) -> None:
        url = f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
        _open_keys()
        self._say(READY_SOON)
        call_command("migrate", verbosity=0)
        warn_of_a_loud_server()
        call_command("seed_demo", url=url)
        self._say(READY.format(url=url))
        self._serve(host, port)

    def _start_in_earnest(self, host: str, port: int) -> None:
        _open_keys()
        call_command("migrate", verbosity=0)
        warn_of_a_loud_server()
        url = starting.address(port)
        if link := starting.first_link(url, timezone.now()):
            self._say(starting.FIRST.format(link=link))
        self._say(READY_IN_EARNEST.format(url=url))
        if settings.JOIN_SITE:
            self._say(HER_DEVICES.format(url=f"{settings.JOIN_SITE}/"))
        self._serve(host, port)

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()  # also when it is written to a file

    def _serve(self, host: str, port: int) -> None:
        from config import celery  # tables have to be there before tasks are loaded

        queues = [] if settings.REDIS_URL else [celery.URGENT, celery.ORDINARY]
        workers: list[Any] = [*(celery.WorkerThread(queue) for queue in queues), celery.BeatThread()]
        for worker in workers:
            worker.start()
        over = self._over
        threading.Thread(target=_send_daily_work, args=[over], name="daily", daemon=True).start()
        threading.Thread(target=_send_checks, args=[over], name="checks", daemon=True).start()
        threading.Thread(target=_read_lists, args=[over], name="lists", daemon=True).start()
        try:
            if not over.is_set():
                listening.run(host, port)
        finally:
            over.set()
            for worker in workers:
                worker.stop()


def _open_keys() -> None:
    """Open the keys and finish what was begun with them. Raises CommandError, with what is missing."""
    try:
        open_keys()
    except NotOpened as stopped:
        raise CommandError(stopped.words) from None


def _send_daily_work(over: threading.Event) -> None:
    """Send what is due at start-up and every day from then on, until it is over; soon again while there is no queue."""
    while not over.wait(_DAY if _sent() else _SOON):
        pass


def _sent() -> bool:
    from accounts.tasks import clear_sessions, enter_refusals
    from audit.tasks import sign_register
    from checkins.tasks import count_safety
    from consent.tasks import carry_out_unfinished
    from studies.tasks import purge_screenings
    from timelines.tasks import end_brief, sweep
    from upkeep.tasks import finish_key_work, make_backup

    work = (
        carry_out_unfinished, purge_screenings, sign_register, finish_key_work, sweep, end_brief, clear_sessions,
        enter_refusals, count_safety, make_backup,
    )  # fmt: skip
    try:
        for task in work:
            task.delay()
    except OperationalError as failed:
        _log.error("daily work was not sent: %s", type(failed).__name__)
        return False
    return True


def _send_checks(over: threading.Event) -> None:
    """Send the checks at start-up and every few minutes; one that nobody took by the next is not kept waiting."""
    from audit.tasks import carry_checkpoints, check_register
    from upkeep.tasks import check_keys

    while True:
        for task in (check_register, carry_checkpoints, check_keys):
            try:
                task.apply_async(expires=_OFTEN)
            except OperationalError as failed:
                _log.error("a check was not sent: %s", type(failed).__name__)
        if over.wait(_OFTEN):
            return


def _port(words: str) -> int:
    if not words.isdecimal() or not 0 < int(words[:6]) < 2**16:
        raise ArgumentTypeError(f"{words} is no port: choose a number from 1 to 65535")
    return int(words)


def _read_lists(over: threading.Event, after: float = _AFTER_THE_FIRST_PAGE) -> None:
    """Read the lists of names and places before anybody brings a text in, but not while the first page is drawn."""
    if not over.wait(after):
        starting.settle()


def _refuse_taken(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        if probe.connect_ex((host, port)) == 0:
            raise CommandError(f"Port {port} is taken. Try another one, for example: PORT={port + 1} make run")
