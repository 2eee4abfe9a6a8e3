"""What is promised within a minute waits for nothing that may take long."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.celery import ORDINARY, URGENT, app
from tests.services.process import without_services

HANGS = """
import os, sys, threading
import django; django.setup()
from audit.tasks import check_register
from config.celery import ORDINARY, URGENT, WorkerThread
from consent import services
from consent.tasks import carry_out_effects
from ledger import checks

held, done = threading.Semaphore(0), threading.Event()

def hangs(*_, **__):
    held.release()
    threading.Event().wait()

checks.keep = hangs
services.carry_out = lambda participant, at: done.set() or True
for queue in (URGENT, ORDINARY):
    WorkerThread(queue).start()
for _ in range(12):
    check_register.delay()
taken = [held.acquire(timeout=60) for _ in range(2)]
carry_out_effects.delay("00000000-0000-4000-8000-000000000001")
print(taken, done.wait(30), flush=True)
os._exit(0)
"""


def test_a_withdrawal_is_carried_out_while_every_other_task_hangs(root: Path) -> None:
    own = without_services(os.environ)  # a queue of its own: in a shared one lie the tasks of other tests
    said = subprocess.run([sys.executable, "-c", HANGS], cwd=root, capture_output=True, text=True, check=False, env=own)
    assert (said.stdout, said.stderr) == ("[True, True] True\n", "")


def test_a_worker_that_is_told_no_queue_takes_both() -> None:
    assert list(app.amqp.queues.consume_from) == [ORDINARY, URGENT]


@pytest.mark.parametrize(("queue", "names"), [
    (URGENT, {
        "checkins.tasks.hand_on", "checkins.tasks.send", "consent.tasks.carry_out_effects",
        "consent.tasks.carry_out_unfinished", "timelines.tasks.destroy_key", "timelines.tasks.sweep",
        "upkeep.tasks.carry_out_destruction",
    }),
    (ORDINARY, {
        "checkins.tasks.count_safety",
        "accounts.tasks.clear_sessions", "accounts.tasks.enter_refusals", "audit.tasks.carry_checkpoints",
        "audit.tasks.check_register", "audit.tasks.sign_register", "studies.tasks.purge_screenings",
        "timelines.tasks.end_brief", "upkeep.tasks.check_keys", "upkeep.tasks.finish_key_work",
        "upkeep.tasks.make_backup", "upkeep.tasks.prove_restore",
    }),
])  # fmt: skip
def test_each_task_has_its_queue(queue: str, names: set[str]) -> None:
    app.loader.import_default_modules()
    ours = [name for name in app.tasks if not name.startswith(("celery.", "tests."))]
    routed = {name: app.amqp.router.route({}, name)["queue"].name for name in ours}
    assert {name for name, to in routed.items() if to == queue} == names
