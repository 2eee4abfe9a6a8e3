"""Run as a program: destroys one participant's key after the other and dies by SIGKILL on the way, ever later.

The first of a kind gets through and is counted: its statements on the database and the keyring. Of the others each has
a process of its own that dies before one of these, evenly spread. Prints how many died.
"""

import os
import signal
import sys
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import django

django.setup()

from django.db import connection, connections  # noqa: E402 - the settings come first

from consent.services import carry_out  # noqa: E402 - the settings come first
from upkeep.services import carry_out as carry_out_order  # noqa: E402 - the settings come first
from vault.providers.chosen import keyring  # noqa: E402 - the settings come first

AT = datetime.fromisoformat("2026-06-09T10:05:00+00:00")


Verb = Callable[[UUID, datetime], bool]
VERBS: dict[str, Verb] = {"withdrawal": carry_out, "order": carry_out_order}


def watched(verb: Verb, pk: UUID, before: Callable[[int], None]) -> int:
    """Do the verb; call `before` with the number of each statement. Give how many there were."""
    done = 0

    def count(*_: object) -> None:
        nonlocal done
        done += 1
        before(done)

    def counted(execute: Callable[..., object], *given: object) -> object:
        count()
        return execute(*given)

    keyring()._ring().set_trace_callback(count)
    with connection.execute_wrapper(counted):
        if not verb(pk, AT):
            raise SystemExit("it was not carried out")
    keyring()._ring().set_trace_callback(None)
    return done


def dies(verb: Verb, pk: UUID, statement: int) -> bool:
    """Do the verb in a process that dies before the statement of this number; say whether it died."""

    def die(number: int) -> None:
        if number == statement:
            os.kill(os.getpid(), signal.SIGKILL)

    connections.close_all()
    child = os.fork()
    if child == 0:
        watched(verb, pk, die)
        os._exit(0)
    _pid, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise SystemExit(f"{pk} failed")
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def main(verb: Verb, rows: list[UUID]) -> int:
    """Give how many of the processes died."""
    through, *others = rows
    statements = watched(verb, through, lambda number: None)
    return sum(dies(verb, pk, 1 + place * statements // len(others)) for place, pk in enumerate(others))


if __name__ == "__main__":
    given = [each.split(":") for each in sys.argv[1:]]
    died = [main(VERBS[verb], [UUID(pk) for kind, pk in given if kind == verb]) for verb in VERBS]
    sys.stdout.write(f"{died}\n")
