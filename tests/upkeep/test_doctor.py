"""What the doctor says: each planted fault is named in plain words, and what cannot be seen is called so."""

import html
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from ledger import carrying
from ledger.checks import keep
from ledger.queries import size
from ledger.services import anchor, record
from tests.vault.keyrings import stretch_little
from upkeep import outside, readings, rules
from upkeep.management.commands import doctor
from upkeep.rules import Finding, Grade

OK, LOOK, BAD = Grade
NOW = datetime.fromisoformat("2026-06-09T10:00:00+00:00")


@pytest.fixture
def installed(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation of its own, outside demo mode, as it should be: folders and files for their owner only."""
    stretch_little(monkeypatch)
    given = tmp_path / "given"
    given.touch(mode=0o600)
    given.write_bytes(b"an invented passphrase")
    settings.DEMO, settings.VAR, settings.PASSPHRASE_FILE = False, tmp_path / "var", str(given)
    settings.KEYRING, settings.EPOCHS = tmp_path / "var" / "keyring", tmp_path / "epochs"
    settings.VAR.mkdir(mode=0o700)
    from vault.services import start

    start()
    return tmp_path


@pytest.mark.parametrize(("path", "mode"), [
    ("var", 0o755), ("var/keyring", 0o750), ("epochs", 0o701), ("var/keyring/keyring.sqlite3", 0o640),
    ("given", 0o604), ("epochs/*.epoch", 0o644),
])  # fmt: skip
def test_a_file_that_others_can_reach_is_named(installed: Path, path: str, mode: int) -> None:
    found = next(installed.glob(path))
    others = {each.name for each in readings.lying() if each.mode & 0o077}
    found.chmod(mode)
    named = {each.name for each in readings.lying() if each.mode & 0o077} - others
    assert (named, rules.files(readings.lying()).grade) == ({found.name}, BAD)
    assert found.name in rules.files(readings.lying()).words


def test_a_file_of_somebody_else_is_named() -> None:
    finding = rules.files([rules.Lying("keyring", 0o700, ours=True), rules.Lying("secret", 0o600, ours=False)])
    assert (finding.grade, "secret" in finding.words, "keyring" in finding.words) == (BAD, True, False)
    assert rules.files([rules.Lying("keyring", 0o700, ours=True)]).grade is OK


@pytest.mark.parametrize(("change", "grade"), [
    ({}, LOOK), ({"keyring": "/elsewhere/keyring"}, OK),
    ({"epochs": "/var/attune/epochs"}, BAD), ({"epochs": "/srv/attune/epochs"}, BAD),
    ({"keyring": "/srv/attune/var/keyring"}, BAD), ({"passphrase": "/keys/epochs/words"}, BAD),
    ({"passphrase": "/var/attune/keyring/words"}, BAD), ({"database": None, "epochs": "/var/attune/epochs"}, OK),
])  # fmt: skip
def test_keys_that_lie_where_a_copy_takes_them_along_are_named(change: dict[str, Any], grade: Grade) -> None:
    where = {
        "program": "/srv/attune", "keyring": "/var/attune/keyring", "epochs": "/keys/epochs",
        "database": "/var/attune/attune.sqlite3", "passphrase": "/run/credentials/attune/words",
    } | change  # fmt: skip
    read = rules.Places(**{name: Path(path) if path else None for name, path in where.items()})
    assert rules.places(read, demo=False).grade is grade
    assert rules.places(read, demo=True).grade is min(grade, LOOK)


def test_the_places_of_this_installation_are_read(installed: Path, db: None) -> None:
    where = readings.places()
    assert (where.keyring, where.epochs) == (installed / "var" / "keyring", installed / "epochs")
    assert (where.passphrase, where.database is None) == (installed / "given", connection.vendor == "postgresql")


def test_keys_that_do_not_open_are_named(installed: Path, settings: Any) -> None:
    assert rules.keys(readings.keys(), demo=False).grade is OK
    settings.EPOCHS = installed / "elsewhere"
    assert rules.keys(readings.keys(), demo=False).grade is BAD
    settings.EPOCHS = installed / "epochs"
    settings.PASSPHRASE_FILE = ""
    assert rules.keys(readings.keys(), demo=False).words.startswith("No passphrase is given")


def test_a_keyring_that_is_not_of_this_register_is_named(
    cast: Any, noon: datetime, settings: Any, tmp_path: Path
) -> None:
    def told() -> Grade:
        return next(each.grade for each in readings.findings(noon) if each.about == "Keys")

    before = (told(), readings.check_keys().fault)
    settings.KEYRING = tmp_path / "empty"
    assert rules.keys(readings.keys(), demo=False).grade is OK  # each of its keys opens: there is none
    assert (before, told(), readings.check_keys().fault) == ((OK, None), BAD, 1)


@pytest.mark.parametrize(("state", "grade", "words"), [
    (None, LOOK, "Whether"), (rules.Register(None, True, None), LOOK, "Whether"),
    (rules.Register(7, False, []), BAD, "The chain of all acts breaks at entry 7"),
    (rules.Register(None, False, []), LOOK, "The chain of all acts was not checked"),
])  # fmt: skip
def test_a_chain_that_breaks_or_was_not_checked_is_named(state: Any, grade: Grade, words: str) -> None:
    finding = rules.register(state)
    assert (finding.grade, finding.words.startswith(words)) == (grade, True)


def test_keys_out_of_the_environment_are_named(settings: Any, tmp_path: Path) -> None:
    settings.KEY_PROVIDER, settings.ENVIRONMENT_KEY, settings.KEYRING = "environment", "secret", tmp_path / "keyring"
    state = readings.keys()
    assert [rules.keys(state, demo=demo).grade for demo in (True, False)] == [LOOK, BAD]


@pytest.mark.parametrize(("days", "grade"), [(0, OK), (7, OK), (8, LOOK), (31, LOOK), (32, BAD), (None, BAD)])
def test_a_restore_that_was_never_or_long_ago_proven_is_named(days: int | None, grade: Grade) -> None:
    proven = None if days is None else NOW - timedelta(days=days)
    finding = rules.restore(NOW, proven, demo=False)
    assert (
        finding.grade,
        finding.words.startswith("Never" if days is None else str(days) if days else "Less than a day"),
    ) == (grade, True)


@pytest.mark.parametrize(("kept", "grade", "words"), [
    ({"on": False}, BAD, "None is made"), ({"why": "No recovery key"}, BAD, "No recovery key"),
    ({"old_part": True}, BAD, "The part that opens"), ({"last": None}, BAD, "There is none yet"),
    ({}, OK, "Less than a day"), ({"last": NOW - timedelta(hours=36)}, OK, "1 day ago"),
    ({"last": NOW - timedelta(hours=37)}, LOOK, "1 day ago"), ({"last": NOW - timedelta(days=3)}, LOOK, "3 days"),
    ({"last": NOW - timedelta(days=3, hours=1)}, BAD, "3 days"),
    ({"last": NOW + timedelta(days=1)}, LOOK, "The newest one bears a day that has not come"),
])  # fmt: skip
def test_a_backup_that_is_missing_or_old_is_named(kept: dict[str, Any], grade: Grade, words: str) -> None:
    state = rules.Kept(**{"on": True, "why": "", "last": NOW, "old_part": False} | kept)
    finding = rules.backup(NOW, state, demo=False)
    assert (finding.grade, finding.words.startswith(words)) == (grade, True)


def test_a_backup_of_a_day_that_has_not_come_holds_up_no_other() -> None:
    hours = (-30, -20, -19, 19, 20, 30)
    due = [rules.is_due(NOW, NOW + timedelta(hours=each), rules.BACKUP_EVERY) for each in hours]
    assert due == [True, True, False, False, True, True]


def test_how_backups_are_kept_is_read(cast: Any, noon: datetime, settings: Any, tmp_path: Path) -> None:
    from upkeep.keeping import BAD_KEY, NO_KEYS, part_is_old
    from vault.services import epoch, new_recovery_key

    assert readings.kept() == rules.Kept(False, "", None, False)
    settings.BACKUPS = str(tmp_path)
    assert readings.kept().why == NO_KEYS
    settings.RECOVERY_KEYS = ["12"]
    assert readings.kept().why == BAD_KEY
    settings.RECOVERY_KEYS = [new_recovery_key()[1].hex()]
    from ledger.services import own_subject

    name = f"attune-{str(own_subject())[:8]}"
    assert (readings.kept(), part_is_old(tmp_path)) == (rules.Kept(True, "", None, False), False)
    record("upkeep.backed_up", actor=cast.adam.pk, subject=cast.adam.pk, target=cast.adam.pk, payload={}, at=noon)
    assert readings.kept() == rules.Kept(True, "", None, True)  # an empty place where a disk was attached
    (tmp_path / f"{name}-{epoch()}.keys").touch()
    (tmp_path / f"{name}-{noon:%Y%m%dT%H%M%S}Z.backup").touch()
    assert readings.kept() == rules.Kept(True, "", noon, False)
    (tmp_path / f"{name}-{epoch() + 1}.keys").touch()
    assert readings.kept().old_part
    settings.BACKUPS = str(tmp_path / "away")
    assert readings.kept() == rules.Kept(True, "", None, True)


def test_the_last_proven_restore_is_read_from_the_register(cast: Any, noon: datetime) -> None:
    def told() -> Finding:
        return next(each for each in readings.findings(noon) if each.about == "Last proven restore")

    assert told().words.startswith("Never")
    record("upkeep.restore_proven", actor=cast.adam.pk, subject=cast.adam.pk, target=cast.adam.pk, payload={},
           at=noon - timedelta(days=3))  # fmt: skip
    assert (told().grade, told().words) == (OK, "3 days ago.")


OUTSIDE = {"on": True, "size": 100, "signed": 100}


@pytest.mark.parametrize(("state", "grade", "words"), [
    ({"on": False}, OK, "None leaves this server"), (OUTSIDE, OK, "that of entry 100."),
    (OUTSIDE | {"at": NOW - timedelta(minutes=3)}, OK, "looked at 3 minutes ago"),
    (OUTSIDE | {"at": NOW - timedelta(days=2)}, LOOK, "looked at 2880 minutes ago"),
    (OUTSIDE | {"signed": 150}, LOOK, "a later one waits"), (OUTSIDE | {"ours": True}, LOOK, "Attune&#x27;s own"),
    (OUTSIDE | {"fault": 0, "why": "unfit"}, BAD, "of entry 0 that was carried"),
    (OUTSIDE | {"fault": 50, "why": "unfit"}, BAD, "of entry 50 that was carried"),
    (OUTSIDE | {"size": 0, "why": "changed"}, BAD, "not what was carried"),
    (OUTSIDE | {"size": 0, "why": "unreached"}, BAD, "cannot be written"),
])  # fmt: skip
def test_checkpoints_that_wait_or_no_longer_fit_are_named(state: dict[str, Any], grade: Grade, words: str) -> None:
    finding = outside.carried(outside.Carried(**state), NOW)
    assert (finding.grade, html.unescape(words) in finding.words) == (grade, True)


def test_the_doctor_looks_into_the_folder_itself_and_the_page_says_what_was_found(
    cast: Any, noon: datetime, settings: Any, tmp_path: Path
) -> None:
    settings.CHECKPOINTS_FOLDER = tmp_path / "outside"
    anchor(at=noon)

    def told() -> list[str]:
        lists = (readings.findings(noon), readings.shown(noon))
        return [next(each.words for each in found if each.about == "Checkpoints outside") for found in lists]

    assert told()[0].startswith("The folder cannot be written or read")
    settings.CHECKPOINTS_FOLDER.mkdir()
    assert told() == ["The last one carried is that of entry 0; a later one waits."] * 2
    keep(carrying.OUTSIDE, lambda: carrying.carry(settings.CHECKPOINTS_FOLDER), at=noon)
    last = f"The last one carried is that of entry {size()}"
    assert told() == [f"{last}.", f"{last}; looked at 0 minutes ago."]
    min(settings.CHECKPOINTS_FOLDER.iterdir()).write_text("changed")
    assert told() == [
        "A file in the folder is not what was carried there. Ask who keeps it.", f"{last}; looked at 0 minutes ago."
    ]  # fmt: skip


def test_the_page_opens_no_key_while_the_check_of_all_keys_is_fresh(
    cast: Any, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(readings.KEYS, readings.check_keys, at=noon)
    opened: list[int] = []

    def keys() -> rules.Keys:
        opened.append(1)
        return rules.Keys(False, "", True)

    monkeypatch.setattr(readings, "keys", keys)

    def told(at: datetime) -> Grade:
        return next(each.grade for each in readings.shown(at) if each.about == "Keys")

    assert (told(noon + timedelta(minutes=14)), opened) == (OK, [])
    assert (told(noon + timedelta(minutes=15)), opened) == (BAD, [1])
    keep(readings.KEYS, readings.check_keys, at=noon + timedelta(minutes=20))  # it found one that does not open
    assert (told(noon + timedelta(minutes=20)), len(opened)) == (BAD, 3)


@pytest.mark.parametrize("worst", Grade)
def test_the_exit_status_is_the_worst_of_all_lines(monkeypatch: pytest.MonkeyPatch, worst: Grade, capsys: Any) -> None:
    found = [Finding(OK, "One", "It is well."), Finding(worst, "Two", "So it is.")]
    monkeypatch.setattr(doctor, "findings", lambda now: found)
    status = 0
    try:
        call_command("doctor")
    except SystemExit as ended:
        status = ended.code
    name = {OK: "ok   ", LOOK: "look ", BAD: "bad  "}[worst]
    assert (status, capsys.readouterr().out) == (int(worst), f"ok   One: It is well.\n{name}Two: So it is.\n")


def test_the_administrator_sees_the_lines_of_the_doctor_the_worst_first(cast: Any, signed_in: Any) -> None:
    page = signed_in(cast.adam).get("/upkeep/").content.decode()
    lines = re.findall(r"<strong>(.*?)</strong>: ", page)
    assert lines == [each.about for each in sorted(readings.findings(cast.at), key=lambda each: -each.grade)]
    assert len(lines) == 17


@pytest.mark.parametrize(("set_up", "demo", "grade"), [
    (True, False, Grade.OK), (False, True, Grade.OK), (False, False, Grade.LOOK),
])  # fmt: skip
def test_that_nobody_can_be_told_by_mail_is_to_be_looked_at(set_up: bool, demo: bool, grade: Grade) -> None:
    assert rules.mail(set_up=set_up, demo=demo).grade == grade


def test_an_installation_without_mail_is_named(cast: Any, settings: Any, noon: datetime) -> None:
    settings.MAILS, settings.DEMO = False, False
    assert [each.grade for each in readings.findings(noon) if each.about == "Mail"] == [Grade.LOOK]
