"""The drill proves that a backup comes back, says what it could not, and leaves nothing behind."""

import json
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.utils import timezone

from consent import services as consent
from ledger.models import Entry, Payload
from ledger.queries import latest
from tests.upkeep.backups import Living, empty_place, hashed
from tests.upkeep.bending import Given, Shelf, files, remade
from timelines.models import Thing
from upkeep import drilling, keeping, proving, readings, recovery_keys, rules, snapshots
from upkeep.tasks import make_backup, prove_restore
from vault import services as vault


def acts() -> list[str]:
    return list(Entry.objects.filter(act__startswith="upkeep.").order_by("seq").values_list("act", flat=True))


def test_the_server_proves_its_newest_backup_with_its_own_keys(living: Living) -> None:
    made = living.backup()
    before = hashed(living.folder)
    proof = drilling.drill(living.at)
    assert proof == proving.Proof(made.entries, 3, 0)
    assert (hashed(living.folder), latest("upkeep.restore_proven")) == (before, living.at)
    entry = Entry.objects.order_by("seq").last()
    assert (entry.act, entry.target) == ("upkeep.restore_proven", made.id)
    assert Payload.objects.get(entry=entry).content == f'{{"entries":{made.entries},"gone":0,"readable":3}}'


def test_after_a_destruction_the_older_backup_is_proven_with_the_keyring_beside_the_part(
    living: Living, settings: Any
) -> None:
    settings.BACKUPS = str(living.folder / "backups")
    living.backup()
    consent.withdraw(living.cast.ana, "W3", by_code=True, at=living.at)
    assert consent.carry_out(living.cast.ana.pk, living.at)
    assert (drilling.drill(living.at).readable, drilling.drill(living.at).gone) == (2, 1)


def test_the_server_opens_no_backup_but_its_newest(living: Living) -> None:
    first = living.backup()
    before = keeping.kept_for_drill()
    living.backup(days=1)
    assert str(first.path.resolve()) not in {each["path"] for each in keeping.kept_for_drill().values()}
    assert before["data"]["key"] not in (living.folder / "var" / "drill.json").read_text()


def test_a_backup_that_fails_at_its_end_leaves_the_one_before_to_be_proven(
    living: Living, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = living.backup()

    def fails(*_: Any) -> None:
        raise OSError

    with monkeypatch.context() as patch:
        patch.setattr(keeping, "_record", fails)
        with pytest.raises(keeping.NotMade):
            living.backup(days=1)
    assert keeping.kept_for_drill()["data"]["path"] == str(made.path.resolve())
    assert drilling.drill(living.at).readable == 3


def test_only_by_hand_the_recovery_key_is_proven(living: Living) -> None:
    made = living.backup()
    drilling.drill(living.at)
    drilling.drill_by_hand(made.path, made.part, living.private, living.at)
    assert acts() == ["upkeep.backed_up", "upkeep.restore_proven", "upkeep.restore_proven",
                      "upkeep.recovery_key_proven"]  # fmt: skip


def without(keyring: bytes, name: str) -> bytes:
    """Give a keyring that has lost a key."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as ring:
        ring.deserialize(keyring)
        ring.execute("DELETE FROM wrapped WHERE name = ?", (name,))
        return ring.serialize()


def spoil(living: Living, case: str) -> None:
    """Put into the place of the newest backup one that does not come back, sealed and signed as it should be."""
    made = living.made[-1]
    now = Given(made.path.read_bytes(), made.part.read_bytes(), living.private)

    def change(says: dict[str, Any], held: dict[str, bytes]) -> None:
        if case == "counts":
            says["counts"]["studies_participant"] += 1
        if case == "register":
            says["ledger"]["root"] = "x"
        if case == "lost":
            held["keyring"] = without(held["keyring"], str(living.cast.ana.pk))

    made.path.write_bytes(remade(Shelf(living, now, now, now, b""), change).data)


@pytest.mark.parametrize(("case", "words"), [("counts", proving.COUNTS), ("register", proving.REGISTER),
                                               ("lost", proving.LOST)])  # fmt: skip
def test_what_does_not_come_back_is_no_proof(living: Living, case: str, words: str) -> None:
    made = living.backup()
    spoil(living, case)
    with pytest.raises(proving.NotProven) as refused:
        drilling.drill_by_hand(made.path, made.part, living.private, living.at)
    assert (refused.value.words, acts()) == (words, ["upkeep.backed_up"])


@pytest.mark.parametrize(("broken", "words"), [("live", proving.UNREADABLE), ("lost", proving.LOST)])
def test_a_value_that_does_not_open_though_nobody_had_its_key_destroyed_is_no_proof(
    living: Living, broken: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    living.backup()
    real = vault.Copy.names

    def names(ring: vault.Copy) -> set[str]:
        changed = {str(living.cast.ana.pk)} if broken == "lost" else set()
        return real(ring) - changed

    def refuse(ring: Any, sealed: bytes, **place: Any) -> str:
        if place["subject"] == living.cast.ana.pk and broken == "live":
            raise vault.NoKey
        return "words"

    monkeypatch.setattr(vault.Copy, "names", names)
    monkeypatch.setattr(vault, "opened", refuse)
    with pytest.raises(proving.NotProven) as refused:
        drilling.drill(living.at)
    assert refused.value.words == words


def test_the_database_beside_is_gone_afterwards_also_when_it_fails(living: Living) -> None:
    made, before, seen = living.backup(), snapshots.tables(), []

    def fail() -> None:
        with snapshots.scratch(living.opened(made.path).members()):
            seen.append(Thing.objects.all().delete()[0])
            seen.append(Thing.objects.count())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert (seen, Thing.objects.count()) == ([2, 0], 2)
    assert (snapshots.tables(), connections["default"].vendor) == (before, connection.vendor)


def test_of_another_installation_nothing_is_proven_here(living: Living, monkeypatch: pytest.MonkeyPatch) -> None:
    made = living.backup()
    monkeypatch.setattr(drilling, "own_subject", lambda: living.cast.study.pk)
    with pytest.raises(proving.NotProven) as refused:
        drilling.drill_by_hand(made.path, made.part, living.private, living.at)
    assert refused.value.words == drilling.NOT_OURS


def test_what_somebody_with_the_public_recovery_key_made_up_is_no_proof(living: Living, tmp_path: Path) -> None:
    made = living.backup()
    now = Given(made.path.read_bytes(), made.part.read_bytes(), living.private)
    shelf = Shelf(living, now, now, now, b"")
    with empty_place(tmp_path / "theirs", living.template):
        vault.sign(b"")  # it makes their keys
        theirs = vault.hand_out([vault.public_half(living.private)])

        def change(says: dict[str, Any], held: dict[str, bytes]) -> None:
            says["epoch"] = theirs.epoch
            held |= {"keyring": theirs.keyring} | ({"part": theirs.part} if "part" in held else {})

        given = Given(remade(shelf, change).data, remade(shelf, change, "part").part, living.private)
    with pytest.raises(proving.NotProven) as refused:
        drilling.drill_by_hand(*files(given, tmp_path), living.private, living.at)
    assert (refused.value.words, acts()) == (drilling.MADE_UP, ["upkeep.backed_up"])


def test_a_drill_that_failed_is_bad_at_once_until_one_succeeds(living: Living) -> None:
    living.backup()
    drill = living.folder / "var" / "drill.json"
    kept = json.loads(drill.read_text())
    kept["data"]["key"] = kept["keys"]["key"][::-1]
    drill.write_text(json.dumps(kept))
    with pytest.raises(proving.NotProven) as refused:
        drilling.drill(living.at)
    prove_restore()
    assert (refused.value.words, readings.has_failed()) == (drilling.NO_KEY, True)
    assert rules.restore(living.at, living.at, failed=True, demo=True).grade is rules.Grade.BAD
    living.backup(days=1)
    drilling.drill(timezone.now() + timedelta(minutes=1))
    assert not readings.has_failed()


@pytest.mark.parametrize("named", [False, True])
def test_a_newest_backup_that_does_not_come_back_by_hand_is_bad_until_the_server_proves_one(
    living: Living, tmp_path: Path, named: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(CommandError):
        call_command("restore_drill")
    assert not readings.has_failed()  # there is no backup yet
    made = living.backup()
    drilling.drill(living.at)
    whole = made.path.read_bytes()
    made.path.write_bytes(whole[:-9])
    key = tmp_path / "recovery"
    key.write_text(recovery_keys.spelled(living.private))
    key.chmod(0o600)
    with pytest.raises(CommandError):
        call_command("restore_drill", *([str(made.path), "--key-file", str(key)] if named else []))
    assert readings.has_failed()
    made.path.write_bytes(whole)
    later = timezone.now() + timedelta(days=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    prove_restore()  # a week is not over since the last proof
    assert not readings.has_failed()


def test_without_a_backup_the_drill_says_so(living: Living) -> None:
    with pytest.raises(proving.NotProven) as refused:
        drilling.drill(living.at)
    assert refused.value.words == drilling.NOTHING_YET
    living.backup().path.unlink()
    with pytest.raises(proving.NotProven) as refused:
        drilling.drill(living.at)
    assert refused.value.words == drilling.GONE


def test_every_day_a_backup_is_made_and_every_week_one_is_proven(
    living: Living, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.BACKUPS, folder = str(living.folder / "backups"), living.folder / "backups"
    monkeypatch.setattr(prove_restore, "delay", prove_restore)
    for hours in (0, 5, 24, 48, 24 * 6.9, 24 * 40):
        monkeypatch.setattr("django.utils.timezone.now", lambda hours=hours: living.at + timedelta(hours=hours))
        make_backup()
    made, proven = "upkeep.backed_up", "upkeep.restore_proven"
    assert acts() == [made, proven, made, made, made, proven, made, proven]
    assert [path.name[-23:-7] for path in folder.glob("*.backup")] == ["20260719T100000Z"]
    assert len(list(folder.glob("*.keys"))) == 1


def test_nothing_is_made_or_proven_by_itself_unless_a_folder_is_set(living: Living, settings: Any) -> None:
    settings.BACKUPS = ""
    make_backup()
    prove_restore()
    assert acts() == []
