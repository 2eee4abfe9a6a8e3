"""A name that was written, covered and taken back on her device is nowhere: plain or sealed, while all still run.

Looked for in the folder of the installation, in what it says, in Redis, and in the profile of her browser; on SQLite in
its files at once, on PostgreSQL in every file of the cluster after the sweep that the program itself has sent, within a
minute. In what PostgreSQL has written ahead it may remain, sealed: docs/threat-model.md says how long.
"""

import os
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
import redis
from django.test import Client
from playwright.sync_api import Page, expect, sync_playwright

from tests.canary import places
from tests.canary.installation import Installation, installed, plant
from tests.canary.leaks import OF_A_TIMELINE
from tests.canary.places import Piece
from tests.canary.scanner import Scanner
from tests.canary.searching import Search
from tests.canary.test_profile import FLAGS, PATIENCE
from tests.canary.words import Brood
from tests.services.browser import CHROMIUM
from tests.services.process import wait_until
from tests.timelines.drawing import seated
from tests.timelines.sitting import CAPTURE
from timelines.models import Timeline

pytestmark = pytest.mark.security
POSTGRESQL = os.environ.get("ATTUNE_TEST_DATABASE") == "postgresql"
SWEPT = re.compile(r"Task timelines\.tasks\.sweep\[[0-9a-f-]+\] succeeded")
"""What the worker says of a sweep that is done."""
SAYS = """async (operation) => {
  const pause = () => new Promise((done) => setTimeout(done, 20));
  acts.operate(operation);
  while (!link.line?.open || link.waits.any) await pause();
}"""
"""Does it, and waits until it is kept: the first words wait for the lists of names."""
IN_BROWSER = "(words) => localStorage.setItem('draft', words)"


def in_redis(url: str) -> Iterator[Piece]:
    """Give every key that Redis holds now, with its value as it would be dumped."""
    with redis.Redis.from_url(url) as client:
        for key in client.scan_iter():
            yield f"key {key!r}", key + (client.dump(key) or b"")


def everywhere(attune: Installation, profile: Path) -> dict[str, Callable[[], Iterator[Piece]]]:
    """Give each place that is looked through, while all of it runs."""
    assert attune.redis is not None
    url, said = attune.redis.url, [each.directory for each in (attune.web, attune.worker) if each]
    places.save(url)
    return {
        **(in_cluster(attune) if attune.postgres else in_files(attune)),
        "log": lambda: places.files(*said),
        "redis": lambda: (piece for part in (in_redis(url), places.files(attune.redis.directory)) for piece in part),
        "browser": lambda: places.files(profile),
    }


def in_files(attune: Installation) -> dict[str, Callable[[], Iterator[Piece]]]:
    """Give the places of an installation on SQLite."""
    database = ("attune.sqlite3", "attune.sqlite3-wal", "attune.sqlite3-shm")
    return {
        "database": lambda: (piece for piece in places.files(attune.var) if piece[0].endswith(database)),
        "var": lambda: places.files(attune.var, but=database),
    }


def in_cluster(attune: Installation) -> dict[str, Callable[[], Iterator[Piece]]]:
    """Give the places of an installation on PostgreSQL, which has written down what it has in memory."""
    asked(attune, "CHECKPOINT")
    files = [piece for piece in places.files(attune.postgres.directory)]
    return {
        "database": lambda: (piece for piece in files if AHEAD not in piece[0]),
        "ahead": lambda: (piece for piece in files if AHEAD in piece[0]),
        "var": lambda: places.files(attune.var),
    }


AHEAD = "/pg_wal/"


def asked(attune: Installation, statement: str, *given: Any) -> Any:
    """Give the first value that PostgreSQL answers, and be gone: nothing older stands in the way of a sweep."""
    assert attune.postgres is not None
    with psycopg.connect(attune.postgres.superuser, autocommit=True, dbname="attune") as connection:
        found = connection.execute(statement.encode(), given)
        return found.fetchone()[0] if found.description else None  # type: ignore[index]


def sealed(attune: Installation, thing: str) -> bytes:
    """Give the words of a thing as they rest."""
    if attune.postgres:
        return bytes(asked(attune, "SELECT told FROM timelines_thing WHERE id = %s", thing))
    with closing(sqlite3.connect(attune.var / "attune.sqlite3")) as kept:
        found = kept.execute("SELECT told FROM timelines_thing WHERE id = ?", [thing.replace("-", "")]).fetchone()
    return bytes(found[0])


def swept(attune: Installation, old: bytes, *, planted: bool) -> bool:
    """Wait until the program's own sweep has been, for a minute at most; at once on SQLite, where none is sent."""
    if attune.postgres is None or attune.worker is None:
        return True
    asked(attune, "CHECKPOINT")
    path = asked(attune, "SELECT pg_relation_filepath('timelines_thing')")
    heap, worker = attune.postgres.directory / "cluster" / path, attune.worker
    assert old in heap.read_bytes()  # the search finds what is there
    if planted:
        return wait_until(lambda: bool(SWEPT.search(worker.output())), 60)
    return wait_until(lambda: not heap.exists() or old not in heap.read_bytes(), 60)


def say(page: Page, kind: str, target: str, **fields: Any) -> None:
    """Do something on her screen, and wait until it is kept."""
    page.evaluate(SAYS, {"kind": kind, "target": target, **fields})


def taken_back(page: Page, attune: Installation, words: str, *, browser: bool) -> bytes:
    """Write, cover and take back on her screen; give the words as they rested. `browser`: with a leak there."""
    target = str(uuid4())
    page.goto(f"http://127.0.0.1:{attune.web.port}/j/timeline/")
    expect(page.locator("[data-mark].kept")).to_be_visible(timeout=PATIENCE)
    page.evaluate(CAPTURE)
    say(page, "put", target, lane=attune.study.lane, shape="moment", from_age=6, label=words, no_names=True)
    old = sealed(attune, target)
    if browser:
        page.evaluate(IN_BROWSER, words)
    say(page, "cover", target, cover="mine")
    say(page, "drop", target)
    return old


def found(cast: Any, folder: Path, *leaks: str) -> set[str]:
    """Write, cover and take back a name in her browser; give the places where it is found, or its sealed form."""
    brood, study, profile = Brood(), plant(cast), folder / "profile"
    cookies = seated(Timeline.objects.get(pk=study.timeline), Client(), by=cast.ben).cookies.values()
    server = [name for name in leaks if name in OF_A_TIMELINE]
    flags = FLAGS + (["--no-sandbox"] if os.geteuid() == 0 else [])
    with (
        installed(study, folder / "var", leaks=server, services=POSTGRESQL, queue=True, traced=False) as attune,
        sync_playwright() as play,
    ):
        context = play.chromium.launch_persistent_context(str(profile), executable_path=CHROMIUM, args=flags)
        context.set_default_timeout(PATIENCE)
        site = f"http://127.0.0.1:{attune.web.port}"
        context.add_cookies([{"name": one.key, "value": one.value, "url": site} for one in cookies])
        words = str(brood.canary("taken back"))
        old = taken_back(context.new_page(), attune, words, browser="browser" in leaks)
        assert swept(attune, old, planted="database" in leaks)
        context.close()  # what it has in mind it writes down
        return where(attune, profile, Search(Scanner(brood)), old)


def where(attune: Installation, profile: Path, search: Search, old: bytes) -> set[str]:
    """Give the places where the name is, or its sealed form; what PostgreSQL has written ahead may have that."""
    return {
        name
        for name, pieces in everywhere(attune, profile).items()
        if search.of(pieces()) or (name != "ahead" and holds(pieces(), old))
    }


def holds(pieces: Iterator[Piece], old: bytes) -> bool:
    """Say whether the sealed words lie in one of the pieces, whole or in part."""
    return any(part in data for _place, data in pieces for part in (old, old[13:60]))


def test_a_name_that_was_written_covered_and_taken_back_is_nowhere(committed_cast: Any, tmp_path: Path) -> None:
    assert found(committed_cast, tmp_path) == set()


def test_the_search_for_it_finds_a_leak_in_each_place(committed_cast: Any, tmp_path: Path) -> None:
    everything = {*OF_A_TIMELINE, "browser"}
    assert found(committed_cast, tmp_path, *everything) == everything
