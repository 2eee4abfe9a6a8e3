"""Eight processes that write acts into one register; three of them are killed in the middle of a transaction.

    python -m tests.ledger.writers <study> <participant> <person>

Prints, by number of the writer, the signal it died of, or 0. The database and the keys are those of the environment.
"""

import json
import os
import signal
import sys
from datetime import UTC, datetime
from typing import Any

WRITERS, EACH, BEFORE_A_KILL = 8, 9, 2
KILLED = {0: "before the entry", 1: "within the entry", 2: "after the entry"}
AT = datetime(2026, 6, 9, 12, 0, tzinfo=UTC)


class TakenBack(Exception):
    """What makes a transaction roll back."""


def die(*_: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def act(study: str, participant: str, person: str, *, back: bool = False, kill: str = "") -> None:
    """Leave a row and its entry in one transaction, take it back, or die at the named place."""
    from django.db import transaction

    from ledger import services
    from studies.models import Deviation

    with transaction.atomic():
        row = Deviation.objects.create(
            study_id=study, participant_id=participant, cause="too_early", by_id=person, at=AT
        )  # fmt: skip
        if kill == "before the entry":
            die()
        if kill == "within the entry":
            services._move = die
        services.record("studies.tried", actor=row.by_id, subject=row.participant_id, target=row.pk, payload={}, at=AT)
        if kill:
            die()
        if back:
            raise TakenBack


def write(number: int, ids: list[str]) -> None:
    for turn in range(BEFORE_A_KILL if number in KILLED else EACH):
        try:
            act(*ids, back=turn % 3 == 2)
        except TakenBack:
            continue
    if number in KILLED:
        act(*ids, kill=KILLED[number])


def main(ids: list[str]) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django

    django.setup()
    children = {}
    for number in range(WRITERS):
        child = os.fork()
        if child == 0:
            write(number, ids)
            os._exit(0)
        children[child] = number
    ended = (os.wait() for _child in range(WRITERS))
    print(json.dumps({children[pid]: status for pid, status in ended}, sort_keys=True))


if __name__ == "__main__":
    main(sys.argv[1:])
