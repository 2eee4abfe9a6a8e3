"""Where backups are written: only where their disk is, and the promised day holds."""

import json
from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from tests.upkeep.backups import Living, hashed
from upkeep import keeping, place
from vault import services as vault


def refused(into: Path, living: Living, days: int) -> str:
    """Give why no backup is made."""
    with pytest.raises(keeping.NotMade) as why:
        keeping.make(into, living.at + timedelta(days=days))
    return why.value.words


def test_nothing_is_written_where_the_disk_was_attached(living: Living) -> None:
    living.backup()
    into, disk = living.folder / "backups", living.folder / "disk"
    into.rename(disk)
    into.mkdir()
    drill = living.folder / "var" / "drill.json"
    assert refused(into, living, 1) == place.AWAY.format(place=into, drill=drill)
    vault.destroy(living.cast.ana.pk)
    assert list(into.iterdir()) == []
    drill.unlink()  # another disk
    keeping.make(into, living.at + timedelta(days=1))
    assert sorted(path.suffix for path in into.iterdir()) == [".backup", ".keys", ".place"]


def test_when_every_backup_is_gone_the_folder_is_known_all_the_same(living: Living) -> None:
    living.backup().path.unlink()
    living.backup(days=1)
    assert len(list((living.folder / "backups").glob("*.backup"))) == 1


@pytest.mark.parametrize("where", ["var", "var/keyring", "epochs", "var/below"])
def test_a_folder_of_keys_is_refused_at_once(living: Living, where: str) -> None:
    into = living.folder / where
    into.mkdir(exist_ok=True)
    before = set(hashed(into))
    assert (refused(into, living, 0), set(hashed(into))) == (place.OURS.format(place=into), before)


def test_a_backup_elsewhere_leaves_the_drill_and_the_doctor_with_the_folder_of_the_settings(living: Living) -> None:
    from upkeep.readings import kept

    living.backup()
    before, elsewhere = (living.folder / "var" / "drill.json").read_bytes(), living.folder / "elsewhere"
    elsewhere.mkdir()
    keeping.make(elsewhere, living.at + timedelta(days=2))
    assert (living.folder / "var" / "drill.json").read_bytes() == before
    assert kept().last == living.at


@pytest.mark.parametrize("days", [1, 2, 30])
def test_no_backup_outlives_its_last_day_until_the_next_daily_work(living: Living, settings: Any, days: int) -> None:
    settings.BACKUP_DAYS = days
    into, made = living.folder / "backups", living.backup()
    for day in range(days + 1):
        keeping.remove_old(into, living.at + timedelta(days=day))
        stays = living.at + timedelta(days=day + 1, hours=1) <= living.at + timedelta(days=days)
        assert made.path.exists() is stays, day


def test_two_who_keep_something_for_the_drill_at_once_lose_nothing(living: Living) -> None:
    made, log = living.backup(), keeping.own_subject()
    (living.folder / "var" / ".drill.json-00000000.unfinished").touch()

    def keep(kind: str) -> None:
        for _ in range(20):
            keeping._keep_for_drill(kind, made.path, bytes(32), log)

    at_once = [Thread(target=keep, args=[kind]) for kind in ("one", "other")]
    for each in at_once:
        each.start()
    for each in at_once:
        each.join()
    kept = json.loads((living.folder / "var" / "drill.json").read_bytes())
    assert sorted(kept) == ["data", "keys", "one", "other"]
    assert list((living.folder / "var").glob(".*")) == []
