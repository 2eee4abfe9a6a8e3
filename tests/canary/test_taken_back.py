"""A name that was written, covered and taken back on her device is nowhere: plain or sealed, while all still run.

Looked for in the folder of the installation, in what it says, in Redis, and in the profile of her browser. Where an old
sealed word may remain on PostgreSQL, docs/threat-model.md says; what SQLite holds is looked at here.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import redis
from django.test import Client
from playwright.sync_api import Page, expect, sync_playwright

from tests.canary import places
from tests.canary.installation import ON_SQLITE, Installation, installed, plant
from tests.canary.leaks import OF_A_TIMELINE
from tests.canary.places import Piece
from tests.canary.scanner import Scanner
from tests.canary.searching import Search
from tests.canary.test_profile import FLAGS, PATIENCE
from tests.canary.words import Brood
from tests.services.browser import CHROMIUM
from tests.timelines.drawing import seated
from tests.timelines.sitting import CAPTURE
from timelines.models import Timeline

pytestmark = [ON_SQLITE, pytest.mark.security]
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
    url, said = attune.redis.url, attune.redis.directory
    places.save(url)
    database = ("attune.sqlite3", "attune.sqlite3-wal", "attune.sqlite3-shm")
    return {
        "database": lambda: (piece for piece in places.files(attune.var) if piece[0].endswith(database)),
        "var": lambda: places.files(attune.var, but=database),
        "log": lambda: places.files(attune.web.directory),
        "redis": lambda: (piece for part in (in_redis(url), places.files(said)) for piece in part),
        "browser": lambda: places.files(profile),
    }


def sealed(attune: Installation, thing: str) -> bytes:
    """Give the words of a thing as they rest."""
    with closing(sqlite3.connect(attune.var / "attune.sqlite3")) as kept:
        found = kept.execute("SELECT told FROM timelines_thing WHERE id = ?", [thing.replace("-", "")]).fetchone()
    return bytes(found[0])


def say(page: Page, kind: str, target: str, **fields: Any) -> None:
    """Do something on her screen, and wait until it is kept."""
    page.evaluate(SAYS, {"kind": kind, "target": target, **fields})


def found(cast: Any, folder: Path, *leaks: str) -> set[str]:
    """Write, cover and take back a name in her browser; give the places where it is found, or its sealed form."""
    brood, target = Brood(), str(uuid4())
    study, words = plant(cast), str(brood.canary("taken back"))
    cookies = seated(Timeline.objects.get(pk=study.timeline), Client(), by=cast.ben).cookies.values()
    server = [name for name in leaks if name in OF_A_TIMELINE]
    flags = FLAGS + (["--no-sandbox"] if os.geteuid() == 0 else [])
    with installed(study, folder / "var", leaks=server, queue=True, traced=False) as attune, sync_playwright() as play:
        site, profile = f"http://127.0.0.1:{attune.web.port}", folder / "profile"
        context = play.chromium.launch_persistent_context(str(profile), executable_path=CHROMIUM, args=flags)
        context.set_default_timeout(PATIENCE)
        context.add_cookies([{"name": one.key, "value": one.value, "url": site} for one in cookies])
        page = context.new_page()
        page.goto(f"{site}/j/timeline/")
        expect(page.locator("[data-mark].kept")).to_be_visible(timeout=PATIENCE)
        page.evaluate(CAPTURE)
        say(page, "put", target, lane=study.lane, shape="moment", from_age=6, label=words, no_names=True)
        old = sealed(attune, target)
        if "browser" in leaks:
            page.evaluate(IN_BROWSER, words)
        say(page, "cover", target, cover="mine")
        say(page, "drop", target)
        context.close()  # what it has in mind it writes down
        search = Search(Scanner(brood))
        return {
            name
            for name, pieces in everywhere(attune, profile).items()
            if search.of(pieces()) or any(part in data for _place, data in pieces() for part in (old, old[13:60]))
        }


def test_a_name_that_was_written_covered_and_taken_back_is_nowhere(committed_cast: Any, tmp_path: Path) -> None:
    assert found(committed_cast, tmp_path) == set()


def test_the_search_for_it_finds_a_leak_in_each_place(committed_cast: Any, tmp_path: Path) -> None:
    everything = {*OF_A_TIMELINE, "browser"}
    assert found(committed_cast, tmp_path, *everything) == everything
