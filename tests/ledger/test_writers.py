"""Eight writers at once, with rollbacks and kills among them: no gap, no fork, no act without entry nor the reverse."""

import json
import os
import signal
import subprocess
import sys
import threading
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from ledger import queries
from ledger.models import Checkpoint, Entry, Payload
from studies.models import Deviation
from tests.ledger import writers

KEPT = sum(turn % 3 != 2 for turn in range(writers.EACH))
"""How many acts of one writer are not taken back."""


def assert_each_act_has_its_entry(acts: int, entries_before: int) -> None:
    assert queries.first_fault() is None
    entries = Entry.objects.filter(seq__gt=entries_before)
    assert sorted(entries.values_list("target", flat=True)) == sorted(Deviation.objects.values_list("pk", flat=True))
    assert (len(entries), Payload.objects.filter(entry__in=entries).count()) == (acts, acts)
    assert queries.size() == entries_before + acts
    sizes = list(Checkpoint.objects.order_by("number").values_list("size", flat=True))
    assert [after - before for before, after in zip([0, *sizes], sizes, strict=False)] == [50] * len(sizes)


def test_eight_threads_write_without_gap_and_fork(committed_cast: Any) -> None:
    before, failed = queries.size(), []
    ids = [str(one.pk) for one in (committed_cast.study, committed_cast.ana, committed_cast.ben)]

    def write() -> None:
        try:
            writers.write(number=writers.WRITERS, ids=ids)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write) for _ in range(writers.WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert_each_act_has_its_entry(writers.WRITERS * KEPT, before)


def test_eight_processes_write_without_gap_and_fork_though_three_are_killed(
    committed_cast: Any, root: Path, noon: datetime
) -> None:
    before = queries.size()
    ids = [str(one.pk) for one in (committed_cast.study, committed_cast.ana, committed_cast.ben)]
    ended = subprocess.run(
        [sys.executable, "-m", "tests.ledger.writers", *ids], cwd=root, env=os.environ | {"DATABASE_URL": address()},
        capture_output=True, text=True, timeout=100, check=False,
    )  # fmt: skip
    died = {str(number): signal.SIGKILL * (number in writers.KILLED) for number in range(writers.WRITERS)}
    assert (ended.stderr, json.loads(ended.stdout)) == ("", died)
    survivors = writers.WRITERS - len(writers.KILLED)
    assert_each_act_has_its_entry(survivors * KEPT + len(writers.KILLED) * writers.BEFORE_A_KILL, before)


def address() -> str:
    """Give the database of this test as another process opens it."""
    described: dict[str, Any] = settings.DATABASES["default"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{described['NAME']}"
    return "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**described)
