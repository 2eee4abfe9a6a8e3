"""The offline program as an auditor runs it: alone in an empty folder, by its words and its exit status."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.ledger.registers import (
    KEY_LINE,
    acts,
    changed,
    honest,
    receipt,
    register,
)


def program(root: Path, folder: Path, *arguments: str) -> tuple[int, str]:
    """Run the program as an auditor does: alone in an empty folder, isolated from everything of this project."""
    copy = folder / "verify_ledger.py"
    copy.write_bytes((root / "tools/verify_ledger.py").read_bytes())
    ended = subprocess.run(
        [sys.executable, "-I", copy.name, *arguments], cwd=folder, env={"LC_ALL": "C.UTF-8"}, capture_output=True,
        text=True, timeout=60, check=False,
    )  # fmt: skip
    return ended.returncode, ended.stdout + ended.stderr


def test_the_program_runs_alone_and_says_that_all_is_whole(root: Path, tmp_path: Path) -> None:
    (tmp_path / "r.jsonl").write_bytes(honest().file())
    assert program(root, tmp_path, "r.jsonl", "--key", KEY_LINE, "--keep", "kept") == (
        0, "Whole: 36 entries, 3 checkpoints, signed up to 2026-03-14.\n"
    )  # fmt: skip
    assert (tmp_path / "kept").read_text() == honest().notes[36][0]
    (tmp_path / "r.jsonl").write_bytes(register(acts(40)).file())
    assert program(root, tmp_path, "r.jsonl", "--seen", "kept") == (
        0,
        "Whole: 40 entries, 4 checkpoints, signed up to 2026-03-15.\nIt goes on from all that you kept (1).\n"
        f"The key comes from the file itself. Compare it with one you got elsewhere:\n{KEY_LINE}\n",
    )


def test_the_program_names_the_first_fault_and_ends_with_1(root: Path, tmp_path: Path) -> None:
    (tmp_path / "r.jsonl").write_bytes(changed(5, "studies", "stadies"))
    assert program(root, tmp_path, "r.jsonl", "--key", KEY_LINE) == (
        1, "Fault at entry 6: it does not follow on entry 5: one of the two was changed.\n"
    )  # fmt: skip


@pytest.mark.parametrize("arguments", [["nowhere.jsonl"], [], ["--receipt", "r.txt"]])
def test_the_program_called_in_a_wrong_way_ends_with_2(root: Path, tmp_path: Path, arguments: list[str]) -> None:
    status, said = program(root, tmp_path, *arguments)
    assert (status, "Traceback" in said, "entry" in said.splitlines()[0]) == (2, False, False)


def test_a_receipt_that_is_not_said_to_be_one_is_answered_with_how_it_is_checked(root: Path, tmp_path: Path) -> None:
    (tmp_path / "r.txt").write_text(receipt(5))
    assert program(root, tmp_path, "r.txt", "--key", KEY_LINE) == (
        1, "Fault at entry 0: this is a receipt of one entry: check it with --receipt and --key.\n"
    )  # fmt: skip


def test_an_entry_that_was_explained_may_go_back_in_time(root: Path, tmp_path: Path) -> None:
    done = acts()
    done[20] = done[3]
    (tmp_path / "r.jsonl").write_bytes(register(done).file())
    assert program(root, tmp_path, "r.jsonl", "--key", KEY_LINE) == (
        1, "Fault at entry 21: time goes back: from 2026-03-08 to 2026-03-03.\n"
    )  # fmt: skip
    assert program(root, tmp_path, "r.jsonl", "--key", KEY_LINE, "--back", "21")[0] == 0
