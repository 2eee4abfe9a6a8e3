"""Three old backups, the newest keyring and part, the passphrase and the recovery key read nothing of hers."""

import shutil
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

from consent import services as consent
from tests.upkeep.backups import Living
from tests.vault.copies import Value, readable
from tests.vault.test_old_copies import draw
from upkeep import snapshots
from upkeep.proving import _values
from vault import services as vault


def three_backups(living: Living, aside: Path) -> list[Path]:
    """Make a backup on each of three days, each after more was drawn, and set a copy aside with the part of its day."""
    for day in range(3):
        draw(living.cast.ana, living.at)
        draw(living.cast.bea_s, living.at)
        made = living.backup(days=day)
        (aside / str(day)).mkdir(parents=True)
        shutil.copy(made.path, aside / str(day))
        shutil.copy(made.part, aside / str(day))
    return [next((aside / str(day)).glob("*.backup")) for day in range(3)]


def values_of(living: Living, backup: Path) -> list[Value]:
    """Give the sealed values of a backup, which the recovery key opens."""
    with snapshots.scratch(living.opened(backup).members()):
        return [Value(sealed, place) for _column, place, sealed in _values()]


def keyring_of(living: Living, file: Path, kind: str, into: Path) -> Path:
    """Give a folder with the keyring that lies in a backup or a part."""
    into.mkdir(parents=True)
    (into / "keyring.sqlite3").write_bytes(living.opened(file, kind).whole().small["keyring"])
    return into


def opened_by(values: Iterable[Value], rings: list[vault.Copy]) -> int:
    """Give how many of the values one of the keyrings opens."""
    return sum(any(opens(ring, each) for ring in rings) for each in values)


def opens(ring: vault.Copy, value: Value) -> bool:
    try:
        return bool(vault.opened(ring, value.sealed, **value.place)) or True
    except (LookupError, vault.Tampered):
        return False


def recovered(living: Living, keyrings: Iterable[bytes], parts: Iterable[Path]) -> list[vault.Copy]:
    """Give every keyring that a part and the recovery key open."""
    sealed = [living.opened(part, "keys").whole().small["part"] for part in parts]
    found = []
    for keyring in keyrings:
        for part in sealed:
            try:
                found.append(vault.recovered(vault.HandedOut(0, keyring, part), living.private))
            except vault.NotRestorable:
                continue
    return found


def test_three_old_backups_and_all_that_is_newest_open_nothing_of_hers(
    living: Living, settings: Any, tmp_path: Path
) -> None:
    settings.BACKUPS = str(living.folder / "backups")
    old = three_backups(living, tmp_path / "aside")
    consent.withdraw(living.cast.ana, "W3", by_code=True, at=living.at + timedelta(days=3))
    assert consent.carry_out(living.cast.ana.pk, living.at + timedelta(days=3))
    (newest,) = (living.folder / "backups").glob("*.keys")
    values = [value for backup in old for value in values_of(living, backup)]
    hers = [value for value in values if value.subject == living.cast.ana.pk]
    others = [value for value in values if value.subject != living.cast.ana.pk]
    files = [*(("data", path) for path in old), ("keys", newest)]
    folders = [keyring_of(living, path, kind, tmp_path / f"{at}") for at, (kind, path) in enumerate(files)]
    # with the passphrase and what opens the keyring today
    assert readable(hers, [*folders, settings.KEYRING], [settings.EPOCHS]) == set()
    # with the recovery key and the newest part
    keyrings = [(folder / "keyring.sqlite3").read_bytes() for folder in folders]
    assert opened_by(hers, recovered(living, keyrings, [newest])) == 0
    # and all of the others come back, out of every old backup
    assert opened_by(others, recovered(living, keyrings[-1:], [newest])) == len(others)
    assert (len(hers) > 25, len(others) > 90) == (True, True)
    # the attack is a real one: an older part, which should be gone by then, and the recovery key read all of hers
    parts = sorted((tmp_path / "aside").rglob("*.keys"))
    assert opened_by(hers, recovered(living, keyrings, parts)) == len(hers)
