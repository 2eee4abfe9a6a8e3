"""What the doctor says of the machine: swap, crashes, disk, database, Redis and clock, each fault planted."""

import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.services.ports import free_port
from upkeep import readings, rules
from upkeep.rules import Grade

OK, LOOK, BAD = Grade
NOW = datetime.fromisoformat("2026-06-09T10:00:00+00:00")


@pytest.mark.parametrize(("rows", "grade", "named"), [
    ("", OK, ""), ("/dev/zram0 partition 99 0 100\n", OK, ""), ("/swapfile file 99 0 -2\n", BAD, "/swapfile"),
    ("/dev/zram0 partition 99 0 100\n/dev/sdz9 partition 99 0 -2\n", BAD, "/dev/sdz9"),
])  # fmt: skip
def test_swap_in_clear_is_named(tmp_path: Path, rows: str, grade: Grade, named: str) -> None:
    (tmp_path / "swaps").write_text(f"Filename Type Size Used Priority\n{rows}")
    finding = rules.swap(readings.swap(tmp_path / "swaps"))
    assert (finding.grade, named in finding.words, "zram" in finding.words) == (grade, True, False)


def test_swap_that_is_not_listed_cannot_be_told(tmp_path: Path) -> None:
    finding = rules.swap(readings.swap(tmp_path / "nowhere"))
    assert (finding.grade, "cannot tell" in finding.words) == (LOOK, True)


@pytest.mark.parametrize(("pattern", "limit", "grade"), [
    ("core", 0, OK), ("core", -1, BAD), ("core", 4096, BAD), ("/dev/null", -1, OK), ("", 1, BAD),
    ("|/usr/lib/systemd/systemd-coredump %P", 0, LOOK), ("|", 0, LOOK),
])  # fmt: skip
def test_a_crash_that_leaves_the_memory_behind_is_named(tmp_path: Path, pattern: str, limit: int, grade: Grade) -> None:
    (tmp_path / "pattern").write_text(f"{pattern}\n")
    assert rules.core_dumps(readings.core_pattern(tmp_path / "pattern"), limit).grade is grade
    assert rules.core_dumps(readings.core_pattern(tmp_path / "nowhere"), limit).grade is LOOK


def devices(folder: Path, path: Path, uuid: str | None) -> Path:
    """Plant a device under `path`: a plain one, or one that lies over a mapped one with this dm/uuid."""
    number = path.stat().st_dev
    device = folder / f"{os.major(number)}:{os.minor(number)}"
    below = device / "slaves" / "dm-0"
    (below / "dm").mkdir(parents=True)
    if uuid:
        (below / "dm" / "uuid").write_text(uuid)
    return folder


@pytest.mark.parametrize(("uuid", "encrypted", "grade"), [
    ("CRYPT-LUKS2-0123-luks", True, OK), ("LVM-0123", False, LOOK), (None, False, LOOK),
])  # fmt: skip
def test_encryption_under_the_keys_is_looked_for_in_every_layer(
    tmp_path: Path, uuid: str | None, encrypted: bool, grade: Grade
) -> None:
    found = readings.encrypted(tmp_path, devices(tmp_path / "block", tmp_path, uuid))
    assert (found, rules.disk(found).grade) == (encrypted, grade)


def test_a_disk_that_is_not_known_cannot_be_told(tmp_path: Path) -> None:
    found = readings.encrypted(tmp_path, tmp_path / "nothing")
    assert (found, rules.disk(found).grade, "cannot tell" in rules.disk(found).words) == (None, LOOK, True)
    assert readings.encrypted(tmp_path / "nowhere") is None


WANTED = [(wanted, name) for wanted in (rules.SQLITE, rules.POSTGRESQL) for name in wanted]


@pytest.mark.parametrize(("wanted", "name"), WANTED)
def test_each_setting_of_a_database_that_keeps_words_is_named(wanted: dict[str, str], name: str) -> None:
    finding = rules.database(wanted, {**wanted, name: "other"})
    assert (finding.grade, f"{name} = other" in finding.words) == (BAD, True)
    assert rules.database(wanted, {each: wanted[each] for each in wanted if each != name}).grade is BAD
    assert rules.database(wanted, wanted).grade is OK


def test_this_database_is_asked_what_is_set_and_not_what_was_meant(db: None) -> None:
    wanted = rules.SQLITE if connection.vendor == "sqlite" else rules.POSTGRESQL
    assert rules.database(wanted, readings.database(list(wanted))).grade is OK
    if connection.vendor == "sqlite":  # on PostgreSQL only a superuser could change one of them here
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = OFF")
            assert rules.database(wanted, readings.database(list(wanted))).grade is BAD
            cursor.execute("PRAGMA secure_delete = ON")
    assert rules.database(dict.fromkeys(wanted, "7"), readings.database(list(wanted))).grade is BAD


def test_a_database_that_does_not_answer_is_named() -> None:
    assert rules.database(rules.SQLITE, None).grade is BAD


def test_a_way_to_the_database_in_clear_is_named(db: None) -> None:
    grades = [rules.line(private=private).grade for private in (True, None, False)]
    assert (grades, readings.line_is_private()) == ([OK, LOOK, BAD], True)


@pytest.mark.parametrize(("behind", "grade", "words"), [
    (timedelta(), OK, ""), (timedelta(minutes=-5), OK, ""), (timedelta(seconds=60), OK, ""),
    (timedelta(minutes=1, seconds=1), BAD, "1 minute behind"), (timedelta(hours=2), BAD, "120 minutes behind"),
])  # fmt: skip
def test_a_clock_behind_the_register_is_named(behind: timedelta, grade: Grade, words: str) -> None:
    finding = rules.clock(NOW, NOW + behind)
    assert (finding.grade, words in finding.words) == (grade, True)
    assert rules.clock(NOW, None).grade is OK


@pytest.mark.parametrize(("found", "used", "grade"), [
    (None, False, OK), (None, True, LOOK), ({"save": "", "appendonly": "no"}, True, OK),
    ({"save": "3600 1", "appendonly": "no"}, True, LOOK), ({"save": "", "appendonly": "yes"}, True, LOOK),
])  # fmt: skip
def test_redis_that_writes_to_a_disk_is_named(found: Any, used: bool, grade: Grade) -> None:
    assert rules.redis(found, used=used).grade is grade


def test_redis_is_asked_itself(settings: Any) -> None:
    settings.REDIS_URL = os.environ.get("TEST_REDIS_URL", "")
    assert (readings.redis_settings() is None) == (settings.REDIS_URL == "")
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"
    assert readings.redis_settings() is None
