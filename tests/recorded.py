"""What hundreds of tests begin with, made once by the services of the program and then written again as it was.

The statements that made it are kept with what it gave. They are played where the register and the keys stand as they
stood then: the same rows come to be, under the same triggers. Anywhere else it is made anew.
"""

import pickle
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils import translation

from tests.lock_order import of_the_test

T = TypeVar("T")
MOST = 64
"""Recordings of one run that are kept: an instant that comes only once must not fill the memory."""


@dataclass
class Recording:
    """What was written, statement by statement; what was given, as a pickle, since each test gets its own."""

    statements: list[tuple[str, Any]]
    given: bytes
    keys: list[UUID]


_kept: OrderedDict[Hashable, Recording] = OrderedDict()


def recorded(name: Hashable, make: Callable[[], T], subjects: Callable[[T], Iterable[UUID]] = lambda _: ()) -> T:
    """Give what `make` gives, called `name`: made, or written again. `subjects` have keys that it uses."""
    from vault import services as vault  # models may be imported only once the settings are read

    around = (connection.vendor, str(settings.KEYRING), settings.DEMO, translation.get_language())
    place = (name, around, _stands())
    found = _kept.get(place)
    if found is not None and all(vault.has_key(each) for each in found.keys):
        _kept.move_to_end(place)
        return _played(found)
    with _written() as statements, of_the_test():
        given = make()
    _kept[place] = Recording(statements, pickle.dumps(given), [*subjects(given)])
    while len(_kept) > MOST:
        _kept.popitem(last=False)
    return given


def _stands() -> tuple[int, bytes]:
    """Give where the register stands: its digest follows from every act before."""
    from ledger.models import Head

    size, digest = Head.objects.values_list("size", "digest").get()
    return size, bytes(digest)


@contextmanager
def _written() -> Iterator[list[tuple[str, Any]]]:
    statements: list[tuple[str, Any]] = []

    def keep(execute: Callable[..., Any], sql: str, said: Any, many: bool, context: Any) -> Any:
        assert not many  # several rows come as one statement
        answer = execute(sql, said, many, context)
        if sql.startswith(("INSERT", "UPDATE", "DELETE")):
            statements.append((sql, said))
        return answer

    with connection.execute_wrapper(keep):
        yield statements


def _played(found: Recording) -> Any:
    with of_the_test(), connection.cursor() as cursor:
        for sql, said in found.statements:
            cursor.execute(sql, said)
    return pickle.loads(found.given)  # noqa: S301 - of this process
