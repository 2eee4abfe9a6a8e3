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
        0, "Whole: 36 entries, 3 checkpoints, the last signed on 2026-03-14.\n"
    )  # fmt: skip
    assert (tmp_path / "kept").read_text() == honest().notes[36][0]
    (tmp_path / "r.jsonl").write_bytes(register(acts(40)).file())
    assert program(root, tmp_path, "r.jsonl", "--seen", "kept") == (
        0,
        "Whole: 40 entries, 4 checkpoints, the last signed on 2026-03-15.\nIt goes on from all that you kept (1).\n"
        f"The key comes from the file itself. Compare it with one you got elsewhere:\n{KEY_LINE}\n",
    )


@pytest.mark.parametrize(
    ("taken", "status", "said"),
    [
        ("2026-03-15", 0, "Beyond the end of this file: 1 of what you kept, signed since 2026-03-15."),
        ("2026-03-16", 1, "Fault at entry 36: on 2026-03-15 there were 40 entries; the file has 36."),
        ("today", 2, "verify_ledger.py: error: a day is written as 2026-06-09"),
    ],
)
def test_what_was_signed_on_the_day_on_which_a_file_was_taken_may_lie_beyond_its_end(
    root: Path, tmp_path: Path, taken: str, status: int, said: str
) -> None:
    (tmp_path / "r.jsonl").write_bytes(honest().file())
    (tmp_path / "kept").mkdir()
    for number, note in enumerate((honest().notes[12][0], register(acts(40)).notes[40][0])):
        (tmp_path / "kept" / f"{number}.txt").write_text(note)
    ended = program(root, tmp_path, "r.jsonl", "--key", KEY_LINE, "--seen", "kept", "--taken", taken)
    assert (ended[0], ended[1].splitlines()[-1]) == (status, said)


def test_the_program_names_the_first_fault_and_ends_with_1(root: Path, tmp_path: Path) -> None:
    (tmp_path / "r.jsonl").write_bytes(changed(5, "studies", "stadies"))
    assert program(root, tmp_path, "r.jsonl", "--key", KEY_LINE) == (
        1, "Fault at entry 6: it does not follow on entry 5: one of the two was changed.\n"
    )  # fmt: skip


@pytest.mark.parametrize("arguments", [["nowhere.jsonl"], [], ["--receipt", "r.txt"]])
def test_the_program_called_in_a_wrong_way_ends_with_2(root: Path, tmp_path: Path, arguments: list[str]) -> None:
    status, said = program(root, tmp_path, *arguments)
    assert (status, "Traceback" in said, "entry" in said.splitlines()[0]) == (2, False, False)


def test_on_a_computer_that_has_python_alone_it_says_what_is_missing(root: Path) -> None:
    command = [sys.executable, "-I", "-S", str(root / "tools/verify_ledger.py"), "r.jsonl"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    said = "The package cryptography is missing. Get it once: python -m pip install cryptography\n"
    assert (ended.returncode, ended.stdout, ended.stderr) == (2, "", said)


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
