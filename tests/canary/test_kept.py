"""A backup and its drill leave nothing readable: words of open and of sealed columns are looked for in both.

The database itself holds the words of open columns, such as the name of an institution; nothing beside it may.
"""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from studies.models import Study
from tests.canary import places, trace
from tests.canary.installation import ON_SQLITE, ROOT, copy_to, plant
from tests.canary.keeping import LEAKS
from tests.canary.scanner import Scanner
from tests.canary.searching import Search
from tests.canary.words import Brood
from tests.services.process import without_services
from timelines.models import Timeline
from timelines.services import apply
from vault.services import new_recovery_key

pytestmark = ON_SQLITE
_WHOLE = 2**22
"""Bytes of a written piece that are kept: an image is written in large ones."""


def plant_words(cast: Any, brood: Brood) -> None:
    """Plant one canary in an open column and one in a sealed one."""
    study = plant(cast)
    Study.objects.filter(pk=cast.study.pk).update(institution=str(brood.canary("open column")))
    timeline = Timeline.objects.get(pk=study.timeline)
    put = {"id": str(uuid4()), "kind": "put", "target": str(uuid4()), "lane": study.lane, "shape": "moment",
           "from_age": 20, "to_age": 20, "label": str(brood.canary("sealed column")), "no_names": True}  # fmt: skip
    apply(timeline, put, hers=True, by=cast.ana.pk, at=timezone.now())


def found(cast: Any, folder: Path, leaks: list[str]) -> dict[str, set[str]]:
    """Make and prove a backup in a process of its own; give the places beside the database where words were found."""
    brood = Brood()
    plant_words(cast, brood)
    given = copy_to(folder / "var", None)
    for name in ("backups", "temporary"):
        (folder / name).mkdir()
    environment = without_services(os.environ) | {
        "ATTUNE_MODE": "demo", "TMPDIR": str(folder / "temporary"), "PYTHONDONTWRITEBYTECODE": "1",
        "ATTUNE_BACKUPS": str(folder / "backups"), "ATTUNE_RECOVERY_KEYS": new_recovery_key()[1].hex(),
    }  # fmt: skip
    command = [
        sys.executable,
        "tests/canary/keeping.py",
        str(folder / "backups"),
        *(f"--leak={each}" for each in leaks),
    ]
    traced = [*trace.command(folder / "trace", longest=_WHOLE), *command]
    subprocess.run(traced, cwd=ROOT, env=environment | given, check=True, capture_output=True, timeout=100)
    search, written = Search(Scanner(brood)), trace.Trace(folder / "trace").written()
    at_rest = search.of(places.files(folder, but=["/trace", "trace", "attune.sqlite3", "attune.sqlite3-wal"]))
    passing = search.of((path, data) for path, data in written if "/attune.sqlite3" not in path)
    assert sorted(path.suffix for path in (folder / "backups").iterdir()) == [".backup", ".keys", ".place"]
    return {"at rest": {Path(place).suffix for place, _hit in at_rest}, "traced": {hit.way for _place, hit in passing}}


def test_no_word_of_an_open_or_a_sealed_column_is_found_in_a_backup_or_beside_it(
    committed_cast: Any, tmp_path: Path
) -> None:
    assert found(committed_cast, tmp_path, []) == {"at rest": set(), "traced": set()}


@pytest.mark.security
@pytest.mark.parametrize("leak", LEAKS)
def test_a_backup_that_forgets_to_encrypt_and_each_other_leak_is_caught(
    committed_cast: Any, tmp_path: Path, leak: str
) -> None:
    caught = found(committed_cast, tmp_path, [leak])
    assert caught["traced"] == {"open column"}
    assert (caught["at rest"] == set()) == (leak == "by way of a file")
