"""Starts Attune as `manage.py serve` does, on a database that is there already, with faults and leaks planted.

Only the tests run this: the program itself has no way to plant anything.
"""

import argparse
import ctypes
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()
if os.geteuid():  # a tracer that is not root can read only what may be dumped; all else stays as in the program
    ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)

import uvicorn

from config import starting
from tests.canary import faults, leaks


def serve(port: int) -> None:
    """Serve, with a worker in a thread where there is no queue."""
    from django.conf import settings

    from config.celery import ORDINARY, URGENT, WorkerThread
    from config.listening import SERVER, behind_proxy

    if not settings.REDIS_URL:
        for queue in (URGENT, ORDINARY):
            WorkerThread(queue).start()
    uvicorn.run("config.asgi:application", host="127.0.0.1", port=port, **{**SERVER, **behind_proxy()})


def work() -> None:
    """Work as a Celery worker."""
    from config.celery import app

    app.worker_main(["worker", "--pool=threads", "--concurrency=2", "--loglevel=info", "--without-gossip"])


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, help="serve here; without it, work")
    parser.add_argument("--settled", action="store_true", help="with all lists read, as a server that runs for a while")
    parser.add_argument("--leak", action="append", default=[], help="a name of tests/canary/leaks.py")
    options = parser.parse_args()
    os.umask(0o077)
    faults.plant()
    if options.settled:
        starting.settle()
    for name in options.leak:
        (leaks.LEAKS | leaks.OF_A_TIMELINE)[name]()
    serve(options.port) if options.port else work()
