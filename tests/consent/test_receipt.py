"""Her receipt: a small file that proves her yes, or her stop, without the server and without a word of hers."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from consent import queries, services
from ledger.models import Checkpoint
from ledger.queries import key
from tests.conftest import Cast


def checked(root: Path, file: bytes, folder: Path) -> tuple[int, str]:
    (folder / "receipt.txt").write_bytes(file)
    command = [sys.executable, "-I", str(root / "tools/verify_ledger.py"), "receipt.txt", "--receipt", "--key", key()]
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=60)
    return ended.returncode, ended.stdout


@pytest.mark.parametrize("of", ["yes", "stop"])
def test_her_receipt_proves_her_act_offline(today_cast: Cast, hers: Any, root: Path, tmp_path: Path, of: str) -> None:
    if of == "stop":
        hers.post("/code/stop/W1/")
    act = {"yes": queries.last_written, "stop": queries.withdrawal}[of](today_cast.ana.pk)
    answer = hers.post(f"/code/receipt/{of}/")
    assert (answer.status_code, answer.headers["Content-Disposition"]) == (200, 'attachment; filename="receipt.txt"')
    status, said = checked(root, answer.content, tmp_path)
    assert (status, said.splitlines()[0]) == (0, f"Entry {act.order} stands in the register:")
    assert f'"act":"consent.{act.kind}"' in said
    assert f'"target":"{act.pk}"' in said
    assert checked(root, answer.content.replace(b"\nindex ", b"\nindex 1"), tmp_path)[0] == 1


def test_a_receipt_holds_no_code_no_name_and_no_answer(today_cast: Cast, hers: Any, root: Path, tmp_path: Path) -> None:
    _status, said = checked(root, hers.post("/code/receipt/yes/").content, tmp_path)
    words = [today_cast.ana.code, "Ana", "Ben", "C09", "Lime", '"at"', "T0", "T1"]
    assert [word for word in words if word in said] == []


def test_a_receipt_stays_good_when_everything_is_deleted(
    today_cast: Cast, hers: Any, root: Path, tmp_path: Path
) -> None:
    before = hers.post("/code/receipt/yes/").content
    hers.post("/code/stop/W3/")
    services.carry_out(today_cast.ana.pk, timezone.now())
    assert checked(root, before, tmp_path)[0] == 0
    for of in ("yes", "stop"):
        assert checked(root, hers.post(f"/code/receipt/{of}/").content, tmp_path)[0] == 0


def test_her_page_offers_what_there_is_in_her_language(today_cast: Cast, hers: Any) -> None:
    page = hers.get("/code/mine/").content.decode()
    assert ("Receipt that I agreed" in page, "Receipt that I stopped" in page) == (True, False)
    hers.post("/code/stop/W1/")
    page = hers.get("/code/mine/").content.decode()
    assert ("Receipt that I agreed" in page, "Receipt that I stopped" in page) == (True, True)


def test_there_is_no_receipt_of_what_did_not_happen_and_none_for_anybody_else(
    today_cast: Cast, hers: Any, ben: Any
) -> None:
    gone = Client().get("/nowhere/")
    assert [hers.post(f"/code/receipt/{of}/").status_code for of in ("stop", "other")] == [404, 404]
    for browser in (ben, Client()):
        assert browser.post("/code/receipt/yes/").status_code == gone.status_code == 404
    assert hers.get("/code/receipt/yes/").url == "/code/mine/"  # opened by itself: her page, and nothing is written


def test_taking_it_again_signs_nothing_anew(today_cast: Cast, hers: Any) -> None:
    first = hers.post("/code/receipt/yes/").content
    before = Checkpoint.objects.count()
    assert (hers.post("/code/receipt/yes/").content, Checkpoint.objects.count()) == (first, before)
