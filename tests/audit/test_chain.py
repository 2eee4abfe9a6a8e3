"""The chain that an auditor, or who runs the installation, carries out and checks elsewhere."""

import io
import json
import subprocess
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.services import add_person
from audit.rules import TOLD, day_began, is_told
from checkins.models import Feedback
from consent.services import change_item, withdraw
from ledger.models import Entry
from ledger.queries import entries_about, key, last_checkpoint, size
from ledger.services import anchor, record
from tests.checkins.crawled import plain
from tests.checkins.lived import FULL, base_of, live
from tests.consent.acts import agree
from upkeep.services import carry_out as finish
from upkeep.services import confirm_destruction, order_destruction
from vault.services import destroy


@pytest.fixture(autouse=True)
def days(noon: datetime, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Pages and commands run so many days after everything else, the last one that stands here: forty."""
    days = [40]
    monkeypatch.setattr("django.utils.timezone.now", lambda: noon + timedelta(days=days[-1]))
    return days


@pytest.fixture
def agreed(cast: Any, noon: datetime) -> Any:
    """Ana has agreed."""
    agree(cast.ana, by=cast.ben, at=noon)
    return cast


def taken(browser: Any, study: Any) -> bytes:
    answer = browser.post(f"/audit/{study.pk}/chain.jsonl")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/jsonl; charset=utf-8")
    return b"".join(answer.streaming_content)


def checked(root: Path, file: Path, *arguments: str) -> tuple[int, str]:
    command = [sys.executable, "-I", str(root / "tools/verify_ledger.py"), str(file), *arguments]
    ended = subprocess.run(command, cwd=file.parent, env={}, capture_output=True, text=True, timeout=60, check=False)
    return ended.returncode, ended.stdout + ended.stderr


def shown(file: bytes) -> set[str]:
    """Give the subjects about whom entries are shown."""
    return {line["subject"] for line in map(json.loads, file.splitlines()) if "subject" in line}


def test_the_chain_of_an_auditor_is_whole_and_shows_her_study_only(
    agreed: Any, signed_in: Any, root: Path, tmp_path: Path
) -> None:
    file = taken(signed_in(agreed.aude), agreed.study)
    (tmp_path / "chain.jsonl").write_bytes(file)
    status, said = checked(root, tmp_path / "chain.jsonl", "--key", key())
    before = Entry.objects.filter(at__lt=day_began(timezone.now()))
    assert (status, said.splitlines()[0].split(", the last")[0]) == (
        0, f"Whole: {before.count()} entries, 1 checkpoints"
    )  # fmt: skip
    assert shown(file) == {str(agreed.study.pk), str(agreed.ana.pk)}
    others = before.exclude(subject__in=[agreed.study.pk, agreed.ana.pk], act__in=TOLD).count()
    assert said.splitlines()[1] == f"{others} of the entries are not shown to you; they are there and unchanged."


def test_the_chain_ends_with_yesterday_and_is_the_same_file_all_day(
    agreed: Any, signed_in: Any, root: Path, tmp_path: Path
) -> None:
    browser, before = signed_in(agreed.aude), size()
    file = taken(browser, agreed.study)
    for _each in range(60):  # a checkpoint falls due among them
        record("studies.x", actor=agreed.ben.pk, subject=agreed.study.pk, target=agreed.ben.pk, payload={},
               at=timezone.now())  # fmt: skip
    anchor(at=timezone.now())
    assert (taken(browser, agreed.study), json.loads(file.splitlines()[0])["entries"]) == (file, before)
    (tmp_path / "chain.jsonl").write_bytes(file)
    assert checked(root, tmp_path / "chain.jsonl", "--key", key())[0] == 0


def test_there_is_no_chain_to_take_before_a_day_of_the_register_is_over(
    cast: Any, signed_in: Any, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: noon + timedelta(hours=1))
    browser, before = signed_in(cast.aude), size()
    answer = browser.post(f"/audit/{cast.study.pk}/chain.jsonl")
    assert (answer.status_code, answer.content.decode().count("from tomorrow on"), size()) == (409, 1, before)


def hers(woman: Any) -> set[str]:
    """Give the ids of every row that hangs on a participant, by every way that there is, and her own."""
    found: dict[Any, set[Any]] = {type(woman): {woman.pk}}
    ways = [(model, field) for model in apps.get_models() for field in model._meta.concrete_fields]
    rounds = -1
    while rounds != (rounds := sum(map(len, found.values()))):
        for model, field in ways:
            if above := found.get(field.related_model):
                under = model._default_manager.filter(**{f"{field.name}__in": above})
                found.setdefault(model, set()).update(under.values_list("pk", flat=True))
    return {str(each) for ids in found.values() for each in ids}


def test_of_who_said_no_to_auditors_nothing_is_shown_also_when_everything_was_deleted(
    cast: Any, signed_in: Any, noon: datetime, days: list[int]
) -> None:
    live(base := base_of(cast, noon), replace(FULL, devices=2))
    later, names = noon + timedelta(hours=9), hers(cast.ana)
    assert [each for each in names if each in taken(signed_in(cast.aude), cast.study).decode()] != []
    change_item(cast.ana, "C14", yes=False, at=later)
    assert shown(taken(signed_in(cast.aude), cast.study)) == {str(cast.study.pk)}  # without waiting for tomorrow
    cara = add_person(email="cara@example.org", name="Cara", duty="custodian", at=noon - timedelta(days=30))
    order = order_destruction(cast.ana, reason="asked", by=cara, at=later)
    confirm_destruction(order, by=cast.adam, at=later)
    assert finish(order.pk, later)
    assert not Feedback.objects.exists()  # what is gone as a row is named by what was written about her before
    gone = {"target": base.feedback.pk, "payload": {}}
    record("transcripts.deleted", actor=cast.ben.pk, subject=cast.study.pk, at=later, **gone)
    under = [each for each in Entry.objects.filter(subject=cast.study.pk, at=later) if is_told(each.act)]
    assert {each.act.partition(".")[0] for each in under} >= {"consent", "upkeep", "transcripts"}  # her own key is gone
    days.append(50)
    chain = taken(signed_in(cast.aude), cast.study).decode()
    assert f'"seq":{under[-1].seq}}}' in chain
    assert [each for each in names | hers(cast.ana) if each in chain] == []
    assert [each.act for each in under if f'"seq":{each.seq},"subject"' in chain] == []


def test_no_hour_and_no_content_stands_in_the_chain_of_an_auditor(agreed: Any, signed_in: Any) -> None:
    file = taken(signed_in(agreed.aude), agreed.study).decode()
    assert ('"salt"' in file, "T10:" in file, "10:00" in file) == (False, False, False)


def test_that_the_chain_was_taken_stands_in_the_register_once_a_day(agreed: Any, signed_in: Any) -> None:
    browser, before = signed_in(agreed.aude), size()
    for _twice in range(2):
        lines = [json.loads(line) for line in taken(browser, agreed.study).splitlines()]
    assert (lines[-2], last_checkpoint().size) == ({"checkpoint": last_checkpoint().note}, before)
    (last,) = Entry.objects.filter(seq__gt=before)
    assert (last.act, last.actor, last.target) == ("audit.chain_exported", agreed.aude.pk, agreed.study.pk)


@pytest.mark.parametrize("who", ["lena", "ben", "thea", "sofie", "otto", "adam"])
def test_the_chain_is_an_auditors_only(cast: Any, signed_in: Any, who: str) -> None:
    assert signed_in(getattr(cast, who)).post(f"/audit/{cast.study.pk}/chain.jsonl").status_code == 404


def exported(folder: Path, *arguments: str) -> Path:
    file = folder / "register.jsonl"
    call_command("ledger_export", str(file), *arguments, stdout=io.StringIO())
    return file


def test_the_command_writes_every_entry_and_no_payload(agreed: Any, root: Path, tmp_path: Path) -> None:
    file = exported(tmp_path)
    status, said = checked(root, file, "--key", key())
    assert (status, said.count("\n"), said.startswith(f"Whole: {size()} entries")) == (0, 1, True)
    assert ('"salt"' in file.read_text(), file.stat().st_mode & 0o777) == (False, 0o600)


def test_the_command_lays_the_payloads_of_a_named_subject_open(agreed: Any, root: Path, tmp_path: Path) -> None:
    ana = str(agreed.ana.pk)
    file = exported(tmp_path, "--payloads-of", ana)
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    laid_open = {line["of"] for line in lines if "salt" in line}
    assert laid_open == set(entries_about([agreed.ana.pk]).values_list("seq", flat=True))
    assert checked(root, file, "--key", key())[0] == 0
    (handed,) = Entry.objects.filter(act="ledger.handed_over")
    assert json.loads(handed.payload.content) == {"opened": [ana]}


def test_after_her_key_is_destroyed_the_chain_is_whole_and_her_payloads_are_gone(
    agreed: Any, root: Path, tmp_path: Path, noon: datetime
) -> None:
    destroy(agreed.ana.pk)
    file = exported(tmp_path, "--payloads-of", str(agreed.ana.pk))
    assert ('"salt"' in file.read_text(), checked(root, file, "--key", key())[0]) == (False, 0)


def test_a_withdrawal_is_signed_at_once(agreed: Any, noon: datetime) -> None:
    withdraw(agreed.ana, "W3", by_code=True, at=noon + timedelta(minutes=1))
    acts = list(Entry.objects.order_by("seq").values_list("act", flat=True))
    assert acts[-2:] == ["consent.withdrawal", "consent.effects_planned"]
    assert last_checkpoint().size == size()


def test_no_file_is_written_over(cast: Any, tmp_path: Path) -> None:
    file, before = exported(tmp_path), size()
    kept = file.read_bytes()
    with pytest.raises(CommandError, match="File exists"):
        exported(tmp_path)
    assert (file.read_bytes(), size()) == (kept, before)


def test_a_receipt_is_printed_and_can_be_checked(agreed: Any, root: Path, tmp_path: Path) -> None:
    out, file = io.StringIO(), tmp_path / "receipt.txt"
    call_command("ledger_receipt", "3", stdout=out)
    file.write_text(out.getvalue(), encoding="utf-8")
    status, said = checked(root, file, "--receipt", "--key", key())
    assert (status, said.splitlines()[0]) == (0, "Entry 3 stands in the register:")
    file.write_text(out.getvalue().replace("index 2", "index 3"), encoding="utf-8")
    assert checked(root, file, "--receipt", "--key", key()) == (
        1, "Fault at entry 4: the receipt is of another entry than it says.\n"
    )  # fmt: skip


def test_there_is_no_receipt_of_an_entry_that_is_not_there(cast: Any) -> None:
    with pytest.raises(CommandError, match="There is no entry 9999"):
        call_command("ledger_receipt", "9999")


def test_the_page_tells_how_long_the_chain_was_yesterday_and_nothing_that_moves_today(
    cast: Any, signed_in: Any
) -> None:
    browser, last = signed_in(cast.aude), last_checkpoint()
    waiting = size() - (last.size if last else 0)
    page = browser.get("/audit/").content
    said = [f"it had {size()} entries.", f"{waiting} were not signed yet.", key()]
    assert [page.decode().count(words) for words in said] == [1, 1, 1]
    record("studies.x", actor=cast.ben.pk, subject=cast.study.pk, target=cast.ben.pk, payload={}, at=timezone.now())
    assert plain(browser.get("/audit/").content) == plain(page)
